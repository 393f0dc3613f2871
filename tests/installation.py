"""A desk of its own in a folder of its own, worked on by processes: for what only whole processes can show."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import forks
import tables

WORKS = """
import django; django.setup()
import json, os, sys
from pathlib import Path
from django.db import transaction
from kindao.web import audit, vault
from kindao.web.audit.models import AuditEvent, Log
from kindao.web.audit import verifying, checkpoints
from kindao.web.clinics.models import Clinic
from kindao.web.vault import blobs, keys, store, sweeping, ledger
from kindao.web.vault.models import DataKey, StoredFile

def put(content, media_type="image/png"):
    clinic = Clinic.objects.first() or Clinic.objects.create(name="Phòng khám")
    with transaction.atomic():
        file = store.put(content, key=keys.new_key(clinic), clinic=clinic, media_type=media_type, name="Bùi A.png")
        audit.record("test.put", file, by=None, clinic=clinic)
    return file
"""


class Installation:
    """One of its own: folder, keys, database."""

    def __init__(self, folder: Path, *, sqlite: bool = False) -> None:
        """sqlite: on SQLite even where the tests run on PostgreSQL."""
        self.folder = folder
        self.environment = os.environ | {"KINDAO_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "kindao.web.settings"}
        if sqlite:
            self.environment.pop("KINDAO_DATABASE", None)
        elif url := os.environ.get("KINDAO_DATABASE"):
            self.server, self.name = url, f"kindao_{uuid4().hex}"
            self._create()
            self.environment["KINDAO_DATABASE"] = url.removesuffix(urlsplit(url).path) + f"/{self.name}"

    def python(self, code: str) -> str:
        done = forks.python(WORKS + code, environment=self.environment)
        done.check_returncode()
        return done.stdout

    def kindao(self, *words: object, largest: int = 0) -> "subprocess.CompletedProcess[str]":
        """largest: bytes beyond which no file grows, as on a full disk."""
        told = ["--lang", "en", *map(str, words)]
        if not largest:
            return forks.kindao(told, cwd=None, environment=self.environment, desk=True)
        return subprocess.run(
            [sys.executable, "-m", "kindao", *told],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
        )

    def migrate(self) -> "Installation":
        """Its tables, empty."""
        if "KINDAO_DATABASE" in self.environment:
            self._create(tables.of_postgresql(self.server))
        else:
            tables.of_sqlite(self.folder / "kindao.sqlite3")
        return self

    def _create(self, template: str = "template1") -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.name}".encode())
            connection.execute(f"CREATE DATABASE {self.name} TEMPLATE {template}".encode())
