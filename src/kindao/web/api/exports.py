"""What a clinic has, as tables: CSV for people, JSON for programs. Streamed, so that many rows need little memory."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from kindao.engine.policy.consent import VIETNAM
from kindao.web import audit
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Scope
from kindao.web.review.models import Decision, Use

CHUNK = 2000  # rows read at once
BOM = "\ufeff"  # else a spreadsheet takes Vietnamese for another encoding
FORMULA = tuple("=+-@\t\r＝＋－＠")
"""A cell that begins so is run by spreadsheets (OWASP, CSV Injection): an apostrophe before it makes it a text."""

Row = dict[str, Any]


def cell(value: object) -> str:
    """As a spreadsheet shows it, and never runs it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.astimezone(VIETNAM).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case list():
            text = " ".join(map(str, value))
        case _:
            text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def plain(value: object) -> object:
    """As JSON holds it."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    return value if value is None or isinstance(value, bool | int | list) else str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """One thing that is exported."""

    label: Any
    columns: Sequence[str]
    rows: Callable[[Membership], "models.QuerySet[Any]"]
    told: Callable[[Any], Row]


def _patient(row: Patient) -> Row:
    columns = TABLES["patients"].columns
    return {name: getattr(row, {"id": "pk"}.get(name, name)) for name in columns}


def _consent(row: Scope) -> Row:
    one = row.consent
    return {
        "consent": one.pk,
        "scope": row.number,
        "patient": one.patient_id,
        "record_number": one.patient.record_number if one.patient else "",
        "signed_at": one.signed_at,
        "giver": one.giver,
        "method": one.method,
        "purpose": row.purpose,
        "destinations": row.destinations,
        "identifiability": row.identifiability,
        "starts": row.starts,
        "ends": row.ends,
        "state": row.state,
        "confirmed_at": one.confirmed_at,
        "withdrawn_at": row.withdrawn_at or one.withdrawn_at,
    }


def _use(row: Use) -> Row:
    return {
        "id": row.pk,
        "patient": row.patient_id,
        "record_number": row.patient.record_number,
        "original": row.original_id,
        "purpose": row.purpose,
        "destination": row.destination,
        "on": row.on,
        "caption": row.caption,
        "state": row.state,
        "asked_at": row.asked_at,
        "asked_by": row.asked_by.name,
    }


def _decision(row: Decision) -> Row:
    reasons = json.loads(row.decision).get("reasons", []) if row.decision else []
    return {
        "id": row.pk,
        "use": row.use_id,
        "number": row.number,
        "outcome": row.outcome,
        "basis": row.basis,
        "on": row.on,
        "at": row.at,
        "rules": sorted({one["rule"] for one in reasons}),
        "pack": row.pack,
        "version": row.version,
        "copy": row.copy.digest if row.copy else "",
    }


TABLES: Mapping[str, Table] = {
    "patients": Table(
        _("Patients"),
        (
            *("id", "record_number", "name", "birth_date", "phone", "email", "address"),
            *("alive", "capacity", "statuses", "created_at"),
        ),
        lambda member: Patient.objects.of(member).order_by("pk"),
        _patient,
    ),
    "consents": Table(
        _("Consents"),
        (
            *("consent", "scope", "patient", "record_number", "signed_at", "giver", "method", "purpose"),
            *("destinations", "identifiability", "starts", "ends", "state", "confirmed_at", "withdrawn_at"),
        ),
        lambda member: Scope.objects.of(member).select_related("consent__patient").order_by("consent_id", "number"),
        _consent,
    ),
    "uses": Table(
        _("What was asked"),
        (
            *("id", "patient", "record_number", "original", "purpose", "destination"),
            *("on", "caption", "state", "asked_at", "asked_by"),
        ),
        lambda member: Use.objects.of(member).select_related("patient", "asked_by").order_by("pk"),
        _use,
    ),
    "decisions": Table(
        _("What was decided"),
        ("id", "use", "number", "outcome", "basis", "on", "at", "rules", "pack", "version", "copy"),
        lambda member: (
            Decision.objects.filter(use__clinic=member.clinic_id)
            .select_related("copy")
            .defer("facts", "report")
            .order_by("use_id", "number")
        ),
        _decision,
    ),
}
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class _Line:
    """What csv.writer writes to: gives the line back."""

    def write(self, text: str) -> str:
        return text


def as_csv(table: Table, rows: Iterator[Any]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BOM + writer.writerow(table.columns)
    for row in rows:
        told = table.told(row)
        yield writer.writerow([cell(told[name]) for name in table.columns])


def as_json(table: Table, rows: Iterator[Any]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        told = table.told(row)
        line = json.dumps({name: plain(told[name]) for name in table.columns}, ensure_ascii=False)
        yield f"{',' if number else ''}\n{line}"
    yield "\n]\n"


def answer(by: Membership, kind: str, form: str) -> StreamingHttpResponse:
    """A table of `TABLES` in a form of `FORMS`. That it was made is in the audit before its first row goes out."""
    table = TABLES[kind]
    audit.record("export.made", by.clinic, by=by.user, clinic=by.clinic, facts={"kind": kind, "form": form})
    rows = table.rows(by).iterator(chunk_size=CHUNK)
    told = as_csv(table, rows) if form == "csv" else as_json(table, rows)
    headers = {
        "Content-Type": FORMS[form],
        "Content-Disposition": f'attachment; filename="kindao-{kind}.{form}"',
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(told, headers=headers)
