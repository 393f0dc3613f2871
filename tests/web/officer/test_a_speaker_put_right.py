"""Whom the copy silences is said on the answer; who speaks, and who is in it, the officer puts right whatever was
answered, which ends that answer."""

from dataclasses import replace
from fractions import Fraction

import pytest

from builders import a_member, a_patient, an_other_person, last_of, signed_in
from kindao.engine.geometry import Interval
from kindao.engine.policy.facts import Copy, Facts, Shown, facts_from_json, facts_to_json
from kindao.engine.vocabulary import Finding, Identifiability, Identifier, Level
from kindao.web.api import answers
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original
from kindao.web.clinics.models import Role
from kindao.web.officer import actions
from kindao.web.officer.actions import Said, Who
from kindao.web.review import asking, showing, sight
from kindao.web.review.models import Decision, Use, UseState
from permits import a_permitted_use

pytestmark = pytest.mark.django_db
STRETCH = Interval(Fraction(0), Fraction(2))


def a_permitted_film() -> tuple[Use, Decision]:
    """With what the law was told of a copy that hides everybody."""
    by = a_member()
    use = a_permitted_use(by, a_patient(by))
    Original.objects.filter(pk=use.original_id).update(kind=Original.Kind.FILM)
    use = Use.objects.get(pk=use.pk)
    people = asking.everybody(use.original)
    shown = tuple(Shown(one.person.id, Identifiability.INDIRECT) for one in people)
    told = Facts(asking.act(use), tuple(one.person for one in people), (), Copy(Level.ALL_HIDDEN, shown, verified=True))
    last = last_of(use)
    kept = {"facts": facts_to_json(told), "outcome": last.outcome, "on": last.on, "report": last.report}
    return use, use.decisions.create(number=2, copy=last.copy, at=last.at, **kept)


def test_whom_the_copy_silences_is_said_on_the_answer() -> None:
    use, decision = a_permitted_film()
    by = a_member(Role.DOCTOR, use.clinic)
    nurse = an_other_person(by)
    assert showing.of_decision(decision).silenced == ()
    cases.place(by, use.original, Appearance.As.STAFF, other=nurse, heard=[STRETCH])
    Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED)
    assert showing.of_decision(decision).silenced == (nurse.name,) and showing.of_decision(decision).mute
    assert answers.decision(decision).silenced == [str(nurse.pk)] and answers.decision(decision).no_sound
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    page = client.get(f"/uses/{use.pk}/").text
    assert "Silent in the copy while they speak" in page and nurse.name in page
    assert "The copy has no sound" in page
    told = facts_from_json(decision.facts)
    heard = replace(told.copy.shown[0], person=str(nurse.pk), visible=frozenset({Identifier.VOICE}))
    for copy in (replace(told.copy, shown=(heard,)), replace(told.copy, level=Level.BARE)):
        decision.facts = facts_to_json(replace(told, copy=copy))
        assert showing.of_decision(decision).silenced == () and not showing.of_decision(decision).mute
        assert not answers.decision(decision).no_sound


def test_where_nobody_was_said_to_speak_and_somebody_is_heard_the_copy_has_no_sound() -> None:
    _, decision = a_permitted_film()
    assert not showing.of_decision(decision).mute and not answers.decision(decision).no_sound, "nothing is heard in it"
    voice = Finding(Identifier.VOICE, STRETCH, 0.9, "voice")
    decision.report = decision.report | {"findings": sight.findings_to((voice,)), "whose": {}, "covered": []}
    shown = showing.of_decision(decision)
    assert shown.mute and shown.silenced == () and answers.decision(decision).no_sound


@pytest.mark.parametrize("state", [UseState.PERMITTED, UseState.REFUSED, UseState.NEEDS_EYES])
def test_the_officer_puts_it_right_whatever_was_answered(state: UseState) -> None:
    use, decision = a_permitted_film()
    officer = a_member(Role.OFFICER, use.clinic)
    nurse = an_other_person(officer)
    Use.objects.filter(pk=use.pk).update(state=state)
    client = signed_in(officer.user)
    client.cookies["django_language"] = "en"
    link, path = f"/officer/queue/{use.pk}/", f"/uses/{use.pk}/"
    assert link in client.get(path).text
    page = client.get(link).text
    assert "Save, and have the gate look again" in page
    assert ("What you save here ends that" in page) is (state is UseState.PERMITTED)
    assert ("Your answer" in page) is (state is UseState.NEEDS_EYES)
    cases.place(officer, use.original, Appearance.As.PATIENT, patient=use.patient, heard=[STRETCH])
    Use.objects.filter(pk=use.pk).update(state=state)
    said = Said({f"voice:{STRETCH.start}:{STRETCH.end}": Who(Appearance.As.STAFF, other=nurse)})
    assert actions.say(officer, use, said, answered=decision.number)
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING, "what was answered counts no more"
    assert [(row.other, row.intervals) for row in use.original.appearances.all() if row.heard] == [(nurse, (STRETCH,))]


def test_what_is_over_is_not_put_right() -> None:
    use, _ = a_permitted_film()
    Use.objects.filter(pk=use.pk).update(state=UseState.LAPSED)
    client = signed_in(a_member(Role.OFFICER, use.clinic).user)
    assert f"/officer/queue/{use.pk}/" not in client.get(f"/uses/{use.pk}/").text
    assert client.post(f"/officer/queue/{use.pk}/say/", {"answered": "1"}).status_code == 422
