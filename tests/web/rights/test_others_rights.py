"""Somebody in a picture who is no patient has the rights that they were promised when they signed: each is asked for on
their own page, acknowledged, has its term, and holds; what they want hidden is hidden."""

import html
import io
import json
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from PIL import Image

from asked import terms
from builders import a_consent, a_member, a_record, an_other_person, signed_in
from kindao import clock
from kindao.engine.errors import BadInput, Erased
from kindao.engine.match.phash import phash
from kindao.engine.policy.facts import Shown, facts_from_json, facts_to_json
from kindao.engine.vocabulary import Ground, Identifiability
from kindao.web import vault
from kindao.web.asking import putting
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original, OtherPerson
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, State, Who
from kindao.web.door import links
from kindao.web.door.links import Made
from kindao.web.door.models import Link, Purpose, Speaks
from kindao.web.review import asking, standing
from kindao.web.review.models import Decision, SafeCopy, Use, UseState
from kindao.web.rights import actions, holding, own, reminding
from kindao.web.rights.models import Kind, Reminder, RightsRequest, Step
from kindao.web.rights.running import told
from kindao.web.vault import store
from patients import at_home, is_in, looked_at
from permits import a_lawful_use, permit
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
FACE, NURSES = [300, 80, 380, 180], [60, 60, 140, 160]


def text_of(page: bytes) -> str:
    """What somebody reads of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


@dataclass(frozen=True)
class Nurse:
    """Somebody of the staff on their own page: in a patient's picture, with a consent of their own."""

    by: Membership
    person: OtherPerson
    consent: Consent
    made: Made
    client: Client
    original: Original
    use: Use

    def at(self, rest: str = "") -> str:
        return f"/p/{self.made.token}/own/{rest}"


def agreed(by: Membership, person: OtherPerson, original: Original, **fields: Any) -> Consent:
    """To be recognised in this picture, on Facebook, having seen it."""
    record, direct = a_record(**fields), Identifiability.DIRECT
    scopes = tuple(
        replace(one, identifiability=direct, assets=frozenset({original.digest}), previewed=True, level=None)
        for one in record.scopes
    )
    return a_consent(by, person, replace(record, scopes=scopes))


@pytest.fixture
def nurse() -> Nurse:
    cache.clear()
    by = a_member()
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient)
    person = an_other_person(by)
    cases.change_other_person(by, person, phone="0900 000 555")
    original = use.original
    looked_at(original)
    is_in(by, original, patient, [FACE])
    Appearance.objects.create(
        original=original, role="staff", other=person, at=[NURSES], confirmed_by=by.user, confirmed_at=clock.now()
    )
    consent = agreed(by, person, original)
    permit(use, clock.today())
    made = links.make(by, person, purpose=Purpose.OWN)
    return Nurse(by, person, consent, made, came_in(made), original, use)


@pytest.fixture
def officer(nurse: Nurse) -> Membership:
    return a_member(Role.OFFICER, nurse.by.clinic)


def seen(nurse: Nurse) -> Decision:
    """The last decision, as if its copy let them be recognised."""
    decision = nurse.use.decisions.latest("number")
    facts = facts_from_json(decision.facts)
    shown = tuple(
        Shown(one.person, Identifiability.DIRECT) if one.person == str(nurse.person.pk) else one
        for one in facts.copy.shown
    )
    assert decision.copy is not None
    SafeCopy.objects.filter(pk=decision.copy.pk).update(level="deidentified")
    told_ = replace(facts, copy=replace(facts.copy, shown=shown))
    fields = ("use", "outcome", "decision", "pack", "version", "pack_digest", "on", "report", "copy", "at")
    kept = {name: getattr(decision, name) for name in fields}
    return Decision.objects.create(number=decision.number + 1, facts=facts_to_json(told_), **kept)


@pytest.mark.parametrize("kind", [one for one in Kind if one != Kind.WITHDRAW])
def test_each_right_is_asked_for_on_their_own_page_and_acknowledged_with_term_and_article(
    nurse: Nurse, kind: Kind
) -> None:
    address = nurse.at(f"ask/{kind.value}/")
    assert nurse.client.get(address).status_code == 200
    answer = nurse.client.post(address, {"words": "Tôi không muốn."}, follow=True)
    request = RightsRequest.objects.get(kind=kind)
    assert answer.status_code == 200 and request.person == nurse.person and request.patient is None
    assert request.state == Step.ACKNOWLEDGED and request.who == Who.PATIENT
    (one,) = told([request])
    assert one.ends is not None and "Điều 4 Luật 91/2025/QH15" in one.article.vi
    assert nurse.at(f"requests/{request.pk}/") in nurse.client.get(nurse.at()).content.decode()


def test_a_withdrawal_is_a_request_with_its_clock(nurse: Nurse, officer: Membership) -> None:
    nurse.client.post(nurse.at("withdraw/"))
    request = RightsRequest.objects.get(kind=Kind.WITHDRAW)
    assert request.other == nurse.person and request.consent == nurse.consent
    assert nurse.consent.scopes.get().state == State.WITHDRAWN
    assert nurse.person.name in text_of(signed_in(officer.user).get("/rights/requests/").content)


@pytest.mark.parametrize("kind", [Kind.RESTRICT, Kind.OBJECT, Kind.DELETE])
def test_while_it_stands_no_copy_shows_them_whatever_they_agreed_to(nurse: Nurse, kind: Kind) -> None:
    decision = seen(nurse)
    assert standing.judged(decision, nurse.use).permits, "they had agreed to be recognised"
    request = actions.ask(nurse.person, kind, who=Who.PATIENT)
    nurse.use.refresh_from_db()
    assert nurse.use.state == UseState.INSPECTING, "asked anew, within the request"
    assert not standing.judged(decision, nurse.use).permits
    assert holding.held(nurse.use) is None, "the patient's picture may go out without them"
    permit(nurse.use, clock.today())  # hidden as everybody else
    if kind == Kind.DELETE:
        agreed(nurse.by, nurse.person, nurse.original)  # signed months ago: no new yes
        assert not standing.judged(decision, nurse.use).permits
        agreed(nurse.by, nurse.person, nurse.original, signed_at=clock.now())
    else:
        nurse.client.post(nurse.at(f"requests/{request.pk}/lift/"))
        ended = "rút lại lời phản đối" if kind == Kind.OBJECT else "kết thúc việc tạm dừng"
        assert f"Chính họ đã {ended}" in text_of(nurse.client.get(nurse.at(f"requests/{request.pk}/")).content)
    assert str(nurse.person.pk) in {
        one.subject for one in asking.consents_of(nurse.original, asking.everybody(nurse.original))
    }


def test_a_claim_that_no_consent_is_needed_moves_nothing_past_them(nurse: Nurse) -> None:
    Use.objects.filter(pk=nurse.use.pk).update(ground=Ground.PUBLIC_INTEREST)
    nurse.use.refresh_from_db()
    assert holding.held(nurse.use) is None
    pause = actions.ask(nurse.person, Kind.OBJECT, who=Who.PATIENT)
    assert holding.held(nurse.use) == holding.PAUSED
    actions.lift(pause)
    vault.erase(nurse.person.key, by=None)
    assert holding.held(nurse.use) == holding.DELETED


def test_who_paused_is_not_asked(nurse: Nurse) -> None:
    actions.ask(nurse.person, Kind.RESTRICT, who=Who.PATIENT)
    with pytest.raises(BadInput, match="paused"):
        putting.put(nurse.by, nurse.use, terms(), others=[nurse.person])


def test_erased_they_stay_hidden_for_good_and_read_what_became_of_it(nurse: Nurse, officer: Membership) -> None:
    copy = seen(nurse).copy
    paper = nurse.consent.evidence.get()
    request = actions.ask(nurse.person, Kind.DELETE, who=Who.PATIENT)
    desk, address = signed_in(officer.user), f"/rights/requests/{request.pk}/"
    page = text_of(desk.get(address).content)
    assert "Bản quét và chữ ký của người này bị hủy" in page and nurse.original.patient.record_number in page
    assert "bệnh án nội trú" not in page, "no medical record of theirs is kept"
    done = desk.post(f"{address}act/", {"do": "erase", "sure": "on", "answer": "Đã xóa bản bạn đã ký."})
    assert done.status_code == 302
    nurse.person.refresh_from_db()
    paper.refresh_from_db()
    assert nurse.person.key.erased_at and paper.file is not None and paper.file.erased_at
    assert copy is not None and SafeCopy.objects.get(pk=copy.pk).gone_at, "it showed them"
    nurse.original.refresh_from_db()
    assert nurse.original.file.erased_at is None, "the picture is the patient's"
    with pytest.raises(Erased):
        agreed(nurse.by, nurse.person, nurse.original, signed_at=clock.now())
    assert holding.silent({nurse.person.pk}) == {nurse.person.pk}, "whatever is agreed later"
    (there,) = nurse.original.appearances.filter(other=nurse.person)
    with pytest.raises(BadInput, match="had their data erased"):
        cases.say_who(officer, there, Appearance.As.BYSTANDER)
    theirs = text_of(nurse.client.get(nurse.at(f"requests/{request.pk}/")).content)
    assert "Bạn có trong 1 ảnh của người bệnh. Ảnh đó vẫn ở hồ sơ của họ. Bản nào được đăng thì bạn được che" in theirs
    assert "số hồ sơ" not in theirs and "Đã xóa bản bạn đã ký" in theirs
    record = text_of(desk.get(f"/others/{nurse.person.pk}/").content)
    assert "được che trong mọi bản sao" in record and "Nhập sự đồng ý ký trên giấy" not in record


def test_a_copy_that_hides_them_outlives_the_erasure(nurse: Nurse, officer: Membership) -> None:
    copy = nurse.use.decisions.latest("number").copy
    request = actions.ask(nurse.person, Kind.DELETE, who=Who.PATIENT)
    actions.erase(officer, request, answer="Đã xóa.")
    assert copy is not None and SafeCopy.objects.get(pk=copy.pk).gone_at is None
    assert copy.level != "everyone-hidden" or actions.hides(copy, nurse.person)


def test_they_see_themselves_in_the_picture_and_nothing_else(nurse: Nurse) -> None:
    assert nurse.client.get(nurse.at(f"pictures/{nurse.original.pk}/")).status_code == 200
    answer = nurse.client.get(nurse.at(f"pictures/{nurse.original.pk}/file/"))
    assert answer.headers["Content-Type"] == "image/jpeg"
    shown = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"), int)
    whole = np.asarray(Image.open(io.BytesIO(store.read(nurse.original.file))).convert("RGB"), int)
    x0, y0, x1, y1 = NURSES
    assert np.abs(shown - whole)[y0:y1, x0:x1].mean() < 12, "their own face"
    beside = shown[y1 + 200 :, x1 + 200 :]
    assert beside.std() < 3, "everything that is not theirs is filled"


def test_of_a_use_they_read_no_words_that_were_not_posted(nurse: Nurse) -> None:
    Use.objects.filter(pk=nurse.use.pk).update(caption="Mũi của chị sau ba tháng.")
    page = text_of(nurse.client.get(nurse.at()).content)
    assert "Mũi của chị" not in page and "Bài đăng" not in page
    assert not any(one.caption for one in own.uses(nurse.person))


def test_their_copy_has_theirs_and_nothing_of_the_patient(nurse: Nurse) -> None:
    nurse.client.post(nurse.at("ask/copy/"))
    request = RightsRequest.objects.get(kind=Kind.COPY)
    answer = nurse.client.post(nurse.at(f"requests/{request.pk}/copy/"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as parcel:  # type: ignore[attr-defined]
        kept = json.loads(parcel.read("kindao.json"))
        assert any(one.startswith("pictures/") for one in parcel.namelist())
        assert any(one.startswith("signed/") for one in parcel.namelist())
        page = parcel.read("index.html").decode()
    assert kept["person"]["name"] == nurse.person.name and "record_number" not in kept["person"]
    assert nurse.original.patient.name not in json.dumps(kept, ensure_ascii=False) + page
    assert nurse.original.patient.record_number not in page and "cosmetic" not in json.dumps(kept)
    request.refresh_from_db()
    assert request.state == Step.DONE


def test_is_it_me_finds_the_picture_that_they_are_in(nurse: Nurse) -> None:
    with Image.open(io.BytesIO(store.read(nurse.original.file))) as picture:
        bits = phash(np.asarray(picture.convert("RGB"))).hex()
    page = nurse.client.post(nurse.at("is-this-me/"), {"bits": bits}).content.decode()
    assert nurse.at(f"pictures/{nurse.original.pk}/") in page


def test_the_desk_writes_their_request_down_and_makes_their_link(nurse: Nurse, officer: Membership) -> None:
    doctor = signed_in(nurse.by.user)
    record = doctor.get(f"/others/{nurse.person.pk}/").content.decode()
    for where in ("rights/new/", "own-page/", "edit/"):
        assert f"/others/{nurse.person.pk}/{where}" in record
        assert doctor.get(f"/others/{nurse.person.pk}/{where}").status_code == 200
        assert signed_in(a_member(Role.DOCTOR).user).get(f"/others/{nurse.person.pk}/{where}").status_code == 404
    said = {"kind": "object", "received_on": clock.today().isoformat(), "words": "Không muốn lên mạng."}
    assert doctor.post(f"/others/{nurse.person.pk}/rights/new/", said).status_code == 302
    request = RightsRequest.objects.get()
    assert request.other == nurse.person and request.entered_by == nurse.by.user and request.state == Step.RECEIVED
    listed = text_of(signed_in(officer.user).get("/rights/requests/").content)
    assert nurse.person.name in listed and "Nhân viên" in listed
    page = text_of(signed_in(officer.user).get(f"/rights/requests/{request.pk}/").content)
    assert "Chính người đó" in page and "Không muốn lên mạng." in page
    before = Link.objects.about(nurse.person).count()
    made = doctor.post(f"/others/{nurse.person.pk}/own-page/", {"how": "show"})
    assert made.status_code == 200 and "/p/" in made.content.decode()
    assert Link.objects.about(nurse.person).count() == before + 1


def test_what_is_corrected_of_them_ends_their_links_and_counts_as_new(nurse: Nurse) -> None:
    answer = signed_in(nurse.by.user).post(
        f"/others/{nurse.person.pk}/edit/", {"name": "Điều dưỡng Thử", "phone": "0900 000 777", "email": ""}
    )
    assert answer.status_code == 302
    nurse.person.refresh_from_db()
    assert (nurse.person.name, nurse.person.phone) == ("Điều dưỡng Thử", "0900 000 777")
    assert nurse.person.contact_events.get(what="changed").by == nurse.by.user
    assert nurse.client.get(nurse.at()).status_code == 404, "the old number may be in other hands"


def test_reminders_come_and_nobody_elses_request_is_theirs(nurse: Nurse, monkeypatch: pytest.MonkeyPatch) -> None:
    request = actions.ask(nurse.person, Kind.SEE, who=Who.PATIENT)
    mine = at_home(nurse.by)
    foreign = actions.ask(mine.patient, Kind.SEE, who=Who.PATIENT)
    assert nurse.client.get(nurse.at(f"requests/{foreign.pk}/")).status_code == 404
    assert mine.client.get(mine.at(f"requests/{request.pk}/")).status_code == 404
    late = clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert reminding.remind() and Reminder.objects.filter(request=request).exists()


def test_a_request_is_one_persons_and_stays_theirs(nurse: Nurse) -> None:
    request = actions.ask(nurse.person, Kind.SEE, who=Who.PATIENT)
    patient = nurse.original.patient
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.create(
            clinic=nurse.by.clinic, kind=Kind.SEE, who=Who.PATIENT, received_at=clock.now(), patient=None
        )
    for change in ({"other": None, "patient": patient}, {"other": an_other_person(a_member())}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RightsRequest.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():  # an older guard stands after the table was remade
        RightsRequest.objects.filter(pk=request.pk).update(words="Khác")


def test_who_else_looked_is_not_called_they_themselves(nurse: Nurse) -> None:
    """The patient looked at the picture in which both are: of their own record, so nobody else is told."""
    made = links.make(nurse.by, nurse.original.patient, purpose=Purpose.OWN)
    theirs = came_in(made)
    assert theirs.get(f"/p/{made.token}/own/pictures/{nurse.original.pk}/file/").status_code == 200
    page = text_of(nurse.client.get(nurse.at()).content)
    assert "Một người khác có trong ảnh" not in page and "Chính bạn" not in page
    assert nurse.made.link.who == Speaks.PATIENT


def test_a_small_child_has_no_page_and_the_parents_are_written_down(nurse: Nurse) -> None:
    cases.change_other_person(nurse.by, nurse.person, birth_date=clock.today() - timedelta(days=6 * 365))
    assert nurse.client.get(nurse.at()).status_code == 404
    with pytest.raises(BadInput, match="under seven"):
        links.make(nurse.by, nurse.person, purpose=Purpose.OWN)
    assert actions.enter(nurse.by, nurse.person, Kind.OBJECT, received_at=clock.now()).other == nurse.person
    cases.change_other_person(nurse.by, nurse.person, birth_date=clock.today() - timedelta(days=9 * 366))
    assert nurse.client.get(nurse.at()).status_code == 200
