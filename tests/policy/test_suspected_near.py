"""Suspicion of somebody who never signed: whoever else signs for the person goes to the officer."""

from dataclasses import replace

import pytest

from kindao.engine.policy.asking import contradictions
from kindao.engine.policy.consent import Giver, GiverRole, Relation
from policy import space


@pytest.mark.parametrize(
    ("role", "suspected", "looks"),
    [(GiverRole.GUARDIAN, True, True), (GiverRole.GUARDIAN, False, False), (GiverRole.SELF, True, False)],
)
def test_of_whom_somebody_is_suspected(role: GiverRole, suspected: bool, looks: bool) -> None:
    giver = Giver(role) if role is GiverRole.SELF else Giver(role, Relation.COURT, "decision")
    told = replace(
        space.facts(),
        people=(space.a_patient(suspected=suspected),),
        consents=(space.a_consent(giver=giver),),
    )
    assert ("suspected" in contradictions(told)) is looks
