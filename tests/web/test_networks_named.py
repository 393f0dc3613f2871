"""Whose address it is: blocks that are nobody's in public are named, and the public's stay."""

from ipaddress import ip_address
from typing import Any

import pytest

from kindao.engine.errors import BadInput
from kindao.web.api import reaching as webhooks
from kindao.web.networks import is_anybodys, is_public
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Refused

PRIVATE = (
    "::7f00:1",
    "::1",
    "64:ff9b:1::a00:1",
    "fec0::1",
    "192.88.99.1",
    "192.0.0.8",
    "192.0.0.170",
    "10.0.0.1",
    "::ffff:192.88.99.1",
    "64:ff9b::c000:8",
)
PUBLIC = ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "192.0.1.1", "192.88.98.1")


@pytest.mark.parametrize("address", PRIVATE)
def test_a_block_that_is_not_the_publics_is_told(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_the_publics_addresses_stay(address: str) -> None:
    assert is_public(ip_address(address))


NOBODYS = (
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fe80::1",
    "fd00:ec2::254",
    "0.0.0.0",
    "::",
)


@pytest.mark.parametrize("address", NOBODYS)
def test_where_a_machine_asks_for_its_own_keys_nobody_is_reached(address: str, settings: Any) -> None:
    """Also where private networks are allowed."""
    settings.WEBHOOKS_PRIVATE = settings.SITES_PRIVATE = True
    assert not is_anybodys(ip_address(address))
    with pytest.raises(BadInput, match="no receiver"):
        webhooks.allowed(f"https://{f'[{address}]' if ':' in address else address}/")
    with pytest.raises(Refused, match="no site"):
        reaching._reached(address, 443)


@pytest.mark.parametrize("address", ["192.168.1.8", "10.0.0.1", "127.0.0.1", "fc00::1", "8.8.8.8"])
def test_a_clinics_own_network_is_somebodys(address: str, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    assert is_anybodys(ip_address(address))
    webhooks.allowed(f"https://{f'[{address}]' if ':' in address else address}/")


def test_a_password_in_an_address_is_called_one(settings: Any) -> None:
    with pytest.raises(BadInput, match="password"):
        webhooks.allowed("https://user:word@example.org/")
