"""The audit as auditor and officer read it: events, whether the chain holds, receipts, CSV."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from kindao.engine.policy.consent import VIETNAM
from kindao.web import audit
from kindao.web.audit import receipts, verifying
from kindao.web.audit.models import AuditEvent, AuditEventQuerySet, Log
from kindao.web.cases.views import SAFE
from kindao.web.clinics.access import role_required
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import User
from kindao.web.officer.figures import ACTOR, named
from kindao.web.officer.overview import READS

PAGE = 50
AT_ONCE = 1000  # events up to which the page verifies the chain by itself
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def _asked(request: DeskRequest) -> tuple[AuditEventQuerySet, dict[str, str]]:
    """The events that the filter leaves, and the filter."""
    source = request.POST if request.method == "POST" else request.GET
    words = {name: source.get(name, "").strip()[:80] for name in ("verb", "by", "from", "to", "target")}
    rows = AuditEvent.objects.of(request.membership)
    if words["verb"]:
        rows = rows.filter(verb=words["verb"])
    if words["by"]:
        rows = rows.filter(actor=words["by"])
    if words["target"]:
        rows = rows.filter(target=words["target"])
    if first := _day(words["from"]):
        rows = rows.filter(at__gte=datetime.combine(first, time(), VIETNAM))
    if last := _day(words["to"]):
        rows = rows.filter(at__lt=datetime.combine(last + timedelta(days=1), time(), VIETNAM))
    return rows, words


def _day(written: str) -> date | None:
    try:
        day = parse_date(written)
    except ValueError:
        return None
    return day if day and 1900 <= day.year <= 2200 else None


@role_required(*READS)
@require_http_methods(SAFE)
def events(request: DeskRequest) -> HttpResponse:
    rows, words = _asked(request)
    page = Paginator(rows.order_by("-seq"), PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    people = named({one.actor for one in shown})
    log = Log.objects.filter(pk=request.membership.clinic_id).first()
    verify = bool(log) and ("verify" in request.GET or (log is not None and log.size <= AT_ONCE))
    given: dict[str, Any] = {
        "page": page,
        "rows": [(one, people.get(one.actor), json.dumps(one.facts, sort_keys=True)[1:-1]) for one in shown],
        "words": words,
        "filters": urlencode(words),
        "verbs": verbs(request.membership.clinic_id),
        "people": _people(request),
        "log": log,
        "verdict": verifying.verify(log) if verify and log else None,
    }
    return render(request, "officer/events.html", given)


def verbs(log: UUID) -> list[str]:
    """Those that the log knows. From one to the next by the index: DISTINCT would read every event."""
    table, column = AuditEvent._meta.db_table, Log._meta.pk.get_db_prep_value(log, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE known(verb) AS (
                SELECT MIN(verb) FROM {table} WHERE log_id = %s
                UNION ALL SELECT (SELECT MIN(verb) FROM {table} WHERE log_id = %s AND verb > known.verb)
                FROM known WHERE known.verb IS NOT NULL
            ) SELECT verb FROM known WHERE verb IS NOT NULL""",
            [column, column],
        )
        return [verb for (verb,) in cursor.fetchall()]


def _people(request: DeskRequest) -> list[tuple[str, str]]:
    users = User.objects.filter(memberships__clinic=request.membership.clinic_id).distinct().order_by("name")
    return [(f"{ACTOR}{user.pk}", user.name) for user in users]


@role_required(*READS)
@require_POST
def receipt(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A receipt of one event, to be kept elsewhere. POST: a checkpoint may have to be signed for it."""
    event = get_object_or_404(AuditEvent.objects.of(request.membership).select_related("log"), pk=pk)
    text = json.dumps(receipts.receipt(event), indent=1, ensure_ascii=False)
    name = f'attachment; filename="kindao-receipt-{event.seq}.json"'
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": name})


class _Echo:
    """What `csv` writes to; each line is handed on."""

    def write(self, line: str) -> str:
        return line


@role_required(*READS)
@require_POST
def export(request: DeskRequest) -> HttpResponse:
    """The filtered events as CSV (UTF-8 with a mark, so that spreadsheets read Vietnamese). That it was is an event."""
    rows, words = _asked(request)
    asked = {name: True for name, word in words.items() if word}
    last = rows.order_by("-seq").values_list("seq", flat=True).first() or 0
    audit.record(
        "audit.exported",
        request.membership.clinic,
        by=request.user,
        clinic=request.membership.clinic,
        facts=_told(asked),
    )
    answer = StreamingHttpResponse(_lines(rows.filter(seq__lte=last)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="kindao-audit.csv"'
    return cast(HttpResponse, answer)


def _told(asked: dict[str, bool]) -> dict[str, str | int | bool | None]:
    return {f"by_{name}": value for name, value in asked.items()}


def _lines(rows: AuditEventQuerySet) -> Iterator[str]:
    out = csv.writer(_Echo())
    yield "\ufeff"
    yield out.writerow(["seq", "at", "actor", "name", "verb", "kind", "target", "facts", "leaf", "id"])
    users = {f"{ACTOR}{user.pk}": user.name for user in User.objects.filter(memberships__clinic=_clinic(rows))}
    for one in rows.order_by("seq").iterator(chunk_size=2000):
        facts = json.dumps(one.facts, sort_keys=True)
        told = [one.seq, one.at.astimezone(VIETNAM).isoformat(), one.actor, users.get(one.actor, ""), one.verb]
        yield out.writerow([_plain(cell) for cell in [*told, one.kind, one.target, facts, one.leaf, one.pk]])


def _clinic(rows: AuditEventQuerySet) -> UUID | None:
    return rows.values_list("log", flat=True).first()


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
