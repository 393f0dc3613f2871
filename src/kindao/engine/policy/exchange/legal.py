"""Names for Vietnamese law in linked data: `law/legal-vn.jsonld` describes each of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kindao.engine.vietnamese import unmarked
from kindao.engine.vocabulary import Words

LEGAL_VN = "urn:kindao:legal-vn:"


def term(instrument: str, place: str = "") -> str:
    """An instrument, or an article of it, under the prefix legal-vn: "13-2023-ND-CP", "91-2025-QH15-A9-4-d"."""
    name = _ascii(instrument)
    if not place:
        return f"legal-vn:{name}"
    found = re.fullmatch(r"(?:điểm (\w) )?(?:khoản (\d+) )?Điều (\d+)", place)
    parts = ["A" + found[3], *(part for part in (found[2], found[1]) if part)] if found else [_ascii(place)]
    return f"legal-vn:{name}-{_ascii('-'.join(parts))}"


def _ascii(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", unmarked(text)).strip("-")


FORM = (
    ("91/2015/QH13", date(2017, 1, 1), date.max),
    ("13/2023/NĐ-CP", date(2023, 7, 1), date(2025, 12, 31)),
    ("91/2025/QH15", date(2026, 1, 1), date.max),
    ("356/2025/NĐ-CP", date(2026, 1, 1), date.max),
)
"""What governs a consent, with its first and last day, as in law/instruments."""


@dataclass(frozen=True, slots=True)
class Right:
    """An article that gives one."""

    place: str
    law: Words  # the instrument, as it is cited


WITHDRAWAL: Mapping[str, Right] = {
    "13/2023/NĐ-CP": Right("Điều 12", Words("Nghị định 13/2023/NĐ-CP", "Decree 13/2023/NĐ-CP")),
    "91/2025/QH15": Right("Điều 10", Words("Luật 91/2025/QH15", "Law 91/2025/QH15")),
}
"""What lets a person withdraw."""


def laws(on: date) -> tuple[str, ...]:
    """The instruments that govern a consent signed on that day."""
    return tuple(law for law, since, until in FORM if since <= on <= until)
