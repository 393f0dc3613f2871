"""Who wants their pictures deleted, agrees to something after all, and wants them deleted once more, is heard again."""

from datetime import timedelta

import pytest

from builders import a_consent, a_member, a_patient
from kindao import clock
from kindao.web.consent.models import Scope, Who
from kindao.web.rights import actions, holding
from kindao.web.rights.models import Kind, RightsRequest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["", "Xin xóa hết"])
def test_a_second_deletion_after_a_yes_stops_it(words: str) -> None:
    by = a_member()
    patient = a_patient(by)
    long_ago = clock.now() - timedelta(days=200)
    first = actions.enter(by, patient, Kind.DELETE, received_at=long_ago, words=words)
    assert actions.ask(patient, Kind.DELETE, who=Who.PATIENT, words=words) == first, "while it holds it is that one"
    a_consent(by, patient)
    assert Scope.objects.given().exists() and not holding.holds(patient)
    again = actions.ask(patient, Kind.DELETE, who=Who.PATIENT, words=words)
    assert again != first and holding.holds(patient) and not Scope.objects.given().exists()
    assert actions.ask(patient, Kind.DELETE, who=Who.PATIENT, words=words).pk in {first.pk, again.pk}
    assert RightsRequest.objects.filter(kind=Kind.DELETE).count() == 2
