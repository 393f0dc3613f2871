"""A time stamping authority of our own, made with OpenSSL, answers over HTTP on this machine."""

import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from desk import a_clinic
from kindao import clock
from kindao.engine.errors import BadInput, Failed
from kindao.web import audit
from kindao.web.audit import checkpoints, stamping
from kindao.web.audit.append_only import unguard
from kindao.web.audit.models import Checkpoint, Log, TimeStamp
from kindao.web.audit.verifying import Problem, Wrong, verify

pytestmark = pytest.mark.django_db
CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
serial = {folder}/serial
signer_cert = {folder}/leaf.pem
signer_key = {folder}/leaf.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def an_authority(folder: Path, name: str) -> Path:
    """The folder of an authority: root.pem, and what it signs with."""
    folder.mkdir()
    (folder / "serial").write_text("01\n")
    made: dict[str, list[str]] = {"root": ["-x509"], "leaf": ["-CA", "root.pem", "-CAkey", "root.key", "-x509"]}
    for part, how in made.items():
        (folder / f"{part}.cnf").write_text(CONFIGURATION.format(name=f"{name} {part}", folder=folder))
        key = ["-newkey", "rsa:2048", "-nodes", "-keyout", f"{part}.key", "-days", "30"]
        openssl(
            folder, "req", *how, *key, "-config", f"{part}.cnf", "-extensions", part, "-out", f"{part}.pem", "-sha256"
        )
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return an_authority(tmp_path_factory.mktemp("tsa") / "one", "Authority")


@pytest.fixture
def authority(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Serves; `says` turns what it would answer into what it answers."""
    how: dict[str, Any] = {"says": lambda reply: reply, "asked": 0}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            how["asked"] += 1
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl(
                folder, "ts", "-reply", "-queryfile", "query", "-config", "leaf.cnf", "-section", "tsa", "-out", "reply"
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(how["says"]((folder / "reply").read_bytes()))

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(settings, "TSA", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setattr(settings, "TSA_CERTIFICATES", str(folder / "root.pem"))
    yield how
    server.shutdown()
    thread.join()
    server.server_close()


def a_checkpoint() -> Checkpoint:
    clinic = a_clinic()
    return checkpoints.make(audit.record("test.done", clinic, by=None, clinic=clinic).log)


def test_an_authority_says_when_a_checkpoint_existed(authority: dict[str, Any]) -> None:
    checkpoint = a_checkpoint()
    stamped = stamping.stamp(checkpoint)
    assert abs((stamped.at - clock.now()).total_seconds()) < 60
    assert stamping.stamp(checkpoint) == stamped and authority["asked"] == 1
    verdict = verify(Log.objects.get(pk=checkpoint.log_id))
    assert verdict.problem is None and verdict.stamps == 1


def test_openssl_checks_the_kept_token(authority: dict[str, Any], folder: Path) -> None:
    stamped = stamping.stamp(a_checkpoint())
    (folder / "kept").write_bytes(bytes(stamped.token))
    (folder / "text").write_bytes(checkpoints.body_of(stamped.checkpoint))
    openssl(folder, "ts", "-verify", "-in", "kept", "-data", "text", "-CAfile", "root.pem")


@pytest.mark.parametrize("says", [lambda reply: b"", lambda reply: reply[:-40] + bytes(40), lambda reply: b"<html>"])
def test_what_is_not_its_word_is_not_kept(authority: dict[str, Any], says: Any) -> None:
    authority["says"] = says
    with pytest.raises(Failed, match="not its word"):
        stamping.stamp(a_checkpoint())
    assert not TimeStamp.objects.exists()


def test_an_old_answer_sent_again_is_not_kept(authority: dict[str, Any]) -> None:
    said: list[bytes] = []

    def again(reply: bytes) -> bytes:
        said.append(reply)
        return said[0]

    authority["says"] = again
    stamping.stamp(a_checkpoint())
    with pytest.raises(Failed, match="not its word"):
        stamping.stamp(a_checkpoint())


def test_another_authority_is_not_believed(
    authority: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "TSA_CERTIFICATES", str(an_authority(tmp_path / "other", "Other") / "root.pem"))
    with pytest.raises(Failed, match="not its word"):
        stamping.stamp(a_checkpoint())
    monkeypatch.setattr(settings, "TSA_CERTIFICATES", "")
    with pytest.raises(BadInput, match="no file with certificates"):
        stamping.stamp(a_checkpoint())


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TSA", "http://127.0.0.1:9/")
    with pytest.raises(Failed, match="does not answer"):
        stamping.stamp(a_checkpoint())


def test_a_stamp_that_was_altered_is_noticed(authority: dict[str, Any]) -> None:
    stamped = stamping.stamp(a_checkpoint())
    unguard(connection, "audit_timestamp")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_timestamp SET token = %s", [bytes(stamped.token)[:-1] + bytes([stamped.token[-1] ^ 1])]
        )
    assert verify(Log.objects.get(pk=stamped.checkpoint.log_id)).problem == Problem(Wrong.STAMP, 1)
