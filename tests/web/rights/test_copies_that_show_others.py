"""Of the copies made of a patient's own picture they are given what went out or may, and none in which somebody else
may still be seen: not in the copy of everything, and not on their page."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache

from builders import a_member, an_other_person, nose
from kindao import clock
from kindao.engine.geometry import Box
from kindao.engine.policy.facts import Shown, facts_from_json, facts_to_json
from kindao.engine.vocabulary import Identifiability, Outcome
from kindao.web.cases.actions import move
from kindao.web.cases.models import Appearance, OtherPerson
from kindao.web.clinics.models import Clinic, Role
from kindao.web.releases import actions as releases
from kindao.web.releases.models import Release, Stage
from kindao.web.review import actions as review
from kindao.web.review.models import Decision, SafeCopy, Use, UseState
from kindao.web.rights import actions as rights
from kindao.web.rights import copies, copying, seeing
from kindao.web.vault import store
from outside import a_manual_account
from patients import AtHome, is_in, looked_at
from permits import a_lawful_use, permit
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
NEVER = "Bản này chưa từng được lấy ra"


@pytest.fixture
def me() -> AtHome:
    """With a nurse beside me in the picture, whom the permitted copy hides."""
    cache.clear()
    by = a_member()
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient)
    looked_at(use.original)
    is_in(by, use.original, patient, [[300, 200, 500, 420]])
    Appearance.objects.create(
        original=use.original,
        role="staff",
        other=an_other_person(by),
        at=[[600, 200, 800, 420]],
        confirmed_by=by.user,
        confirmed_at=clock.now(),
    )
    permit(use, clock.today())
    made = a_link(by, patient)
    return AtHome(by, patient, made, came_in(made), use.original, patient.consents.get(), use)


def seen(copy: SafeCopy) -> None:
    """As if the nurse could be recognised in it, which a decision tells."""
    decision = copy.decisions.latest("number")
    facts, nurse = facts_from_json(decision.facts), OtherPerson.objects.get()
    shown = tuple(
        Shown(one.person, Identifiability.DIRECT) if one.person == str(nurse.pk) else one for one in facts.copy.shown
    )
    assert shown != facts.copy.shown
    SafeCopy.objects.filter(pk=copy.pk).update(level="others-hidden")
    told = facts_to_json(replace(facts, copy=replace(facts.copy, shown=shown)))
    fields = ("use", "decision", "outcome", "pack", "version", "pack_digest", "on", "report", "at")
    kept = {name: getattr(decision, name) for name in fields}
    Decision.objects.create(number=decision.use.decisions.count() + 1, facts=told, copy=copy, **kept)


def a_copy_before(use: Use, **fields: object) -> SafeCopy:
    """An older one of the same use."""
    file = store.put(nose(3), key=use.original.patient.key, clinic=use.clinic, media_type="image/jpeg")
    then = clock.now() - timedelta(days=1)
    return SafeCopy.objects.create(
        use=use, file=file, digest=file.digest, level="others-hidden", recipe={}, made_at=then, **fields
    )


def in_the_copy(me: AtHome) -> set[bytes]:
    parcel = zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(me.patient)))))
    return {parcel.read(name) for name in parcel.namelist() if name.startswith("copies/")}


def opened(me: AtHome, copy: SafeCopy) -> int:
    return me.client.get(me.at(f"copies/{copy.pk}/file/")).status_code


def test_a_copy_that_hides_everybody_else_is_given(me: AtHome) -> None:
    copy = me.use.copies.get()
    assert in_the_copy(me) == {store.read(copy.file)} and opened(me, copy) == 200
    assert f"copies/{copy.pk}/file/" in me.client.get(me.at()).content.decode()


def test_a_copy_that_shows_somebody_else_is_left_out_and_said_so(me: AtHome) -> None:
    copy = me.use.copies.get()
    seen(copy)
    review.handed_out(me.by, copy)
    parcel = zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(me.patient)))))
    assert not [name for name in parcel.namelist() if name.startswith("copies/")]
    ((told,),) = (one["copies"] for one in json.loads(parcel.read("kindao.json"))["uses"])
    assert told["file"] is None and told["why_not"]["vi"] == copies.OTHERS.vi and told["went_out"] is True
    assert copies.OTHERS.vi in parcel.read("index.html").decode()
    page = me.client.get(me.at()).content.decode()
    assert opened(me, copy) == 404 and f"{copy.pk}/file/" not in page and copies.OTHERS.vi in page


def test_the_copy_of_a_question_to_which_somebody_else_said_no_is_given_to_nobody(me: AtHome) -> None:
    asked = a_copy_before(me.use)
    assert store.read(asked.file) not in in_the_copy(me) and opened(me, asked) == 404
    (made,) = (one["copies"] for one in copying.parcel(me.patient).told["uses"])
    assert [one["file"] for one in made] == [None, "copies/001.jpg"], "the older first"
    assert made[0]["why_not"]["en"] == copies.MAY_NOT.en and not made[0]["went_out"]


def test_an_older_copy_that_went_out_with_them_is_left_out_once_they_took_their_yes_back(me: AtHome) -> None:
    older = a_copy_before(me.use)
    review.handed_out(me.by, older)
    assert store.read(older.file) not in in_the_copy(me), "nothing tells that it hides them"
    assert opened(me, older) == 404


def test_a_copy_that_went_out_stays_theirs_after_their_no_where_they_are_alone_in_it(me: AtHome) -> None:
    me.original.appearances.exclude(other=None).delete()
    copy = me.use.copies.get()
    review.handed_out(me.by, copy)
    Use.objects.filter(pk=me.use.pk).update(state=UseState.REFUSED)
    assert in_the_copy(me) == {store.read(copy.file)} and opened(me, copy) == 200
    assert "không còn được đăng" in me.client.get(me.at()).content.decode()


def test_a_copy_made_before_somebody_said_who_else_is_there_is_left_out(me: AtHome) -> None:
    Appearance.objects.exclude(other=None).update(confirmed_at=clock.now() + timedelta(hours=1))
    SafeCopy.objects.update(level="everyone-hidden")
    assert not in_the_copy(me)
    decision = me.use.decisions.latest("number")
    fields = ("use", "decision", "facts", "outcome", "pack", "version", "pack_digest", "on", "report", "copy")
    kept = {name: getattr(decision, name) for name in fields}
    Decision.objects.create(number=decision.number + 1, at=clock.now() + timedelta(hours=2), **kept)
    assert in_the_copy(me), "decided about again, knowing it"


def test_while_nobody_said_who_is_there_no_copy_is_given(me: AtHome) -> None:
    Appearance.objects.create(original=me.original, at=[[10, 10, 90, 90]])
    assert not in_the_copy(me) and opened(me, me.use.copies.get()) == 404
    (given,) = copying.parcel(me.patient).made
    assert given.why == seeing.NOBODY_SAID


def test_a_film_is_handed_over_by_the_clinic_and_lies_in_no_copy(me: AtHome) -> None:
    copy = me.use.copies.get()
    type(copy.file).objects.filter(pk=copy.file_id).update(media_type="video/mp4")
    assert not in_the_copy(me) and opened(me, copy) == 404
    (given,) = copying.parcel(me.patient).made
    assert given.why == seeing.FILM


def test_a_refused_decision_is_no_permit(me: AtHome) -> None:
    copy = me.use.copies.get()
    Use.objects.filter(pk=me.use.pk).update(state=UseState.REFUSED)
    assert Outcome.PERMIT.value == me.use.decisions.latest("number").outcome
    assert not in_the_copy(me) and opened(me, copy) == 404


def test_a_copy_from_before_a_place_was_put_right_is_left_out(me: AtHome) -> None:
    """It came down for that: her face stood beside the box that was covered."""
    copy = me.use.copies.get()
    review.handed_out(me.by, copy)
    SafeCopy.objects.update(level="everyone-hidden")
    nurse = Appearance.objects.get(other__isnull=False)
    assert in_the_copy(me) and rights.hides(copy, OtherPerson.objects.get())
    move(me.by, nurse, [Box(640, 200, 840, 420)])
    assert not in_the_copy(me) and opened(me, copy) == 404
    assert not rights.hides(copy, OtherPerson.objects.get()), "it goes when she wants hers deleted"


@pytest.mark.parametrize("what", ["posted, and no release knew", "a restore called it off", "after a restore"])
def test_nobody_says_that_it_never_left_where_nobody_knows(me: AtHome, what: str) -> None:
    row = Release.objects.create(
        clinic=me.by.clinic,
        use=me.use,
        account=a_manual_account(a_member(Role.OFFICER, me.by.clinic)),
        stage=Stage.OUT,
        asked_by=me.by.user,
        due_at=clock.now(),
        created_at=clock.now(),
        nonce=uuid4(),
        file_name="0123456789abcdef01234567.jpg",
        media_type="image/jpeg",
        sent_at=clock.now(),
    )
    if what == "a restore called it off":
        Release.objects.filter(pk=row.pk).update(stage=Stage.CANCELLED, sent_at=None, why_en=releases.RESTORED.en)
    elif what == "after a restore":
        Release.objects.all().delete()
        Clinic.objects.update(restored_from=clock.now())
    Use.objects.filter(pk=me.use.pk).update(state=UseState.REFUSED)
    parcel = zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(me.patient)))))
    ((told,),) = (one["copies"] for one in json.loads(parcel.read("kindao.json"))["uses"])
    assert told["went_out"] is None and told["file"] is None
    for page in (parcel.read("index.html").decode(), me.client.get(me.at()).content.decode()):
        assert NEVER not in page and "chưa được đưa ra ngoài" not in page


def test_where_it_is_known_it_is_said(me: AtHome) -> None:
    parcel = zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(me.patient)))))
    ((told,),) = (one["copies"] for one in json.loads(parcel.read("kindao.json"))["uses"])
    assert told["went_out"] is False and NEVER in parcel.read("index.html").decode()
