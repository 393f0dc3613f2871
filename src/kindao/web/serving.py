"""Starting the desk: its folder, its database, its server and its worker. What is told, and where, is the caller's."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic, sleep
from types import FrameType
from typing import Any, NoReturn

from kindao.engine.errors import BadInput, Failed, KindaoError, Missing
from kindao.engine.vocabulary import Words
from kindao.web.home import Home

THREADS = 8  # requests at once; more wait
SETTLED = 30.0  # seconds after which a worker that ran is no longer failing
PATIENCE = 20.0  # seconds that a worker gets to finish what it does
LONGEST = 30.0  # seconds between two starts of a worker that fails
BESIDE = (
    "films",
    "looks",
    "messages",
    "releases",
    "webhooks",
)  # queues for which each worker has a thread beside it, called NAME+QUEUE
ATTEMPTS = 3  # times that a task is begun: one that ends its worker each time is not begun again

Say = Callable[[Words], None]


def settle(home: Home, *, address: str) -> None:
    """Make the folder, and bind this process to it. Raises BadInput where it can't be written."""
    if os.name == "posix":
        os.umask(0o077)  # whatever is made from here on is its owner's alone
    home.make()
    probe = home.folder / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise BadInput(
            f"the folder of the installation can't be written: {error.strerror}",
            hint="Name one that you may write: --home FOLDER",
        ) from error
    os.environ["KINDAO_HOME"] = str(home.folder)
    os.environ.setdefault("KINDAO_ADDRESS", address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindao.web.settings")
    import django

    django.setup()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises BadInput where another program has the port, or others could listen in."""
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        raise BadInput(f"--listen: '{host}' is not an address", hint="Name one such as 127.0.0.1") from None
    if not loopback and not os.environ.get("KINDAO_ADDRESS", "").startswith("https://"):
        raise BadInput(
            "others could read what goes to and from this desk",
            hint="Put a proxy with HTTPS before it and name its address: KINDAO_ADDRESS=https://desk.example",
        )
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise BadInput(
            f"port {port} can't be used: {error.strerror}", hint="Stop the other program, or name another: --port 8461"
        ) from error
    return listener


@contextmanager
def only_one(home: Home, address: str) -> Iterator[None]:
    """Nobody else serves this installation for as long as the block lasts. Raises BadInput where somebody does."""
    try:
        import fcntl
    except ImportError:  # no POSIX
        yield
        return
    with os.fdopen(os.open(_lock(home), os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            where = file.read(200).strip() or "another address"
            raise BadInput(
                f"this installation is being served already, at {where}", hint="Open it there, or stop it first"
            ) from error
        file.truncate(0)
        file.write(address)
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _lock(home: Home) -> Path:
    return home.folder / "serving.lock"


def served_at(home: Home) -> str:
    """Where the installation is being served just now; "" where it is not, or nobody knows."""
    try:
        return _lock(home).read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def prepare() -> None:
    """Bring the tables to this version, and check them. Raises BadInput for a database of a newer version, Failed for
    one that is gone or damaged, or that the vault does not belong to."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from kindao.web.vault import belonging

    belonging.begin()
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check(1)")
                if cursor.fetchone() != ("ok",):
                    raise Failed("the database is damaged", hint="Restore a backup into another folder")
        executor = MigrationExecutor(connection)
        if set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations) - _squashed(executor):
            raise BadInput(
                "the database was made by a newer Kindao than this", hint="Start it with that version, or a newer one"
            )
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise Failed("the database could not be brought to this version", hint="KINDAO_DEBUG=1 shows where")
        connection.check_constraints()
        call_command("clearsessions")
        belonging.check()
    except DatabaseError as error:
        _unreachable(error)
    finally:
        connection.close()


def _squashed(executor: Any) -> set[tuple[str, str]]:
    return {replaced for one in executor.loader.replacements.values() for replaced in one.replaces}


def _unreachable(error: Exception) -> NoReturn:
    """In words; what the driver says names hosts and files, and stays in the chain for KINDAO_DEBUG."""
    if "not a database" in str(error) or "malformed" in str(error):
        raise Failed("the database is damaged", hint="Restore a backup into another folder") from error
    raise Failed("the database can't be reached", hint="Check that it runs, and what KINDAO_DATABASE says") from error


def belong() -> None:
    """That vault and database are of one installation. Raises Failed."""
    from django.db import DatabaseError

    from kindao.web.vault import belonging

    try:
        belonging.check()
    except DatabaseError as error:
        _unreachable(error)


def files_here() -> KindaoError | None:
    """What is wrong with the vault's files; None: nothing. Raises Failed where the database can't be reached."""
    from django.db import DatabaseError

    from kindao.web.vault import belonging

    try:
        return belonging.problem()
    except DatabaseError as error:
        _unreachable(error)


def unreached_here() -> int:
    """How many clinics have written down no way to reach them; 0 where the tables are older than that."""
    from django.db import DatabaseError

    from kindao.web.clinics.models import Clinic

    try:
        return Clinic.objects.filter(phone="", email="", address="").count()
    except DatabaseError:
        return 0


def keys_here() -> dict[str, KindaoError | None]:
    """What the folder keys must hold, and what is wrong with it; None: nothing. Raises Failed where the database can't
    be reached."""
    from django.db import DatabaseError

    from kindao.web.audit import signing
    from kindao.web.audit.models import Checkpoint
    from kindao.web.vault import keys

    vault: KindaoError | None = None
    audit: KindaoError | None = None
    try:
        masters, data = keys.closed()
        if masters:
            vault = Missing(
                f"{data} data keys do not open: {masters} master keys are missing, or another database's",
                hint="Put the folder keys back from where it is kept apart; where no copy is left, nobody opens the "
                "pictures and films from before again",
            )
        if Checkpoint.objects.exists():
            signing.signer()
    except DatabaseError as error:
        _unreachable(error)
    except KindaoError as error:
        audit = error
    return {"keys of the vault": vault, "key of the audit": audit}


def first_address(address: str) -> str:
    """The one-time link that makes the administrator; "" where somebody has an account already."""
    from kindao.web.clinics import actions
    from kindao.web.clinics.models import User

    return "" if User.objects.exists() else f"{address}/link/{actions.first_link()}/"


def return_address(address: str, email: str) -> str:
    """The link with which somebody who is locked out comes back. Raises BadInput for who isn't known."""
    from kindao.web.clinics import actions
    from kindao.web.clinics.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise BadInput("--let-in: nobody has an account with this e-mail", hint="Check how it is written")
    return f"{address}/link/{actions.return_link(user, clinic=None, by=None)}/"


def clinic_address(address: str, name: str, email: str) -> str:
    """The link of the administrator of one more clinic. Raises BadInput."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from kindao.web.clinics import actions
    from kindao.web.clinics.models import Clinic

    longest = Clinic._meta.get_field("name").max_length or 0
    if not name.strip() or len(name) > longest or any(not letter.isprintable() for letter in name):
        raise BadInput("--new-clinic: this is no name of a clinic", hint=f"1 to {longest} characters")
    try:
        validate_email(email.strip())
        return f"{address}/link/{actions.another_clinic(name, email=email)}/"
    except ValidationError:
        raise BadInput("--let-in: this is no e-mail address", hint="Check how it is written") from None
    except actions.Refused as refused:
        raise BadInput(
            "--new-clinic: there is a clinic of this name already", hint="Its administrator invites people"
        ) from refused


def worker_name(name: str = "") -> str:
    return (name or f"{socket.gethostname()}-{os.environ['KINDAO_HOME']}")[-(63 - max(map(len, BESIDE))) :]


def take_up(name: str) -> int:
    """Give back what a worker of this name had begun, or held, when it was lost; returns how many tasks."""
    from django.db import transaction

    from kindao.web.review import jobs

    with transaction.atomic():
        jobs.let_go(name)
        return _give_back(name)


def _give_back(name: str) -> int:
    """The tasks that a worker of this name had begun wait again; returns how many. What was begun `ATTEMPTS` times
    already has failed: it waits for a person instead of ending workers for ever."""
    from django.db import transaction
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    with transaction.atomic():
        running = DBTaskResult.objects.running().select_for_update()
        lost = [one for one in running if one.worker_ids and one.worker_ids[-1] == name]
        for one in lost:
            if len(one.worker_ids) >= ATTEMPTS:
                one.set_failed(Failed("the worker was lost again and again"))
            else:
                one.status = TaskResultStatus.READY
                one.save(update_fields=["status"])
    return len(lost)


def work(name: str, *, with_parent: bool = False) -> None:
    """Do what is asked for until told to stop. with_parent: also until whoever started this process is gone.

    What is sent to people and systems, what goes out or comes down, and looks at what is out are each done beside all
    else; pictures are looked at beside films, which take long."""
    from django.db import DatabaseError

    from kindao.web.releases import connectors
    from kindao.web.review import leases

    belong()
    connectors.installed()  # one that is broken is told of now, and none is loaded while the database waits
    if with_parent:
        threading.Thread(target=_watch_parent, daemon=True).start()
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker, beside = _worker(name, "default"), [_worker(f"{name}+{queue}", queue) for queue in BESIDE]
    threads = [threading.Thread(target=_keep_on, args=(one,), daemon=True) for one in beside]
    _stop_when_told(worker, with_parent=with_parent)
    try:
        for one in (worker, *beside):
            take_up(one.worker_id)
        leases.at_work_as(name)
        _ask_for_rounds()
        for thread in (*threads, threading.Thread(target=_see_to_it, daemon=True)):
            thread.start()
        _keep_on(worker)
    except DatabaseError as error:
        _unreachable(error)
    finally:
        for one in beside:
            one.running = False
        for one, thread in zip(beside, threads, strict=True):
            if one.running_task:  # what it began, it ends
                thread.join(PATIENCE)


def _stop_when_told(worker: Any, *, with_parent: bool) -> None:
    """Told once it finishes what it does; told again it ends at once, and what it had begun is as that of a lost one:
    the library's own way would write it down as failed. with_parent: then once is enough, as a service is stopped by a
    word to each of its processes, and whoever started this one ends it where it takes too long."""

    def stop(number: int, frame: FrameType | None) -> None:
        if worker.running:
            worker.shutdown(number, frame)
        elif not with_parent:
            os._exit(1)

    for name in ("SIGINT", "SIGTERM", "SIGQUIT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def _worker(name: str, queue: str) -> Any:
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=[queue],
        interval=0.5,  # seconds that what was asked for waits at most before somebody sees it
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )


def _keep_on(worker: Any) -> None:
    """Whatever ends it, as a database that is away for a while: it goes on, and takes up what it had begun."""
    from django.db import DatabaseError, connection

    while worker.running:
        try:
            worker.run()
        except Exception as error:  # noqa: BLE001 - nobody sees a thread end
            logging.getLogger("kindao.desk").warning("%s: %s", worker.queue_names[0], type(error).__name__)
            while worker.running:
                sleep(1)
                try:
                    connection.close()
                    _give_back(worker.worker_id)
                    break
                except DatabaseError:
                    continue


def _ask_for_rounds(after: timedelta = timedelta(0)) -> None:
    """What is done now and then; and looks from outside, which wait behind no picture, as what is done now and then
    does. after: until the first."""
    from kindao.web.releases.probing import keep_sweeping
    from kindao.web.review.jobs import keep_tidy

    keep_tidy(after=after)
    keep_sweeping()


def _see_to_it() -> None:
    """What is done now and then comes, even where the clock is put back while this runs and the next time stands far
    ahead in the queue."""
    from django.db import DatabaseError, connection

    from kindao.web.review import purging

    while True:
        sleep(purging.EVERY.total_seconds())
        try:
            _ask_for_rounds(after=purging.EVERY)
        except DatabaseError:
            continue  # it is away for a while
        finally:
            connection.close()


def _watch_parent() -> None:
    """Standard input is the parent's end of a pipe: it ends with the parent, however that ended."""
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Worker:
    """A worker in a process of its own, started anew whenever it ends, until stopped."""

    say: Say
    _process: subprocess.Popen[bytes] | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._supervise, daemon=True)
        self._thread.start()

    def _supervise(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            begun = monotonic()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kindao", "worker", "--with-parent"],
                stdin=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C reaches it through us: else it would be told to stop twice
            )
            self._process.wait()
            if self._stopping.is_set():
                return
            pause = 1.0 if monotonic() - begun > SETTLED else min(2 * pause, LONGEST)
            self.say(RESTARTED)
            self._stopping.wait(pause)

    def stop(self) -> None:
        """Let it finish what it does for a while; then it is ended, and its task is taken up at the next start."""
        self._stopping.set()
        if (process := self._process) is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


RESTARTED = Words("tiến trình xử lý đã dừng; đang chạy lại", "the worker ended; starting it again")


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM ends what is done here as Ctrl-C does."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def serve(listener: socket.socket) -> None:
    """Answer requests until told to stop."""
    from waitress import create_server

    from kindao.web.releases import connectors
    from kindao.web.wsgi import application

    connectors.installed()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that somebody waits a moment is no news
    https = os.environ.get("KINDAO_ADDRESS", "").startswith("https://")
    behind: dict[str, Any] = {}
    if https:  # a proxy on this machine says who asks
        behind = {
            "trusted_proxy": os.environ.get("KINDAO_PROXY", "127.0.0.1"),
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    server = create_server(
        application, sockets=[listener], threads=THREADS, ident="", clear_untrusted_proxy_headers=True, **behind
    )
    try:
        server.run()  # ends at KeyboardInterrupt, after the requests that are being answered
    finally:
        server.close()
