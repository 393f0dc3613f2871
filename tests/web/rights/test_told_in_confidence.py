"""What one told when they agreed, the line they came in by and their signature nobody else about the same person
reads, in any of the ways in which it is handed out; the officer does."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from answering import say_yes
from asked import a_question
from builders import a_guardian, a_member, a_scan, signed_in
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.asking.models import Ask
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, Evidence
from kindao.web.rights.models import RightsRequest
from kindao.web.vault import store
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
YEAR = 365


@dataclass(frozen=True)
class Family:
    by: Membership
    child: Patient
    mother: Guardianship
    father: Guardianship
    childs: Ask
    mothers: Ask

    def own(self, speaks: Guardianship | None) -> tuple[Client, str]:
        made = a_link(self.by, self.child, guardianship=speaks)
        return came_in(made), f"/p/{made.token}/own/"


@pytest.fixture
def family() -> Family:
    """Both said yes, and both told that something was promised."""
    cache.clear()
    by = a_member()
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=9 * YEAR + 5))
    mother = a_guardian(by, child, phone="0900 111 222")
    father = a_guardian(
        by, child, name="Cha Kiểm Thử", relation=Relation.FATHER, proof="giấy khai sinh", phone="0900 333 444"
    )
    question = a_question(by, None, Destination.FACEBOOK, patient=child, speaks=mother)
    asks = {ask.guardianship: ask for ask in question.asks.all()}
    for speaks, ask in asks.items():
        link = putting.make_link(by, ask)
        name = speaks.name if speaks else "Lưu Thị Kiểm Thử"
        phone = came_in(link)
        assert say_yes(phone, link, name, promised="1").status_code == 302
        assert "duress" in phone.get(f"/p/{link.token}/ask/receipt.json").content.decode()
    assert Consent.objects.filter(record__duress=["discount"]).count() == 2
    return Family(by, child, mother, father, asks[None], asks[mother])


def receipt(page: Client, at: str, ask: Ask) -> str:
    assert page.get(f"{at}receipts/{ask.pk}/").status_code == 200
    answer = page.get(f"{at}receipts/{ask.pk}/receipt.json")
    assert answer.status_code == 200
    return str(answer.content.decode())


def copy(page: Client, at: str) -> tuple[dict[str, Any], list[str]]:
    page.post(f"{at}ask/copy/", {})
    wanted = RightsRequest.objects.filter(kind="copy").latest("received_at")
    answer = page.post(f"{at}requests/{wanted.pk}/copy/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as found:  # type: ignore[attr-defined]
        return json.loads(found.read("kindao.json")), [name for name in found.namelist() if "signed/" in name]


def signature(ask: Ask) -> Evidence:
    return Evidence.objects.get(consent__answer__ask=ask, kind=Evidence.Kind.SIGNATURE)


def test_what_a_child_tells_the_mother_does_not_read_and_what_she_tells_neither_child_nor_father(
    family: Family,
) -> None:
    for speaks, theirs in ((None, family.childs), (family.mother, family.mothers), (family.father, None)):
        page, at = family.own(speaks)
        home = page.get(at).content.decode()
        told, signed = copy(page, at)
        for ask in (family.childs, family.mothers):
            mine, record = (
                ask == theirs,
                next(
                    one["signed"]
                    for one in told["consents"]
                    if one["signed"]["id"] == str(ask.answers.get().consent_id)
                ),
            )
            written = receipt(page, at, ask)
            for word in ("duress", "collected.channel", "•••"):
                assert (word in written) is mine, (word, speaks)
            assert ("duress" in record) is mine and ("collected" in record) is mine
            paper = signature(ask)
            assert (f"papers/{paper.pk}/" in home) is mine
            assert page.get(f"{at}papers/{paper.pk}/file/").status_code == (200 if mine else 404)
        assert len(signed) == (1 if theirs else 0)
        assert "•••" not in re.sub(r'"collected": \{[^}]*\}', "", json.dumps(told))


def test_who_was_entered_anew_reads_their_own(family: Family) -> None:
    again = a_guardian(family.by, family.child, phone="0900 111 222")
    page, at = family.own(again)
    assert "duress" in receipt(page, at, family.mothers)
    assert page.get(f"{at}papers/{signature(family.mothers).pk}/file/").status_code == 200


def test_a_paper_about_them_the_patient_reads_whoever_signed_it_and_the_other_parent_does_not(family: Family) -> None:
    consent = family.mothers.answers.get().consent
    file = store.put(a_scan(), key=family.child.key, clinic=family.by.clinic, media_type="image/png")
    paper = Evidence.objects.create(
        consent=consent, kind=Evidence.Kind.SCAN, file=file, digest=file.digest, at=clock.now()
    )
    for speaks, status in ((None, 200), (family.mother, 200), (family.father, 404)):
        page, at = family.own(speaks)
        assert page.get(f"{at}papers/{paper.pk}/file/").status_code == status
        assert (f"papers/{paper.pk}/" in page.get(at).content.decode()) is (status == 200)


def test_the_officer_reads_all_of_it(family: Family) -> None:
    officer = signed_in(a_member(Role.OFFICER, family.by.clinic).user)
    consent = family.childs.answers.get().consent
    assert officer.get(f"/consents/{consent.pk}/").status_code == 200
    assert consent.record["duress"] == ["discount"] and consent.record["collected"]["channel"]
