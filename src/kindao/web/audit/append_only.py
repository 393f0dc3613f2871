"""Rows that are only ever added: the database itself refuses to alter or delete them, whoever asks.

In a migration: `operations = [..., append_only("audit_auditevent")]`; the model stands on `AppendOnly`."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kindao.web.clinics.rows import InDatabase

SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"""
POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION kindao_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$"""
POSTGRESQL = """CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION kindao_only_added()"""
VERBS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


class OnlyAdded(TypeError):
    """Code tried to alter or delete a row that is only ever added."""


M = TypeVar("M", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[M]):
    def update(self, **fields: Any) -> NoReturn:
        raise OnlyAdded(f"rows of {self.model._meta.db_table} are only ever added")

    def delete(self) -> NoReturn:
        raise OnlyAdded(f"rows of {self.model._meta.db_table} are only ever added")


class AppendOnly(models.Model):
    """A row that stays as it was first saved."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise OnlyAdded(f"rows of {self._meta.db_table} are only ever added")
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise OnlyAdded(f"rows of {self._meta.db_table} are only ever added")


def guard(connection: BaseDatabaseWrapper, table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        form = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
        for verb in VERBS[connection.vendor]:
            each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
            cursor.execute(form.format(table=table, verb=verb, each=each))


def unguard(connection: BaseDatabaseWrapper, table: str) -> None:
    """For migrations backwards and for emptying a test's database; nothing else."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in VERBS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")


def guarded(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables whose rows are only ever added, as the database has it."""
    listed = {
        "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_UPDATE'",
        "postgresql": "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_no_update'",
    }
    with connection.cursor() as cursor:
        cursor.execute(listed[connection.vendor])
        return sorted(table for (table,) in cursor.fetchall())


def append_only(table: str) -> InDatabase:
    """The migration's operation. On SQLite a later migration that remakes the table must name it again."""

    def forwards(editor: BaseDatabaseSchemaEditor) -> None:
        guard(editor.connection, table)

    def backwards(editor: BaseDatabaseSchemaEditor) -> None:
        unguard(editor.connection, table)

    return InDatabase(forwards, backwards)
