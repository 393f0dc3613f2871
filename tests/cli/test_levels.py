"""What the machine-readable answer calls a copy."""

import pytest

from kindao.cli.output import copy_json
from kindao.engine.report import SafeCopy
from kindao.engine.vocabulary import Identifiability, Level


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
