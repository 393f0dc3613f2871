"""Of equal signatures the newest counts: a new yes after a withdrawal is seen beside any older paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kindao.engine.policy import Pack, load_pack
from kindao.engine.policy.consent import Consent
from kindao.engine.policy.decide import decide
from kindao.engine.vocabulary import Outcome
from policy import space

DAY = space.TODAY


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("vn", on=DAY)


def signed(name: str, days: int, withdrawn: int | None = None) -> Consent:
    ended = space.moment(DAY - timedelta(withdrawn)) if withdrawn is not None else None
    return space.a_consent(id=name, signed_at=space.moment(DAY - timedelta(days)), withdrawn_at=ended)


@pytest.mark.parametrize("turned", [False, True])
def test_a_new_yes_is_seen_beside_an_older_paper(pack: Pack, turned: bool) -> None:
    older, taken_back, anew = signed("a", 40), signed("b", 30, withdrawn=20), signed("c", 10)

    def outcome(*consents: Consent) -> Outcome:
        told = consents[::-1] if turned else consents
        return decide(replace(space.facts(), consents=told), pack).outcome

    assert outcome(older) is Outcome.PERMIT
    assert outcome(older, taken_back) is Outcome.DENY
    assert outcome(older, taken_back, anew) is Outcome.PERMIT
    assert outcome(older, taken_back, signed("c", 25)) is Outcome.DENY, "signed before it was taken back"
