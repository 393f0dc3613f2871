"""An address that leads to this machine, or into a private network, is one however it is written; the public's stay."""

import pytest
from pytest_django import Settings

from kindao.engine.errors import BadInput
from kindao.web.api import reaching
from kindao.web.releases.addresses import as_typed

HERE = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "[::1]",
)
WITHIN = ("10.0.0.8", "192.168.1.1:8495", "[fc00::1]", "[::ffff:10.0.0.8]")
NOBODYS = ("169.254.169.254", "2852039166", "[fe80::1]", "[fd00:ec2::254]", "0.0.0.0")
PUBLIC = ("8.8.8.8", "134744072", "clinic.example", "localhost.example", "10.example", "[2606:4700::1111]")


@pytest.mark.parametrize("host", HERE + WITHIN)
def test_what_the_public_does_not_see_is_refused(host: str, settings: Settings) -> None:
    settings.SITES_PRIVATE = False
    with pytest.raises(BadInput, match="private network"):
        as_typed(f"http://{host}/x")
    with pytest.raises(BadInput, match="private network"):
        reaching.allowed(f"https://{host}/x")
    settings.SITES_PRIVATE = settings.WEBHOOKS_PRIVATE = True
    assert as_typed(f"http://{host}/x") == f"http://{host}/x"
    assert reaching.allowed(f"https://{host}/x").hostname


@pytest.mark.parametrize("host", NOBODYS)
def test_where_kindao_never_looks_is_refused_where_it_is_typed(host: str, settings: Settings) -> None:
    """Private networks are allowed: a cloud's own addresses are not: a post said to be there could never be seen."""
    settings.SITES_PRIVATE = True
    with pytest.raises(BadInput, match="never looks there"):
        as_typed(f"http://{host}/x")


@pytest.mark.parametrize("host", PUBLIC)
def test_what_the_public_sees_is_taken(host: str, settings: Settings) -> None:
    settings.SITES_PRIVATE = False
    assert as_typed(f"https://{host}/x") == f"https://{host}/x"
    assert reaching.allowed(f"https://{host}/x").hostname
