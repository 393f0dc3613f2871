"""Words in raw bytes. What they say may name a person: it stays in `Entry.text`."""

import re

LONGEST = 10_000  # characters kept of one text: enough to recognise a name, a bound on memory
RUN = re.compile(rb"[\x20-\x7e\xc2-\xf4\x80-\xbf]{4,}")


def words(raw: bytes) -> str:
    """Bytes that are meant to be text: UTF-16 with its mark, UTF-8, else Latin-1; no control characters."""
    raw = raw[: 4 * LONGEST]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
    return _bare(text)


def wide(raw: bytes) -> str:
    """UTF-16 without a mark. Writers disagree on the order of its bytes: the upper ones are the smaller ones."""
    raw = raw[: 2 * LONGEST]
    return _bare(raw.decode("utf-16-le" if sum(raw[1::2]) <= sum(raw[::2]) else "utf-16-be", "replace"))


def printable(raw: bytes) -> str:
    """The runs of four printable characters or more among bytes of an unknown kind, one a line."""
    runs = (match.group().decode("utf-8", "ignore") for match in RUN.finditer(raw[: 1 << 20]))
    return _bare("\n".join(runs))


def _bare(text: str) -> str:
    kept = (char for char in text[:LONGEST] if char.isprintable() or char in "\n\t")
    return "".join(kept).strip()
