"""What a copy is called: its level in the machine-readable answer, and its file."""

from datetime import UTC, datetime

import pytest

from kindao import api
from kindao.cli.output import copy_json
from kindao.engine.detect.reading.naming import names_somebody
from kindao.engine.policy.consent import Consent, Giver, GiverRole, Scope
from kindao.engine.report import SafeCopy
from kindao.engine.vocabulary import Destination, Identifiability, Level, Purpose


@pytest.mark.parametrize(
    ("level", "altered", "said"),
    [
        (Level.OTHERS_HIDDEN, False, "metadata-gone"),
        (Level.OTHERS_HIDDEN, True, "others-hidden"),
        (Level.ALL_HIDDEN, True, "everyone-hidden"),
        (None, False, None),
    ],
)
def test_a_copy_in_which_nothing_is_hidden_is_not_said_to_hide(level: Level | None, altered: bool, said: str) -> None:
    told = copy_json(SafeCopy(b"", Identifiability.DIRECT, "sha256:0", level), altered=altered)
    assert told is not None and told["level"] == said


def test_a_copy_is_not_called_by_the_id_of_who_only_a_consent_tells_of() -> None:
    scope = Scope(Purpose.ADVERTISING, frozenset({Destination.FACEBOOK}), Identifiability.DIRECT)
    consent = Consent("c", "P-1042", (scope,), datetime(2026, 9, 1, tzinfo=UTC), giver=Giver(GiverRole.SELF))
    known = api._told_of((), [consent])
    assert names_somebody("P-1042.jpg", known) and not names_somebody("P-1043.jpg", known)
