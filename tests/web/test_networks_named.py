"""Whose address it is: blocks that are nobody's in public are named, and the public's stay."""

from ipaddress import ip_address

import pytest

from kindao.web.networks import is_public

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
