"""What every table of the desk shares: rows that belong to a clinic, and changes that the
database refuses."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

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


def refuse(table: str, name: str, *, before: str, when: str, says: str) -> RunPython:
    """A migration after which the database itself refuses such a change of a row.

    before: "UPDATE" or "DELETE"; when: a condition over OLD and NEW, in words that SQLite and PostgreSQL share; says:
    the error. On SQLite a later migration that remakes the table must name it again."""

    def put(_: Any, editor: BaseDatabaseSchemaEditor) -> None:
        head = f"CREATE TRIGGER {name} BEFORE {before} ON {table} FOR EACH ROW WHEN ({when})"
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation'; END $$"
            )
            editor.execute(f"{head} EXECUTE FUNCTION {name}()")
        else:
            editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{says}'); END")

    def drop(_: Any, editor: BaseDatabaseSchemaEditor) -> None:
        postgresql = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")

    return RunPython(put, drop)
