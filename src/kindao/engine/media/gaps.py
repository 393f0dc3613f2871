"""Bytes of a file that nothing in it points to: room in which anything can hide."""

from collections.abc import Iterable

Extent = tuple[int, int]  # start, end


def gaps(data: bytes, start: int, end: int, used: Iterable[Extent]) -> list[bytes]:
    """The stretches from start to end that no extent covers and that hold anything but zeros."""
    found = []
    at = start
    for first, last in [*sorted(used), (end, end)]:
        if first > at and data[at : min(first, end)].strip(b"\0"):
            found.append(data[at : min(first, end)])
        at = max(at, last)
        if at >= end:
            break
    return found
