"""The real command in a real process that is forked from one in which its modules and the law are read already: a
command that is started anew reads them for a second, one of the desk for two, and the tests start some hundreds.
Where Django is set up, what is forked has its modules and models, and reads the settings of its own installation.

python tests/forks.py [desk]   forks at each word on its standard input, a socket; desk: with Django set up"""

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
from pkgutil import walk_packages
from typing import IO

PATIENCE = 120.0  # seconds
READ = ("check", "detect", "redact", "verify", "law", "consent", "doctor", "demo")
LIBRARIES = ("webrtcvad", "zxingcpp")  # not onnxruntime, which starts a thread
# What commands of the desk and installation.WORKS read when Django is set up, and not before.
OF_THE_DESK = (
    "django.core.management.commands.loaddata",
    "django.core.management.commands.migrate",
    "django.core.serializers.json",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "kindao.cli.audit",
    "kindao.cli.backup",
    "kindao.cli.restore",
    "kindao.web.audit.verifying",
    "kindao.web.demo",
    "kindao.web.vault.backup",
    "kindao.web.vault.restore",
)


def kindao(
    words: Sequence[str], *, cwd: Path | None, environment: Mapping[str, str], desk: bool = False
) -> subprocess.CompletedProcess[str]:
    """As subprocess.run with [sys.executable, "-m", "kindao", *words] and captured text. desk: one with Django set
    up."""
    return _run(["-m", "kindao", *words], cwd=cwd, environment=environment, desk=desk)


def python(code: str, *, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """As subprocess.run with [sys.executable, "-c", code] and captured text, on a desk."""
    return _run(["-c", code], cwd=None, environment=environment, desk=True)


def _run(
    words: Sequence[str], *, cwd: Path | None, environment: Mapping[str, str], desk: bool
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        told = {"words": words, "cwd": str(cwd or Path.cwd()), "environment": dict(environment)}
        server, process = _server(desk)
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
def _server(desk: bool) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    """Ends when this process does, whose end of the socket it reads."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, __file__, *(["desk"] if desk else [])],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env=os.environ | {"OMP_NUM_THREADS": "1"},  # without threads of its own
            start_new_session=True,
        )
    ours.settimeout(PATIENCE)
    return ours, process


def main() -> None:
    if sys.argv[1:] == ["desk"]:
        _set_up()
    else:
        _read_all()
        assert "django" not in sys.modules
    from kindao.engine.policy import load_pack

    load_pack()
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


def _read_all() -> None:
    """The engine and the commands that stand on it alone, with libraries that they read only when they look; and the
    patterns of words are compiled."""
    import kindao.engine
    from kindao.engine.detect import installed
    from kindao.engine.detect.reading import of_a_caption

    engine = [one.name for one in walk_packages(kindao.engine.__path__, "kindao.engine.")]
    for name in ("kindao.api", "kindao.page", *(f"kindao.cli.{one}" for one in READ), *engine, *LIBRARIES):
        import_module(name)
    installed()
    of_a_caption("Nguyễn Văn An")


def _set_up() -> None:
    """Django for any installation: of the one whose settings are read meanwhile nothing stays."""
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.cache import caches
    from django.core.files.storage import storages
    from django.db import connections
    from django.template import engines
    from django.utils.functional import empty

    import kindao.web

    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"KINDAO_HOME": home, "DJANGO_SETTINGS_MODULE": "kindao.web.settings"}
        django.setup()
        for name in OF_THE_DESK:
            import_module(name)
    longest = max(len(model._meta.db_table) for model in apps.get_models(include_auto_created=True))
    assert longest <= 63, "PostgreSQL would have it shorter"
    del connections["default"], connections.settings
    connections._settings = None  # type: ignore[attr-defined]
    for made in (caches, engines, storages):
        assert not {"settings", "templates", "backends"} & vars(made).keys(), "each desk has its own"
    assert "kindao.web.urls" not in sys.modules
    del sys.modules["kindao.web.settings"], kindao.web.settings
    settings._wrapped = empty


if __name__ == "__main__":
    main()
