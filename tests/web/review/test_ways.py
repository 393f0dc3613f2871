"""What the answer's page offers: for every step a button, and no rest for who still has something to do."""

from collections.abc import Sequence
from datetime import date

import pytest
from django.test import Client

from builders import a_consent, a_member, a_patient, a_record, a_use, an_original, signed_in
from kindao.engine.geometry import Box, Region
from kindao.engine.policy.decide import decision_to_json
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.decision import Step
from kindao.engine.vocabulary import Finding, Identifier, Outcome, Words
from kindao.web.clinics.models import Membership
from kindao.web.review import sight
from kindao.web.review.models import Check, Decision, Inspection, Use, UseState, Work

pytestmark = pytest.mark.django_db
FACE = Finding(Identifier.FACE, Region(Box(10, 10, 60, 60)), 0.9, "face")
NOTHING = {
    "medium": "picture", "width": 0, "height": 0, "findings": [], "whose": {}, "covered": [], "not_looked_for": [],
    "verification": None, "frames": 0, "seconds": 0.0,
}  # fmt: skip


def english(by: Membership) -> Client:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client


def answered(use: Use, *steps: str, state: UseState = UseState.NEEDS_EYES, asked: bool = True) -> Use:
    """As if the gate had answered: with these steps on the way, or without asking the law."""
    path = tuple(Step(step, Words(f"bước {step}", f"step {step}"), 1) for step in steps)
    answer = decision_to_json(Answer(Outcome.INDETERMINATE, (), path)) if asked else ""
    seen = NOTHING | ({"width": 640, "height": 427, "findings": sight.findings_to([FACE])} if asked else {})
    refused = {} if asked else {"refused_vi": "không có luật", "refused_en": "no law"}
    outcome = Outcome.INDETERMINATE.value
    Decision.objects.create(
        use=use, number=1, outcome=outcome, on=use.on, report=seen, at=use.asked_at, decision=answer, **refused
    )
    Check.objects.filter(use=use).update(state=Work.State.DONE)
    Use.objects.filter(pk=use.pk).update(state=state)
    use.refresh_from_db()
    return use


def page_of(by: Membership, use: Use) -> str:
    return english(by).get(f"/uses/{use.pk}/").content.decode()


@pytest.mark.parametrize(
    ("steps", "rests"),
    [(["officer-review"], True), (["name-person", "officer-review"], False), (["state-area"], False)],
)
def test_nobody_is_told_to_rest_beside_steps_they_must_take(steps: Sequence[str], rests: bool) -> None:
    by = a_member()
    page = page_of(by, answered(a_use(by, an_original(by)), *steps))
    assert ("You need do nothing" in page) is rests
    assert ("Do first what is listed here" in page) is not rests
    assert ("It is there already." in page) is ("officer-review" in steps)


def test_which_part_stays_to_be_seen_is_said_where_it_is_asked_and_taken_back() -> None:
    by = a_member()
    use = answered(a_use(by, an_original(by), body_area=""), "state-area")
    assert 'href="#id_body_area"' in page_of(by, use)
    english(by).post(f"/uses/{use.pk}/change/", {"body_area": "nose", "on": use.on.isoformat()})
    use.refresh_from_db()
    assert (use.body_area, use.state) == ("nose", UseState.INSPECTING)


def test_another_day_is_chosen_where_the_day_is_wrong() -> None:
    by = a_member()
    use = answered(a_use(by, an_original(by)), "correct-facts", state=UseState.REFUSED)
    page = page_of(by, use)
    assert 'href="#id_on"' in page and f'value="{use.on.isoformat()}"' in page
    client = english(by)
    client.post(f"/uses/{use.pk}/change/", {"body_area": "nose", "on": "2027-01-05"})
    use.refresh_from_db()
    assert (use.on, use.state) == (date(2027, 1, 5), UseState.INSPECTING)
    told = client.post(f"/uses/{use.pk}/change/", {"body_area": "nose", "on": "5th of May"}, follow=True)
    assert "Enter a valid date." in told.content.decode()
    use.refresh_from_db()
    assert use.on == date(2027, 1, 5)


def test_where_the_law_was_not_asked_the_page_tells_what_the_inspection_saw() -> None:
    by = a_member()
    original = an_original(by)
    use = answered(a_use(by, original), asked=False)
    assert "It was not looked for" in page_of(by, use)
    Inspection.objects.filter(original=original).update(
        state=Work.State.DONE, findings=sight.findings_to([FACE]), width=640, height=427
    )
    page = page_of(by, use)
    assert "Nothing was found" not in page and "<rect" in page and "no law" in page


def test_a_consent_that_waits_to_be_compared_is_what_the_page_tells_of() -> None:
    by = a_member()
    patient = a_patient(by)
    use = answered(a_use(by, an_original(by, patient)), "ask-consent", state=UseState.REFUSED)
    assert "It counts when a colleague" not in page_of(by, use)
    consent = a_consent(by, patient, a_record(), given=False)
    Use.objects.filter(pk=use.pk).update(state=UseState.REFUSED)  # it was asked again, and the answer is the same
    page = page_of(by, use)
    assert "It counts when a colleague" in page and f"/consents/{consent.pk}/" in page


@pytest.mark.parametrize(
    ("said", "chosen"), [("mũi", "nose"), ("Nose", "nose"), ("mui", "nose"), ("mat", ""), ("mặt", ""), ("đầu gối", "")]
)
def test_the_part_named_at_the_capture_is_chosen_beforehand(said: str, chosen: str) -> None:
    by = a_member()
    original = an_original(by, body_area=said)
    page = english(by).get(f"/originals/{original.pk}/").content.decode()
    assert f'value="{chosen}" selected' in page if chosen else 'value="nose" selected' not in page
