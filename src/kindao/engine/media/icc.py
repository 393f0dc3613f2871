"""What a colour profile says in words: names of devices, makers and owners. Source: ICC.1:2022."""

import struct

from kindao.engine.media.picture import Entry
from kindao.engine.media.words import wide, words

COLOUR = frozenset(
    {b"XYZ ", b"curv", b"para", b"mft1", b"mft2", b"mAB ", b"mBA ", b"mpet", b"sf32", b"sig ", b"view"}
) | {
    b"meas",
    b"chrm",
    b"uf32",
    b"cicp",
}
TAGS, LANGUAGES = 100, 16


def icc_entries(profile: bytes) -> list[Entry]:
    """One entry for each text or unknown element; for a profile without any, one for itself."""
    found: list[Entry] = []
    try:
        (count,) = struct.unpack_from(">I", profile, 128)
        for index in range(min(count, TAGS)):
            key, at, size = struct.unpack_from(">4sII", profile, 132 + 12 * index)
            value = profile[at : at + size]
            if value[:4] not in COLOUR:
                found.append(Entry("icc", words(key), _text(value), size))
    except struct.error:
        found.append(Entry("icc", "damaged", size=len(profile)))
    return found or [Entry("icc", "profile", size=len(profile))]


def _text(value: bytes) -> str:
    match value[:4]:
        case b"text":
            return words(value[8:])
        case b"desc":
            (size,) = struct.unpack_from(">I", value, 8)
            return words(value[12 : 12 + size])
        case b"mluc":
            count, record = struct.unpack_from(">II", value, 8)
            texts = []
            for index in range(min(count, LANGUAGES)):
                size, at = struct.unpack_from(">II", value, 16 + record * index + 4)
                texts.append(wide(value[at : at + size]))
            return "\n".join(dict.fromkeys(texts))
        case _:
            return ""
