"""Tables for officer and administrator: whole, streamed, in the audit, and nothing in them that a spreadsheet runs."""

import csv
import io
import json
from typing import Any

import pytest

from builders import a_consent, a_member, a_patient, a_use, an_original
from desk import signed_in
from kindao.web.api.exports import BOM, FORMULA, TABLES, cell
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Membership, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


def saved(by: Membership, kind: str, form: str) -> str:
    answer: Any = signed_in(by.user).post(f"/clinic/tables/{kind}/{form}/")
    assert answer.status_code == 200 and answer.streaming and "attachment" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content).decode()


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


@pytest.mark.parametrize("kind", TABLES)
def test_both_forms_tell_the_same_rows_of_this_clinic_alone(kind: str, officer: Membership) -> None:
    from kindao.web.review import actions
    from kindao.web.review.models import Decision

    for by in (a_member(Role.DOCTOR, officer.clinic), a_member()):
        original = an_original(by)
        a_consent(by, original.patient)
        use = a_use(by, original)
        Decision.objects.create(
            use=use, number=1, outcome="deny", on=use.on, report={}, at=use.asked_at, decision='{"reasons": []}'
        )
        actions.lapse(by, use)
    as_csv, as_json = rows(saved(officer, kind, "csv")), json.loads(saved(officer, kind, "json"))
    assert len(as_csv) == len(as_json) == 1
    assert list(as_csv[0]) == list(as_json[0]) == list(TABLES[kind].columns)
    events = AuditEvent.objects.filter(log=officer.clinic_id, verb="export.made")
    assert [one.facts for one in events] == [{"kind": kind, "form": form} for form in ("csv", "json")]


@pytest.mark.parametrize("begin", [*FORMULA, " =", "'="])
def test_nothing_in_a_cell_is_run(begin: str, officer: Membership) -> None:
    name = f"{begin}cmd|' /C calc'!A0".strip()
    if begin not in "\t\r":  # of a name both are taken off
        a_patient(a_member(Role.DOCTOR, officer.clinic), name=name)
        (row,) = rows(saved(officer, "patients", "csv"))
        assert row["name"] == (f"'{name}" if not begin.startswith("'") else name)
        assert json.loads(saved(officer, "patients", "json"))[0]["name"] == name
    assert not cell(f"{begin}1+1").lstrip(" ").startswith(FORMULA)


def test_quotes_and_lines_stay_in_their_cell(officer: Membership) -> None:
    a_patient(a_member(Role.DOCTOR, officer.clinic), name='Lưu "Thị", Kiểm;Thử', address="1\n2")
    (row,) = rows(saved(officer, "patients", "csv"))
    assert row["name"] == 'Lưu "Thị", Kiểm;Thử' and row["address"] == "1\n2"


@pytest.mark.parametrize("role", Role)
def test_only_officer_and_administrator_save_tables(role: Role) -> None:
    client = signed_in(a_member(role).user)
    may = role in (Role.OFFICER, Role.ADMIN)
    assert client.get("/clinic/tables/").status_code == (200 if may else 404)
    assert client.post("/clinic/tables/patients/csv/").status_code == (200 if may else 404)
    assert client.get("/clinic/tables/patients/csv/").status_code == (405 if may else 404)
    assert client.post("/clinic/tables/patients/xls/").status_code == 404


def test_who_signed_in_long_ago_is_asked_again(officer: Membership) -> None:
    answer = signed_in(officer.user, ago=3600).post("/clinic/tables/patients/csv/")
    assert answer.status_code == 302 and not AuditEvent.objects.filter(verb="export.made").exists()
