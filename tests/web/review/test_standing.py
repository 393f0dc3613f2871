"""Whether what was decided still stands today, asked in one place: by the consents and people of now, and with what an
officer answered for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.policy.decide import decide, decision_to_json
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.facts import facts_from_json, facts_to_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.policy.reading import read
from kindao.engine.vocabulary import Outcome, Trait
from kindao.web.cases.models import Patient
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.review import standing
from kindao.web.review.models import Decision, Use
from permits import a_lawful_use

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered() -> Use:
    """An advert for a health food, which the law leaves to a person; an officer answered for it."""
    by = a_member()
    use = a_lawful_use(by, a_patient(by))
    law = use.decisions.get(number=2)
    told = facts_from_json(law.facts)
    told = replace(told, use=replace(told.use, traits=frozenset({Trait.FOOD})))
    answer = decide(told, load_pack(use.law, on=clock.today()), paths=False)
    assert answer.outcome is Outcome.INDETERMINATE
    _decided(use, 3, facts=facts_to_json(told), decision=decision_to_json(answer), basis=Decision.Basis.OFFICER)
    return use


def _decided(use: Use, number: int, **told: object) -> Decision:
    last = use.decisions.get(number=number - 1)
    kept = {name: getattr(last, name) for name in ("outcome", "facts", "decision", "basis", "on", "report", "copy")}
    return Decision.objects.create(use=use, number=number, at=clock.now(), **kept | told)


def test_what_an_officer_answered_for_stands(answered: Use) -> None:
    decision = answered.decisions.get(number=3)
    assert standing.judged(decision, answered).permits and standing.copy_of(answered) == decision.copy
    by_law = _decided(answered, 4, basis=Decision.Basis.LAW)
    assert standing.judged(by_law, answered).outcome is Outcome.INDETERMINATE, "nobody answered for it"
    assert standing.copy_of(answered) is None


def test_an_officers_yes_does_not_outlast_the_consent(answered: Use) -> None:
    """Asked for the very day on which they answered, and whatever state the row is in."""
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    now = standing.judged(answered.decisions.get(number=3), answered)
    assert now.outcome is Outcome.DENY and now.why is not None
    Use.objects.update(state="permitted")
    answered.refresh_from_db()
    assert standing.copy_of(answered) is None


def test_an_officer_answered_for_no_question_that_is_new(answered: Use) -> None:
    """What else needs a person today keeps it here, at the desk's door and at that of a permit alike."""
    then = answered.decisions.get(number=3)
    answer = read(Answer, then.decision)
    other = replace(answer, reasons=tuple(replace(one, rule="VN-OTHER") for one in answer.reasons))
    now = standing.judged(_decided(answered, 4, decision=decision_to_json(other)), answered)
    assert now.outcome is Outcome.INDETERMINATE and now.why is not None and not now.permits
    assert standing.copy_of(answered) is None


def test_people_are_as_they_are_known_today(answered: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    Patient.objects.update(birth_date=clock.today() - timedelta(days=5 * 365))  # past the actions, which ask anew
    answered = Use.objects.get(pk=answered.pk)
    assert not standing.judged(answered.decisions.get(number=3), answered).permits
