"""How many events the audit takes in a second, how long verifying them takes, and what the vault costs.

./run bench audit          on SQLite in a temporary folder
.venv/bin/python tests/postgres.py .venv/bin/python bench/audit.py   on PostgreSQL

Seconds are CPU seconds of this process (user and system); a PostgreSQL server's own are not counted, so seconds by the
clock stand beside them."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

EVENTS, COMMITS = 1000, 500
FILM = 128  # MiB


@contextmanager
def measured(what: str, count: float, unit: str) -> Iterator[None]:
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{what:<48} {count / cpu:>9.0f} {unit} a CPU second {count / wall:>9.0f} a second")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"KINDAO_HOME": folder, "DJANGO_SETTINGS_MODULE": "kindao.web.settings"}
        import django

        django.setup()
        from django.db import connection, connections, transaction

        from kindao.web import audit, serving

        serving.prepare()
        from kindao.web.audit import receipts, verifying
        from kindao.web.audit.models import AuditEvent, Log
        from kindao.web.clinics.models import Clinic
        from kindao.web.vault import keys, store

        print(connection.vendor)
        clinic = Clinic.objects.create(name="x")
        with measured("events, a transaction each", COMMITS, "events"):
            for _ in range(COMMITS):
                audit.record("test.done", clinic, by=None, clinic=clinic, facts={"number": 1})
        with measured("events, all in one transaction", EVENTS, "events"), transaction.atomic():
            for _ in range(EVENTS):
                audit.record("test.done", clinic, by=None, clinic=clinic, facts={"number": 1})
        log = Log.objects.get()
        with measured("verifying", EVENTS + COMMITS, "events"):
            assert verifying.verify(log).problem is None
        with measured("a receipt among them", 1, "receipts"):
            receipts.receipt(AuditEvent.objects.get(seq=1234))
        key, photo, film = keys.new_key(clinic), os.urandom(2**22), os.urandom(FILM * 2**20)
        with measured("photos of 4 MiB into the vault", 4 * 20, "MiB"):
            files = [store.put(photo, key=key, clinic=clinic, media_type="image/jpeg") for _ in range(20)]
        with measured("and out of it", 4 * 20, "MiB"):
            assert all(store.read(file) == photo for file in files)
        with measured(f"a film of {FILM} MiB into the vault", FILM, "MiB"):
            stored = store.put(film, key=key, clinic=clinic, media_type="video/mp4")
        with measured("and out of it", FILM, "MiB"):
            store.read_through(stored)
        with store.open(stored) as stream, measured("places sought in it, 64 KiB read at each", 50, "places"):
            for number in range(50):
                stream.seek(number * 104729 * 41 % (FILM * 2**20 - 2**16))
                assert len(stream.read(2**16)) == 2**16
        connections.close_all()


if __name__ == "__main__":
    main()
