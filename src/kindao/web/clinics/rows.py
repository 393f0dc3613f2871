"""What every table of the desk shares: rows that belong to a clinic, and changes that the
database refuses."""

from collections.abc import Callable
from typing import Self, TypeVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from kindao.web.clinics.models import Clinic, Membership

M = TypeVar("M", bound=models.Model)


class InClinic(models.QuerySet[M]):
    """Rows of one clinic: to everybody else they are not there. A model that holds its clinic elsewhere says where."""

    clinic_path = "clinic"

    def in_clinic(self, clinic: Clinic) -> Self:
        return self.filter(**{self.clinic_path: clinic})

    def of(self, membership: Membership) -> Self:
        """What somebody who works in a clinic may see of it."""
        return self.filter(**{self.clinic_path: membership.clinic_id})


class InDatabase(Operation):
    """A migration's operation that asks for no model. RunPython has all of them made anew for each operation, as they
    were then: of the guards of a new database that was a third of the time."""

    reduces_to_sql = False  # `sqlmigrate` prints: it must not do

    def __init__(
        self, put: Callable[[BaseDatabaseSchemaEditor], None], drop: Callable[[BaseDatabaseSchemaEditor], None]
    ) -> None:
        self.put, self.drop = put, drop

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """What the models say stays as it is."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.put(schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.drop(schema_editor)

    def describe(self) -> str:
        return "The database itself refuses changes"


def refuse(table: str, name: str, *, before: str, when: str, says: str) -> InDatabase:
    """A migration after which the database itself refuses such a change of a row.

    before: "UPDATE" or "DELETE"; when: a condition over OLD and NEW, in words that SQLite and PostgreSQL share; says:
    the error. On SQLite a later migration that remakes the table must name it again."""

    def put(editor: BaseDatabaseSchemaEditor) -> None:
        head = f"CREATE TRIGGER {name} BEFORE {before} ON {table} FOR EACH ROW WHEN ({when})"
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation'; END $$"
            )
            editor.execute(f"{head} EXECUTE FUNCTION {name}()")
        else:
            editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{says}'); END")

    def drop(editor: BaseDatabaseSchemaEditor) -> None:
        postgresql = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")

    return InDatabase(put, drop)


def again(guard: InDatabase) -> InDatabase:
    """For SQLite, which has remade the table, and with it the guard is gone; PostgreSQL still has it."""

    def put(editor: BaseDatabaseSchemaEditor) -> None:
        guard.drop(editor)
        guard.put(editor)

    return InDatabase(put, lambda _: None)
