"""What was done is told once, in order, and stays told."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from desk import a_clinic, somebody
from kindao import clock, web
from kindao.web import audit
from kindao.web.audit import tree
from kindao.web.audit.append_only import OnlyAdded, guarded
from kindao.web.audit.models import AuditEvent, Log
from kindao.web.audit.signals import recorded


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_head_grows_as_the_tree_does(entries: list[bytes]) -> None:
    peaks: list[bytes] = []
    whole = tree.Leaves([])
    for size, entry in enumerate(entries):
        peaks = tree.grown(peaks, size, tree.leaf(entry))
        whole.append_entry(entry)
    assert tree.root(peaks) == whole.get_root()


@pytest.mark.django_db
def test_each_clinic_counts_its_own_events() -> None:
    one, other = a_clinic(), a_clinic("Other")
    user = somebody(one)
    first = audit.record("test.done", user, by=user, clinic=one, facts={"files": 2, "media": "image/png"})
    assert [audit.record("test.done", user, by=None, clinic=clinic).seq for clinic in (one, other, None)] == [2, 1, 1]
    assert first.actor == f"clinics.user:{user.pk}" and first.kind == "clinics.user"


@pytest.mark.django_db
def test_many_events_of_one_kind_are_chained_as_one_after_the_other() -> None:
    clinic, other = a_clinic(), a_clinic("Other")
    user = somebody(clinic)
    targets = [user, clinic, user, clinic, user]
    heard: list[AuditEvent] = []

    def hears(event: AuditEvent, **_: object) -> None:
        heard.append(event)

    recorded.connect(hears)
    try:
        at = clock.now()
        many = audit.record_each("test.done", targets, by=None, clinic=clinic, facts={"files": 2}, at=at)
    finally:
        recorded.disconnect(hears)
    assert heard == many and [one.seq for one in many] == [1, 2, 3, 4, 5]
    assert audit.record_each("test.done", [], by=None, clinic=other) == [] and not Log.objects.filter(pk=other.pk)
    kept = AuditEvent.objects.filter(log=clinic.pk).order_by("seq").values_list("leaf", flat=True)
    assert tree.Leaves([bytes.fromhex(one) for one in kept]).get_root().hex() == many[-1].root
    assert [one.target for one in many] == [str(one.pk) for one in targets]


@pytest.mark.django_db
@pytest.mark.parametrize("fact", ["Nguyễn Văn A", "two words", "", "x" * 121, 1.5, ["a"]])
def test_no_text_becomes_a_fact(fact: object) -> None:
    clinic = a_clinic()
    with pytest.raises(ValueError, match="no texts"):
        audit.record("test.done", clinic, by=None, clinic=clinic, facts={"said": fact})  # type: ignore[dict-item]
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET verb = 'x'", "DELETE FROM audit_auditevent"])
def test_the_database_itself_keeps_events(statement: str) -> None:
    clinic = a_clinic()
    event = audit.record("test.done", clinic, by=None, clinic=clinic)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(OnlyAdded):
        event.save()
    with pytest.raises(OnlyAdded):
        event.delete()
    with pytest.raises(OnlyAdded):
        AuditEvent.objects.update(verb="x")
    with pytest.raises(OnlyAdded):
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.get().verb == "test.done"


@pytest.mark.django_db
def test_an_event_falls_with_what_it_tells_of() -> None:
    clinic = a_clinic()
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("test.done", clinic, by=None, clinic=clinic)
        raise RuntimeError
    assert audit.record("test.done", clinic, by=None, clinic=clinic).seq == 1


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_is_only_printed_takes_no_guard_away() -> None:
    before = guarded(connection)
    assert before
    call_command("sqlmigrate", "audit", "0002_only_added", backwards=True, verbosity=0)
    assert guarded(connection) == before


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_it_refuses_after_all_migrations() -> None:
    """SQLite remakes a table to which a column comes, without its guards: each such migration names them again."""
    written = "".join(one.read_text() for one in Path(web.__file__).parent.glob("*/migrations/0*.py"))
    named = set(re.findall(r"refuse\(\s*\"\w+\",\s*\"(\w+)\"", written))
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    assert len(named) > 10 and not named - there
    tables = set(re.findall(r"append_only\(\"(\w+)\"\)", written))
    assert not tables - set(guarded(connection))
