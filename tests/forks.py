"""The real command in a real process that is forked from one in which its modules and the law are read already: a
command that is started anew reads them for a second, one of the desk for two, and the tests start some hundreds.

python tests/forks.py   forks at each word on its standard input, a socket"""

import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

PATIENCE = 120.0  # seconds
READ = ("check", "detect", "redact", "verify", "law", "consent", "doctor", "demo")
# What the desk stands on and what can be read before its settings are: most of its second and a half.
BELOW_THE_DESK = (
    "django.core.management",
    "django.core.serializers.json",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.db.models",
    "django.forms",
    "django.http",
    "django.template",
    "django.urls",
    "django.utils.translation.trans_real",
    "django.views.generic",
    "httpx",
    "paramiko",
    "psycopg",
    "pydantic",
    "pymerkle",
    "segno",
    "tink.aead",
    "tink.streaming_aead",
)


def kindao(
    words: Sequence[str], *, cwd: Path | None, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """As subprocess.run with [sys.executable, "-m", "kindao", *words] and captured text."""
    return _run(["-m", "kindao", *words], cwd=cwd, environment=environment)


def python(code: str, *, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """As subprocess.run with [sys.executable, "-c", code] and captured text."""
    return _run(["-c", code], cwd=None, environment=environment)


def _run(words: Sequence[str], *, cwd: Path | None, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        told = {"words": words, "cwd": str(cwd or Path.cwd()), "environment": dict(environment)}
        server, process = _server()
        socket.send_fds(server, [json.dumps(told).encode()], [out.fileno(), err.fileno()])
        try:
            status = int(server.recv(16))
        except TimeoutError:  # its late answer must not be taken for the next one's
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            _server.cache_clear()
            raise subprocess.TimeoutExpired(list(words), PATIENCE) from None
        return subprocess.CompletedProcess(list(words), status, _text(out), _text(err))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


@cache
def _server() -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    """Ends when this process does, whose end of the socket it reads."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env=os.environ | {"OMP_NUM_THREADS": "1"},  # without threads of its own
            start_new_session=True,
        )
    ours.settimeout(PATIENCE)
    return ours, process


def main() -> None:
    from django.conf import settings

    from kindao.engine.policy import load_pack

    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    for name in ("kindao.api", "kindao.page", *(f"kindao.cli.{one}" for one in READ), *BELOW_THE_DESK):
        import_module(name)
    load_pack()
    assert not settings.configured, "each desk has its own"
    assert len(os.listdir("/proc/self/task")) == 1, "a thread would not be there in what is forked"  # noqa: PTH208
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as asked:
        while True:
            message, files, _, _ = socket.recv_fds(asked, 1 << 20, 2)
            if not message:
                return
            process = os.fork()
            if not process:
                break
            for file in files:
                os.close(file)
            asked.send(b"%d" % os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    told = json.loads(message)
    for file, number in zip(files, (1, 2), strict=True):
        os.dup2(file, number)
        os.close(file)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.chdir(told["cwd"])
    os.environ.clear()
    os.environ.update(told["environment"])
    how, what, *words = told["words"]
    sys.argv = [what if how == "-m" else how, *words]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})


if __name__ == "__main__":
    main()
