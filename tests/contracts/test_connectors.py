"""What every connector promises, whoever wrote it. Runs over all that are listed, each against what plays its platform
(tests/platforms); one that nothing plays fails.

The hardest of them: whatever a platform does over whichever message, the item is out once, or it is known that it is
not out."""

import logging
import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kindao import clock
from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.addresses import is_at
from kindao.web.releases.connectors import BUILT_IN, connector, installed, leading_to
from kindao.web.releases.connectors.base import (
    ByHand,
    Found,
    Gone,
    Health,
    Item,
    Later,
    NoRight,
    Particular,
    Place,
    Published,
    Refused,
    Unsure,
)
from kindao.web.releases.connectors.fitting import fits
from platforms.registry import NAME, RECORD_NUMBER, How, Platform, When, entries, played

FIVE = (Refused, NoRight, Later, Unsure, ByHand)
NOTHING_IS_OUT = (Refused, NoRight, Later)
NAMES = sorted(installed())
EVERY = pytest.mark.parametrize("name", NAMES)
SENDS = pytest.mark.parametrize("name", [name for name in NAMES if not installed()[name].by_hand])
TRIES = 6  # until something is out
PATIENCE = timedelta(minutes=30)  # until it is looked for again


@pytest.fixture
def platform(name: str, tmp_path: Path) -> Iterator[Platform]:
    with played(name, tmp_path / "platform") as one:
        yield one


class Time:
    """The project's clock, and hours that go by while a platform wants to be left alone."""

    def __init__(self) -> None:
        self.ahead, self._now = timedelta(0), clock.now

    def now(self) -> datetime:
        return self._now() + self.ahead


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    one = Time()
    monkeypatch.setattr(clock, "now", one.now)
    return one


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of certificate authorities, which a client reads anew each time: thousands are made here."""
    monkeypatch.setattr(httpx._transports.default, "create_ssl_context", cache(_context))


def _context(**_: object) -> ssl.SSLContext:
    return ssl.create_default_context()


# What it says of itself


def test_each_has_a_name_of_its_own_and_something_that_plays_its_platform() -> None:
    names = [one.name for one in installed().values()]
    assert len(names) == len(set(names)) >= len(BUILT_IN)
    assert set(names) - entries().keys() == set()


def test_every_destination_can_be_reached() -> None:
    assert all(leading_to(one) for one in Destination if one is not Destination.INTERNAL)


@EVERY
def test_it_says_what_it_can_in_both_languages(name: str) -> None:
    one = connector(name)
    assert one.name == name == name.strip().lower()
    assert one.destinations and Destination.INTERNAL not in one.destinations
    assert all(isinstance(fact, bool) for fact in (one.by_hand, one.can_delete, one.lists_children))
    assert both(one.title) and sentences(one.revocability) and sentences(one.taken_back)
    assert len({field.name for field in one.fields}) == len(one.fields)
    for field in one.fields:
        assert both(field.label)
        assert field.help == Words("", "") or sentences(field.help)
    limits = one.limits
    assert limits.media_types and all("/" in kind for kind in limits.media_types)
    assert all(limit is None or limit > 0 for limit in (limits.caption, limits.size, limits.seconds))


def both(words: Words) -> bool:
    """A word or two, which need no marks: Trang web."""
    return bool(words.vi and words.en)


def sentences(words: Words) -> bool:
    """With the marks of Vietnamese: at least every fifth word has one."""
    told = words.vi.split()
    marked = sum(not word.isascii() for word in told)
    return bool(words.en) and words.vi != words.en and marked * 5 >= len(told) > 0


# The account


@EVERY
def test_an_account_that_works_may_publish_and_leaves_nothing_behind(platform: Platform) -> None:
    health = platform.connector.test(platform.access)
    assert isinstance(health, Health) and health.publish
    assert health.delete is platform.connector.can_delete
    assert health.ends is None or (health.ends.tzinfo is not None and health.ends > clock.now())
    assert platform.public() == set()


@SENDS
def test_with_a_dead_access_it_has_no_right_and_nothing_is_out(platform: Platform) -> None:
    published = platform.connector.publish(platform.access, platform.item())
    platform.revoke()
    out = platform.public()
    with pytest.raises(NoRight):
        platform.connector.test(platform.access)
    with pytest.raises(NoRight) as caught:
        platform.connector.publish(platform.access, platform.item())
    assert_said(platform, caught.value)
    with pytest.raises((NoRight, ByHand)):
        platform.connector.delete(platform.access, published.ref, published.ref.partition(".")[0])
    assert platform.public() == out


# One item's way


@SENDS
def test_what_was_published_is_found_and_has_its_address(platform: Platform, time: Time) -> None:
    since = clock.now()
    items = [platform.item() for _ in range(3)]
    out = [platform.connector.publish(platform.access, item) for item in items[:2]]
    assert len({one.ref for one in out}) == 2
    for item, published in zip(items, out, strict=False):
        found = looked_for(platform, item, since, time)
        assert found is not None and found.ref == published.ref
        told = platform.connector.addresses(platform.access, published.ref, item.mark)
        assert {one.address for one in published.found} <= {one.address for one in told}
        assert {one.address for one in told} & platform.public()
        assert all(isinstance(one, Found) and isinstance(one.place, Place) for one in told)
        for one in (one for one in told if one.place is Place.POST):
            assert is_where_people_may_say(platform, one.address), one.address
    assert looked_for(platform, items[2], since, time) is None


def is_where_people_may_say(platform: Platform, address: str) -> bool:
    """Whether a person who copies the address of that post is believed. What is served here stands for the platform."""
    if hasattr(platform.connector, "web"):
        address = address.replace(platform.connector.web, installed()[platform.connector.name].web)  # type: ignore[attr-defined]
    (place,) = platform.connector.destinations
    served_here = urlsplit(address).hostname == "127.0.0.1"
    return served_here or is_at(address, place, platform.access.address)


@SENDS
def test_it_comes_down_once_and_a_second_time(platform: Platform, time: Time) -> None:
    since, item, other = clock.now(), platform.item(), platform.item()
    published = platform.connector.publish(platform.access, item)
    kept = platform.connector.publish(platform.access, other)
    before = platform.public()
    for _ in range(2):
        if platform.connector.can_delete:
            said = platform.connector.delete(platform.access, published.ref, item.mark)
            assert isinstance(said, Gone)
        else:
            with pytest.raises(ByHand) as caught:
                platform.connector.delete(platform.access, published.ref, item.mark)
            assert_said(platform, caught.value)
            assert caught.value.hint  # what the person does
    if platform.connector.can_delete:
        assert not {one.address for one in published.found} & platform.public()
        assert looked_for(platform, item, since, time) is None
    assert {one.address for one in kept.found} & before <= platform.public()


@pytest.mark.parametrize("name", [name for name in NAMES if installed()[name].by_hand])
def test_what_a_person_posts_is_left_to_them(platform: Platform) -> None:
    item = platform.item()
    with pytest.raises(ByHand):
        platform.connector.publish(platform.access, item)
    with pytest.raises(ByHand):
        platform.connector.delete(platform.access, "", item.mark)
    with pytest.raises(Unsure):
        platform.connector.find(platform.access, item, clock.now())
    assert platform.connector.addresses(platform.access, "", item.mark) == ()


@SENDS
@pytest.mark.parametrize("wrong", ["media type", "caption", "size", "seconds"])
def test_what_it_does_not_take_is_refused_before_anything_is_sent(platform: Platform, wrong: str) -> None:
    limits, item = platform.connector.limits, platform.item()
    match wrong:
        case "media type":
            item = replace(item, media_type="application/pdf")
        case "caption":
            if limits.caption is None:
                return
            item = replace(item, caption="ạ" * (limits.caption + 1))
        case "size":
            if limits.size is None:
                return
            os.truncate(item.file, limits.size + 1)
        case "seconds":
            if limits.seconds is None:
                return
            item = replace(item, seconds=limits.seconds + 1)
    kind = platform.connector
    with pytest.raises(Refused):
        kind.takes(platform.access, item.offer) if isinstance(kind, Particular) else fits(item.offer, limits)
    before = platform.steps
    with pytest.raises(Refused) as caught:
        platform.connector.publish(platform.access, item)
    assert_said(platform, caught.value)
    assert platform.steps == before and platform.public() == set()


@SENDS
def test_what_leaves_is_the_item_under_its_random_name(platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    platform.connector.test(platform.access)
    item = platform.item()
    published = platform.connector.publish(platform.access, item)
    platform.connector.addresses(platform.access, published.ref, item.mark)
    heard = bytes(platform.heard)
    assert b"filename=" not in heard or item.name.encode() in heard
    for word in (RECORD_NUMBER, NAME, "HS-00", "Nguyễn", "Nguy%E1%BB%85n", "=?utf-8?", str(item.file.parent)):
        assert word.encode() not in heard
    assert not [one for one in platform.all_secrets() if one in caplog.text]
    assert RECORD_NUMBER not in caplog.text


@SENDS
def test_what_is_called_off_during_the_upload_is_not_made_public(platform: Platform) -> None:
    """Asked after all that takes long; nothing stays of it, and the next goes out."""
    platform.connector.test(platform.access)
    before, asked = platform.steps, []

    def still() -> None:
        asked.append(platform.steps)
        raise Refused("it was called off", hint="Release it anew", vi="Đã hủy")

    item = platform.item()
    with pytest.raises(Refused, match="called off"):
        platform.connector.publish(replace(platform.access, still=still), item)
    assert len(asked) == 1 and platform.public() == set()
    assert not platform.steps or asked[0] > before
    assert platform.connector.find(platform.access, item, clock.now() - 4 * PATIENCE) is None
    platform.connector.publish(platform.access, platform.item())
    assert platform.public()


# What goes wrong


def troubles() -> list[tuple[str, When, How]]:
    """Each that a platform can play, read off its class."""
    return [
        (name, when, how)
        for name in NAMES
        if not installed()[name].by_hand
        for when, how in getattr(entries()[name], "hows", ())
    ]


@pytest.mark.parametrize(("name", "when", "how"), troubles())
def test_whatever_breaks_it_is_out_once(
    platform: Platform, when: When, how: How, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    """Over each message of a publication in turn, as the core goes about it: what surely is not out is sent again, of
    the rest the platform is asked first."""
    caplog.set_level(logging.INFO)
    platform.connector.test(platform.access)
    before = platform.steps
    platform.connector.publish(platform.access, platform.item())
    for step in range(1, platform.steps - before + 1):
        out, since, item = platform.public(), clock.now(), platform.item()
        platform.trouble(step, when, how)
        published = got_out(platform, item, time, out)
        platform.calm()
        new = platform.public() - out
        assert len(new) == 1, f"message {step}: {new}"
        assert seen(platform, published, item) & new, f"message {step}"
        found = looked_for(platform, item, since, time)
        assert found is not None and seen(platform, found, item) == seen(platform, published, item)
    assert not [one for one in platform.all_secrets() if one in caplog.text]


def seen(platform: Platform, published: Published, item: Item) -> set[str]:
    """The addresses that it tells of now: a platform that reviews a post first has none before."""
    return {one.address for one in platform.connector.addresses(platform.access, published.ref, item.mark)}


def got_out(platform: Platform, item: Item, time: Time, out: set[str]) -> Published:
    since = time.now()
    for _ in range(TRIES):
        try:
            return platform.connector.publish(platform.access, item)
        except NOTHING_IS_OUT as error:
            assert_said(platform, error)
            assert platform.public() == out, f"{type(error).__name__} says that nothing is out"
            platform.calm()
        except Unsure as error:
            assert_said(platform, error)
            platform.calm()
            found = looked_for(platform, item, since, time)
            if found is not None:
                return found
            assert platform.public() == out, "nothing is there, says find"
    raise AssertionError("it never gets out")


def looked_for(platform: Platform, item: Item, since: datetime, time: Time) -> Published | None:
    for _ in range(TRIES):
        try:
            return platform.connector.find(platform.access, item, since)
        except Later as error:
            assert_said(platform, error)
            time.ahead += PATIENCE
    raise AssertionError("it is never known what became of it")


@pytest.mark.parametrize(("name", "when", "how"), troubles())
def test_whatever_breaks_is_one_of_the_five_errors(platform: Platform, when: When, how: How) -> None:
    """Of the ways that show nobody anything; each does its work once the platform is well again."""
    one, access, since = platform.connector, platform.access, clock.now()
    item = platform.item()
    published = one.publish(access, item)
    ways: dict[str, tuple[Callable[[], object], tuple[type[Exception], ...]]] = {
        "test": (lambda: one.test(access), (NoRight, Later)),
        "find": (lambda: one.find(access, item, since), (Unsure, NoRight, Later)),
        "addresses": (lambda: one.addresses(access, published.ref, item.mark), (NoRight, Later)),
        "delete": (lambda: one.delete(access, published.ref, item.mark), (NoRight, Later, ByHand, Refused)),
    }
    for way, (go, may) in ways.items():
        for step in range(0, 4):  # 0: it stays broken
            platform.trouble(step, when, how)
            try:
                go()
            except FIVE as error:
                assert isinstance(error, may), f"{way}, message {step}: {type(error).__name__}"
                assert_said(platform, error)
            platform.calm()
    if one.can_delete:
        one.delete(access, published.ref, item.mark)
        assert platform.public() == set()


def assert_said(platform: Platform, error: Refused | NoRight | Later | Unsure | ByHand) -> None:
    """In both languages, what to do with it, and nothing that is nobody's business."""
    words = f"{error} {error.vi}"
    assert error.message and error.hint and error.vi and not error.vi.isascii(), repr(error)
    assert not [one for one in platform.all_secrets() if one in words], "a secret"
    assert RECORD_NUMBER not in words and NAME not in words
