"""Which network addresses are the public's. Whoever connects to what somebody typed looks a name up once, judges every
address it has, and connects to the one that was judged: a name that answers differently the second time changes
nothing."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last bits
NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "::/96",  # RFC 4291: IPv4-compatible
            "64:ff9b:1::/48",  # RFC 8215: NAT64 of one network
            "fec0::/10",  # RFC 3879: once a site's own
            "192.0.0.0/24",  # RFC 6890: of protocols
            "192.88.99.0/24",  # RFC 7526: once the way to 6to4
        ),
    )
)
"""Blocks that `ipaddress` takes for anybody's, and are not the public's."""


CLOUDS = IPv6Address("fd00:ec2::254")  # where Amazon's machines ask for their own keys over IPv6


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address in an IPv6 one, where there is one."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, address))[1]


def is_anybodys(address: IPv4Address | IPv6Address) -> bool:
    """Whether somebody's service may be there, in public or in a network of theirs: not at a link's own addresses,
    where a cloud tells a machine its keys, nor at many or none."""
    address = _unwrapped(address)
    return not (address.is_link_local or address.is_multicast or address.is_unspecified or address == CLOUDS)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Also of what is wrapped in an IPv6 address."""
    address = _unwrapped(address)
    if any(address in block for block in NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast


def in_figures(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host's name is by itself, as every system reads it: `127.0.0.1`, also written `127.1` or
    `2130706433`, and the names of this machine. None for a name that is looked up."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(name)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(name))
    except (OSError, UnicodeError):
        return None


def places(host: str, port: int) -> list[tuple[int, Any, IPv4Address | IPv6Address]]:
    """(family, where, address) of each address of a name. Raises OSError or UnicodeError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, where, ip_address(str(where[0]).partition("%")[0])) for family, *_, where in found]
