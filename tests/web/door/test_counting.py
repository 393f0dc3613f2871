"""How often something may happen: each limit holds for its whole time and no longer, whatever is tried meanwhile."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kindao import clock
from kindao.web.door import codes, counting
from kindao.web.door.counting import Limit
from kindao.web.door.models import Code, Count
from support import examples
from visitors import a_link, code_of

BEGAN = clock.now()


class TheCounter(TestCase):
    @settings(max_examples=examples(60), deadline=None)
    @given(
        st.integers(1, 5),
        st.integers(1, 100),
        st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=40),
    )
    def test_each_count_keeps_its_own_time(self, times: int, within: int, steps: list[tuple[int, bool]]) -> None:
        """Against a count by hand: a time begins with the first use, is never moved, and ends to the second."""
        limit, at, ends, used = Limit(times, within), 0, 0, 0
        Count.objects.all().delete()
        for passed, whose in steps:
            at += passed
            if at >= ends:
                used = 0
            with patch.object(clock, "now", lambda at=at: BEGAN + timedelta(seconds=at)):
                if not whose:  # another's uses are no matter here, and that one is refused nothing by these
                    counting.count("x", "another", limit)
                    continue
                left = counting.wait("x", "this", limit)
                assert left == (ends - at if used >= times else 0)
                assert counting.wait("x", "this", limit) == left, "asking counts nothing"
                if left:
                    continue
                if not used:
                    ends = at + within
                used += 1
                assert counting.count("x", "this", limit) == used


@pytest.mark.django_db
def test_who_taps_once_a_minute_gets_codes_until_the_hour_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    made, client, start = a_link(), Client(), clock.now()

    def at(minutes: float) -> int:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=minutes))
        return int(client.post(f"/p/{made.token}/code/").status_code)

    assert [at(n / 4) for n in (0, 1, 4, 5, 8, 12, 16, 20)] == [302, 429, 302, 429, 302, 302, 302, 429]
    assert [at(n) for n in range(6, 60, 9)] == [429] * 6, "five in an hour, for the whole hour"
    assert at(61) == 302


@pytest.mark.django_db
def test_no_more_than_seventy_five_guesses_a_day_on_one_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a code every five minutes for a whole day, from a new address each time."""
    made, start = a_link(), clock.now()
    for minute in range(0, 24 * 60, 5):
        monkeypatch.setattr(clock, "now", lambda minute=minute: start + timedelta(minutes=minute))
        codes.ask(made.link, f"192.0.2.{minute % 250}")
    assert Code.objects.count() == 15


@pytest.mark.django_db
def test_a_page_says_how_long_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    made, client, now = a_link(), Client(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    client.post(f"/p/{made.token}/code/")
    assert "sau 30 giây" in client.post(f"/p/{made.token}/code/").content.decode()


@pytest.mark.django_db
def test_whoever_floods_an_address_keeps_nobody_there_out() -> None:
    """A waiting room shares one network address: a right code on a right link lets in, whoever else guesses there."""
    made, guesser, patient = a_link(), Client(), Client()
    answers = [guesser.get(f"/p/guess{n}/").status_code for n in range(codes.UNKNOWN_FROM.times + 2)]
    assert set(answers[:-2]) == {404} and set(answers[-2:]) == {429}
    assert patient.post(f"/p/{made.token}/code/").status_code == 302
    assert patient.post(f"/p/{made.token}/", {"code": "no"}).status_code == 422
    assert patient.post(f"/p/{made.token}/", {"code": code_of(made.link)}).status_code == 302


@pytest.mark.django_db
def test_wrong_codes_stop_further_ones_of_that_link_and_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made, other, start = a_link(), a_link(), clock.now()
    here, there = Client(), Client(REMOTE_ADDR="192.0.2.7")
    for n in range(4):
        monkeypatch.setattr(clock, "now", lambda n=n: start + timedelta(minutes=n))
        assert here.post(f"/p/{made.token}/code/").status_code == 302
        for _ in range(5):
            assert here.post(f"/p/{made.token}/", {"code": "12"}).status_code == 422
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=5))
    assert here.post(f"/p/{made.token}/code/").status_code == 429
    assert here.post(f"/p/{other.token}/code/").status_code == 302, "another link"
    assert there.post(f"/p/{made.token}/code/").status_code == 302, "another address"
    assert here.post(f"/p/{made.token}/", {"code": code_of(made.link)}).status_code == 302, "a right code enters"
