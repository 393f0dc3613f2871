"""Whatever an account is told, and whatever its disk does, a connector answers in its five words: another error stops
what comes after it, for every clinic."""

import errno
import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.releases.connectors import installed
from kindao.web.releases.connectors.base import ByHand, Later, NoRight, Refused, Unsure
from platforms.registry import Platform, played

NAMES = sorted(name for name, one in installed().items() if not one.by_hand)
FIVE = (Refused, NoRight, Later, Unsure, ByHand)
WRONG = ("", "/" + "a" * 5000, "²", "http://[")
DISK = (errno.EACCES, errno.ESTALE, errno.EIO, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTDOWN)


@pytest.fixture
def platform(name: str, tmp_path: Path) -> Iterator[Platform]:
    with played(name, tmp_path / "platform") as one:
        yield one


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the contract of connectors: the list of certificate authorities."""
    told = ssl.create_default_context()
    monkeypatch.setattr(httpx._transports.default, "create_ssl_context", lambda **_: told)


def ways(platform: Platform, ref: str) -> dict[str, Callable[[], object]]:
    one, access, item = platform.connector, platform.access, platform.item()
    return {
        "test": lambda: one.test(access),
        "find": lambda: one.find(access, item, clock.now()),
        "addresses": lambda: one.addresses(access, ref, item.mark),
        "delete": lambda: one.delete(access, ref, item.mark),
        "publish": lambda: one.publish(access, item),
    }


def assert_five(platform: Platform, ref: str, what: str) -> None:
    for way, go in ways(platform, ref).items():
        try:
            go()
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            assert isinstance(error, FIVE), f"{what}: {way} raises {error!r}"


@pytest.mark.parametrize("name", NAMES)
def test_whatever_it_is_told_is_answered_in_five_words(platform: Platform, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    ref = platform.connector.publish(platform.access, platform.item()).ref
    told, right = platform.access, dict(platform.access.told)
    for field in platform.connector.fields:
        for value in (*WRONG, str(loop)):
            platform.access = replace(told, told=right | {field.name: value})
            assert_five(platform, ref, f"{field.name}={value[:20]!r}")
    of_site = Destination.WEBSITE in platform.connector.destinations  # else the address is a word on a card
    for address in (*WRONG, "http://a..b/", "http://127.0.0.1:1") if of_site else ():
        platform.access = replace(told, address=address, told=dict(right))
        assert_five(platform, ref, f"address={address[:20]!r}")


LOCAL = [(name, one) for name in NAMES for one in installed()[name].fields if one.local]


@pytest.mark.parametrize("number", DISK)
@pytest.mark.parametrize(("name", "field"), LOCAL, ids=[name for name, _ in LOCAL])
def test_a_disk_that_does_not_answer_is_told_of(
    platform: Platform, field: Any, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "disk"
    there.mkdir()
    ref = platform.connector.publish(platform.access, platform.item()).ref
    platform.access = replace(platform.access, told=dict(platform.access.told) | {field.name: str(there)})

    def broken(real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(path: Any, *args: Any, **told: Any) -> Any:
            if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(str(there)):
                raise OSError(number, os.strerror(number), os.fspath(path))
            return real(path, *args, **told)

        return asked

    for call in ("stat", "lstat", "scandir", "listdir", "open", "unlink", "mkdir", "readlink"):
        monkeypatch.setattr(os, call, broken(getattr(os, call)))
    assert_five(platform, ref, os.strerror(number))
