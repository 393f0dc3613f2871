"""How quick the desk's pages are: each asked alone in one process; then locust asks `kindao serve` for them as doctors,
officers and systems do.

    ./run bench web [--patients 20000 --media 100000 --consents 50000] [--times 20] [--seconds 60] [--users 4]
                    [--databases sqlite postgresql] [--keep FOLDER]

Each database gets an installation of its own, filled by `kindao seed`; with --keep they stay, and are used again.
PostgreSQL is Debian's, started in a folder of its own, without fsync: the pages read. Told first of each page, asked
--times times: the server's time, median and 95th percentile in milliseconds of the CPU, the database's with it (who
else uses the machine changes nothing); the database's share; the clock's; and how many questions it asks the database.
Then, for --seconds (0: not at all), as locust saw it on all
cores of this machine, server, worker, database and locust together: a user asks for the next page as soon as the last
has come, so --users is how many requests are on their way at once."""

import argparse
import csv
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGES_OF = HERE / "web_pages.py"
TOLD = "KINDAO_BENCH_PAGES"  # the environment's: a file with the pages, for locust

if TOLD in os.environ:  # run by locust
    from locust import FastHttpUser, constant, task

    PAGES: list[dict[str, Any]] = json.loads(Path(os.environ[TOLD]).read_text())

    class Somebody(FastHttpUser):
        """Asks for any page, each as often as the others."""

        wait_time = constant(0)

        @task
        def page(self) -> None:
            one = random.choice(PAGES)
            self.client.get(
                random.choice(one["paths"]), name=one["name"], headers=one["headers"], allow_redirects=False
            )


def environment(home: Path, database: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("KINDAO_", "DJANGO_"))}
    told = {"KINDAO_HOME": str(home), "KINDAO_LANG": "en"} | ({"KINDAO_DATABASE": database} if database else {})
    return ours | told


def kindao(home: Path, database: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "kindao", *words], env=environment(home, database), check=True)


def a_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def measured(home: Path, database: str, seconds: int, users: int) -> list[dict[str, str]]:
    """locust's table, a row for each page."""
    port, pages, out = a_port(), home / "bench-pages.json", home / "bench"
    env = environment(home, database)
    subprocess.run([sys.executable, str(PAGES_OF), "list", str(pages)], env=env, check=True)
    server = subprocess.Popen([sys.executable, "-m", "kindao", "serve", "--port", str(port)], env=env)
    try:
        until_open(port)
        for length, kept in ((max(5, seconds // 6), False), (seconds, True)):  # the first warms up
            subprocess.run(
                [
                    *(sys.executable, "-m", "locust", "-f", __file__, "--headless", "--only-summary"),
                    *("--users", str(users), "--spawn-rate", str(users), "--run-time", f"{length}s"),
                    *("--host", f"http://localhost:{port}", "--csv", str(out), "--exit-code-on-error", "0"),
                ],
                env=env | {TOLD: str(pages)},
                stdout=subprocess.DEVNULL,
                stderr=None if kept else subprocess.DEVNULL,
                check=True,
            )
    finally:
        server.terminate()
        server.wait()
        pages.unlink()
    with Path(f"{out}_stats.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def until_open(port: int) -> None:
    for _ in range(600):
        try:
            urlopen(f"http://localhost:{port}/manifest.webmanifest").read()
            return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit("the desk did not open")


def shown(database: str, rows: list[dict[str, str]]) -> None:
    print(f"\n{database}, {os.cpu_count()} cores\n\n| page | requests | failed | per second | median ms | 95 % ms |")
    print("|---|---:|---:|---:|---:|---:|")
    for row in rows:
        told = [row["Name"], row["Request Count"], row["Failure Count"], f"{float(row['Requests/s']):.1f}"]
        print(f"| {' | '.join([*told, row['50%'], row['95%']])} |")


def alone(home: Path, database: str, times: int) -> list[dict[str, Any]]:
    """Each page in one process, one after the other; the slowest first."""
    out = home / "bench-alone.json"
    command = [sys.executable, str(PAGES_OF), "time", str(times), str(out)]
    subprocess.run(command, env=environment(home, database), check=True)
    rows: list[dict[str, Any]] = json.loads(out.read_text())
    out.unlink()
    return sorted(rows, key=lambda row: -float(row["median"]))


def shown_alone(database: str, rows: list[dict[str, Any]]) -> None:
    print(
        f"\n{database}, each page alone\n\n| page | median ms | 95 % ms | of it the database | clock ms | questions |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for row in rows:
        told = [f"{row[name]:.0f}" for name in ("median", "p95", "theirs", "clock", "questions")]
        print(f"| {' | '.join([row['name'], *told])} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=20_000)
    parser.add_argument("--media", type=int, default=100_000)
    parser.add_argument("--consents", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    base = said.keep or Path(tempfile.mkdtemp(prefix="kindao-bench-"))
    try:
        for name in said.databases:
            home = base / name
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with database(name, home if said.keep else None) as address:
                if not (home / "filled").exists():
                    much = {"--patients": said.patients, "--media": said.media, "--consents": said.consents}
                    began = time.monotonic()
                    kindao(home, address, "seed", *(str(word) for pair in much.items() for word in pair))
                    print(f"\n{name}: filled in {time.monotonic() - began:.0f} s", flush=True)
                    (home / "filled").touch()
                shown_alone(name, alone(home, address, said.times))
                if said.seconds:
                    shown(name, measured(home, address, said.seconds, said.users))
    finally:
        if not said.keep:
            shutil.rmtree(base, ignore_errors=True)


def database(name: str, kept: Path | None) -> AbstractContextManager[str]:
    """What KINDAO_DATABASE takes, for as long as the block lasts; "" for SQLite. kept: a folder that stays."""
    if name == "sqlite":
        return nullcontext("")
    sys.path.insert(0, str(ROOT / "tests"))
    import postgres

    return postgres.started(kept and kept.with_name("postgresql-data"))


if __name__ == "__main__":
    main()
