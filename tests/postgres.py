"""Debian's PostgreSQL in a folder of its own, for as long as the tests last:

python tests/postgres.py COMMAND …   runs COMMAND with KINDAO_DATABASE naming it"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

WHERE = [Path("/usr/lib/postgresql") / version / "bin" for version in ("18", "17", "16", "15", "14", "13")]
NOBODY = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]  # initdb refuses root
QUICK = "-c fsync=off -c full_page_writes=off -c listen_addresses= -c max_connections=40"


def binaries() -> Path | None:
    """The folder of its programs; None where it is not installed."""
    found = shutil.which("initdb")
    return Path(found).parent if found else next((folder for folder in WHERE if (folder / "initdb").exists()), None)


@contextmanager
def started(kept: Path | None = None) -> Iterator[str]:
    """A server of its own; gives what KINDAO_DATABASE takes. kept: a folder that stays, with all that is in it."""
    programs = binaries()
    if programs is None:
        raise SystemExit("kindao: PostgreSQL is not installed: please run 'sudo apt-get install -y postgresql'")
    as_nobody = NOBODY if os.getuid() == 0 else []
    folder = kept or Path(tempfile.mkdtemp(prefix="kindao-postgresql-"))
    folder.mkdir(exist_ok=True)

    def run(program: str, *arguments: str) -> None:
        command = [*as_nobody, str(programs / program), *arguments]
        done = subprocess.run(command, check=False, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise SystemExit(f"kindao: {program} of PostgreSQL failed: {done.stdout.decode()}")

    try:
        if as_nobody:
            shutil.chown(folder, "nobody", "nogroup")
        data = folder / "data"
        if not data.exists():
            how = ("-U", "kindao", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
            run("initdb", "-D", str(data), *how)
        options = f"{QUICK} -c unix_socket_directories={folder}"
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://kindao@{quote(str(folder), safe='')}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "fast" if kept else "immediate", "stop")
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    with started() as url:
        return subprocess.run(sys.argv[1:], env=os.environ | {"KINDAO_DATABASE": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
