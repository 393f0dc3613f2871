"""`kindao serve` started for real: a folder of its own, a free port, its worker; and what it says when it can't."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Browser, expect

import tables
from kindao.engine.errors import BadInput
from kindao.web import serving

PATIENCE = 60.0  # seconds; the cores are shared


def a_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("KINDAO_", "DJANGO_"))}
    return ours | {"KINDAO_HOME": str(home), "KINDAO_LANG": "en", "KINDAO_THREADS": "1"} | more


def kindao(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kindao", *words],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass
class Desk:
    home: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def children(self) -> list[int]:
        task = Path(f"/proc/{self.process.pid}/task")
        return [int(pid) for one in task.iterdir() for pid in (one / "children").read_text().split()]

    def stop(self, how: int = signal.SIGTERM) -> tuple[str, str]:
        self.process.send_signal(how)
        return self.process.communicate(timeout=PATIENCE)


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def serve(home: Path, *words: str) -> Desk:
    port = a_port()
    command = [sys.executable, "-m", "kindao", "serve", "--port", str(port), *words]
    process = subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    desk = Desk(home, port, process)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if status(f"{desk.address}/accounts/login/") == 200:
                return desk
        except OSError:  # not listening yet, or so busy that its first page takes long
            time.sleep(0.2)
    process.kill()
    pytest.fail(f"the desk did not start: {process.communicate()}")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def set_up(home: Path) -> None:
    """Not its first start: the tables are there."""
    tables.of_sqlite(home / "kindao.sqlite3")


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    desk = serve(home)
    yield desk
    if desk.process.poll() is None:
        desk.process.kill()
        desk.process.communicate()


def gone(pid: int) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_the_first_start_makes_the_folder_and_prints_a_link_that_works(desk: Desk) -> None:
    for path in [desk.home, *desk.home.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, f"others may read {path.name}"
    (worker,) = desk.children()
    out, err = desk.stop()
    assert desk.process.returncode == 0 and gone(worker)
    assert out.startswith(f"{desk.address}/link/") and len(out.splitlines()) == 1
    said = err.splitlines()
    assert [line for line in said if not line.startswith("kindao: ")] == [] and said[-1] == "kindao: stopped"
    token = out.strip().rsplit("/", 2)[1]
    with closing(sqlite3.connect(desk.home / "kindao.sqlite3")) as database:
        assert token not in str(list(database.iterdump()))


@pytest.mark.usefixtures("set_up")
def test_the_link_opens_and_a_restart_makes_another(desk: Desk) -> None:
    out, _ = desk.stop(signal.SIGINT)
    assert desk.process.returncode == 0
    first = out.strip().removeprefix(desk.address)
    again = serve(desk.home)
    assert status(again.address + first) == 410
    assert status(f"{again.address}/static/ui/desk.css") == 200
    out, _ = again.stop()
    assert out.strip().removeprefix(again.address) != first


@pytest.mark.usefixtures("set_up")
def test_a_worker_that_is_lost_is_started_again_and_one_whose_desk_is_killed_ends(desk: Desk) -> None:
    (worker,) = desk.children()
    os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while (not (now := desk.children()) or now == [worker]) and time.monotonic() < until:
        time.sleep(0.2)
    (another,) = now
    assert another != worker and status(f"{desk.address}/accounts/login/") == 200
    desk.process.kill()
    desk.process.communicate()
    assert gone(another)


@pytest.mark.usefixtures("set_up")
def test_the_first_administrator_comes_in_by_the_link_in_a_browser(desk: Desk, chromium: Browser) -> None:
    assert desk.process.stdout
    link = desk.process.stdout.readline().strip()
    context = chromium.new_context(locale="vi-VN")
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(link)
    page.get_by_label("Tên phòng khám").fill("Phòng khám Hoa Sen")
    page.get_by_label("Họ và tên của bạn").fill("Trần Thị Lan")
    page.get_by_label("Email của bạn").fill("lan@clinic.example")
    page.get_by_label("Mật khẩu mới").fill("another horse battery")
    page.get_by_label("Nhập lại mật khẩu").fill("another horse battery")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page).to_have_url(f"{desk.address}/accounts/2fa/")
    page.goto(f"{desk.address}/clinic/people/")
    expect(page).to_have_url(f"{desk.address}/accounts/2fa/")
    assert complaints == []
    context.close()
    done = kindao(desk.home, "serve", "--let-in", "Lan@clinic.example", KINDAO_ADDRESS=desk.address)
    assert done.returncode == 0 and status(done.stdout.strip()) == 200
    out, _ = desk.stop()
    assert out == ""
    again = serve(desk.home)
    out, _ = again.stop()
    assert out == ""  # whoever is there already needs no first link


@pytest.mark.usefixtures("set_up")
def test_it_listens_on_this_machine_alone(desk: Desk) -> None:
    listening = {line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]}
    assert f"0100007F:{desk.port:04X}" in listening and f"00000000:{desk.port:04X}" not in listening
    desk.stop()


@pytest.mark.usefixtures("set_up")
def test_a_demo_has_somebody_of_each_role(home: Path) -> None:
    desk = serve(home, "--demo")
    out, _ = desk.stop()
    rows = [line.split() for line in out.splitlines()]
    assert [row[0] for row in rows] == [
        f"{role}@demo.example" for role in ["doctor", "marketer", "officer", "auditor", "admin"]
    ]
    assert len(rows[2]) > 4 and len(rows[0]) == 2  # who needs a second factor gets codes


def test_a_port_that_is_taken_is_told_in_one_sentence(home: Path) -> None:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        done = kindao(home, "serve", "--port", str(one.getsockname()[1]))
    assert done.returncode == 2 and "can't be used" in done.stderr and "--port" in done.stderr
    assert not home.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = kindao(tmp_path / "file" / "desk", "serve", "--port", str(a_port()))
    assert done.returncode == 2 and "can't be made" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.usefixtures("set_up")
def test_a_newer_database_a_damaged_one_and_one_that_is_gone_are_told(home: Path) -> None:
    done = kindao(home, "serve", "--let-in", "nobody@clinic.example")
    assert done.returncode == 2 and "nobody has an account" in done.stderr, done.stderr
    with closing(sqlite3.connect(home / "kindao.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('clinics', '9999_later', '2030-01-01')"
        )
        database.commit()
    done = kindao(home, "serve", "--port", str(a_port()))
    assert done.returncode == 2 and "newer Kindao" in done.stderr and not done.stdout
    (home / "kindao.sqlite3").write_bytes(b"no database" * 1000)
    done = kindao(home, "serve", "--port", str(a_port()))
    assert done.returncode == 1 and "database is damaged" in done.stderr and "Traceback" not in done.stderr
    away = f"postgresql://nobody@127.0.0.1:{a_port()}/desk"
    done = kindao(home, "serve", "--port", str(a_port()), KINDAO_DATABASE=away)
    assert done.returncode == 1 and "can't be reached" in done.stderr and "Traceback" not in done.stderr
    done = kindao(home, "worker", KINDAO_DATABASE=away)
    assert done.returncode == 1 and "can't be reached" in done.stderr and "Traceback" not in done.stderr


def test_a_worker_by_itself_outlives_a_database_that_is_away(desk: Desk) -> None:
    """Nobody starts a worker on another machine anew."""
    desk.stop()
    file, aside = desk.home / "kindao.sqlite3", desk.home / "aside.sqlite3"
    jobs = DBTaskResult._meta.db_table

    def tidied() -> int:
        done = f"SELECT count(*) FROM {jobs} WHERE task_path LIKE '%.tidy' AND status = ?"
        with closing(sqlite3.connect(file, timeout=20)) as database:
            return int(database.execute(done, (TaskResultStatus.SUCCESSFUL.value,)).fetchone()[0])

    def tidies(least: int) -> bool:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and worker.poll() is None:
            if tidied() >= least:
                return True
            time.sleep(0.2)
        return False

    before = tidied()  # by the desk that was stopped
    words = [sys.executable, "-m", "kindao", "worker"]
    worker = subprocess.Popen(
        words, env=environment(desk.home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert tidies(before + 1), "it works at all"
        file.rename(aside)
        time.sleep(3)
        assert worker.poll() is None
        assert not file.exists(), "nobody makes an empty one in its place"
        aside.rename(file)
        with closing(sqlite3.connect(file, timeout=20)) as database:
            database.execute(f"UPDATE {jobs} SET run_after = '2026-01-01' WHERE status = 'READY'")
            database.commit()
        assert tidies(before + 2), worker.poll()
    finally:
        worker.terminate()
        worker.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_others_reach_it_only_by_https(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KINDAO_ADDRESS", raising=False)
    with pytest.raises(BadInput, match="others could read"):
        serving.listen(host, a_port())


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(BadInput, match="not an address"):
        serving.listen("desk.example", 8460)


@pytest.mark.django_db
def test_what_a_lost_worker_had_begun_is_taken_up_but_not_for_ever() -> None:
    def begun(*by: str) -> DBTaskResult[Any, Any]:
        task: DBTaskResult[Any, Any] = DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}},
            task_path="x.y",
            backend_name="default",
            run_after="2026-01-01T00:00+00:00",
            exception_class_path="",
            traceback="",
            worker_ids=list(by),
            status=TaskResultStatus.RUNNING,
        )
        return task

    mine, others, poison = begun("me"), begun("me", "other"), begun("me", "me", "me")
    assert serving.take_up("me") == 2
    for task in (mine, others, poison):
        task.refresh_from_db()
    states = (mine.status, others.status, poison.status)
    assert states == (TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED)


AT_WORK = """
import sys, time
from pathlib import Path
from kindao.web import serving
from kindao.web.home import Home

serving.settle(Home(Path(sys.argv[1])), address="http://localhost:8460")
serving.prepare()
from kindao.web.review import jobs

def long(kind, pk):
    print("begun", flush=True)
    time.sleep(float(sys.argv[2]))

jobs.work = long
jobs.do.enqueue("inspection", "00000000-0000-4000-8000-000000000000")
serving.work("me", with_parent=sys.argv[3] == "True")
"""


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("with_parent", [False, True])
def test_a_worker_that_is_told_twice_to_stop_gives_up_nothing(home: Path, *, with_parent: bool) -> None:
    """systemd tells all of a group, and `kindao serve` its worker. By itself it ends, and what it had begun is taken up
    as that of a lost one; who started it ends it where it takes too long."""
    words = [sys.executable, "-c", AT_WORK, str(home), "6" if with_parent else "600", str(with_parent)]
    worker = subprocess.Popen(
        words, env=environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout is not None and worker.stdout.readline() == "begun\n", worker.communicate()
        for _ in range(2):
            worker.send_signal(signal.SIGTERM)
            time.sleep(1)
        assert worker.wait(PATIENCE) == (0 if with_parent else 1)
    finally:
        worker.kill()
        worker.communicate()
    with closing(sqlite3.connect(home / "kindao.sqlite3", timeout=20)) as database:
        told = f"SELECT status, worker_ids FROM {DBTaskResult._meta.db_table} WHERE task_path LIKE '%jobs.do'"
        assert database.execute(told).fetchall() == [("SUCCESSFUL" if with_parent else "RUNNING", '["me"]')]


def test_help_stays_quick() -> None:
    """Neither Django nor an engine is loaded for it."""
    code = "import sys; import kindao.cli as c; "
    code += "[c.cli.get_command(None, n) for n in ('serve', 'worker')]; print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
