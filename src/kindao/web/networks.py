"""Which network addresses are the public's. Whoever connects to what somebody typed looks a name up once, judges every
address it has, and connects to the one that was judged: a name that answers differently the second time changes
nothing."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last bits


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Also of what is wrapped in an IPv6 address."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast


def places(host: str, port: int) -> list[tuple[int, Any, IPv4Address | IPv6Address]]:
    """(family, where, address) of each address of a name. Raises OSError or UnicodeError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, where, ip_address(str(where[0]).partition("%")[0])) for family, *_, where in found]
