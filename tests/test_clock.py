"""A day is the day in Vietnam, whatever zone the machine is set to."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import kindao
from kindao import clock
from kindao.engine.policy.consent import VIETNAM, Consent

EXAMPLES = Path(__file__).parents[1] / "examples"
ZONES = ("Etc/GMT+12", "Pacific/Kiritimati")  # at any hour one of them has another day than Vietnam


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def consent(**said: Any) -> Consent:
    """The consent of the example, with other days."""
    record = json.loads((EXAMPLES / "consents" / "nose-deidentified.json").read_text(encoding="utf-8"))
    record["scopes"][0] |= {"starts": None, **said.pop("scope", {})}
    return kindao.load_consent(record | said)


def asked(given: Consent) -> str:
    report = kindao.check(
        EXAMPLES / "nose.jpg", purpose="advertising", destination="facebook", body_area="nose", consents=[given]
    )
    return report.outcome.value


def test_today_is_the_day_in_vietnam(zone: str) -> None:
    assert clock.today() == (datetime.now(UTC) + timedelta(hours=7)).date()


@pytest.mark.parametrize(("days_ago", "answer"), [(1, "deny"), (0, "permit")])
def test_what_ended_yesterday_in_vietnam_has_ended_everywhere(zone: str, days_ago: int, answer: str) -> None:
    last = datetime.now(VIETNAM).date() - timedelta(days=days_ago)
    assert asked(consent(scope={"ends": last.isoformat()})) == answer


NIGHT = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)  # half past one in Vietnam, on the 27th


@pytest.mark.parametrize(
    ("said", "answer"),
    [({"withdrawn_at": "2026-11-27T00:10:00+07:00"}, "deny"), ({"signed_at": "2026-11-27T01:30:00+07:00"}, "permit")],
)
def test_what_was_signed_or_withdrawn_after_midnight_counts_at_once(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], answer: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    assert asked(consent(**said)) == answer
