"""Records that the law wants kept: why a request to delete may be refused, under which article, for how long.

Source: Circular 33/2025/TT-BYT of the Ministry of Health, annex, lines 39 to 44, in force since 2025-07-01, and law
75/2006/QH11, article 38.4, both through secondary notes (`law/sources.md` S04, S06; the annex itself was not opened):
a lawyer checks them before a clinic relies on them. Years count from the year in which the work ended, to its last
day. Where the circular has twenty years and the law on transplants thirty, the law stands above."""

from dataclasses import dataclass
from datetime import date

from kindao.engine.vocabulary import Words

RECORD = Words("khoản 2 Điều 69 Luật 15/2023/QH15", "Law 15/2023/QH15, Article 69(2)")


@dataclass(frozen=True, slots=True)
class Keeping:
    """One kind of record, and how long it is kept."""

    id: str
    years: int
    name: Words
    place: Words  # where the years stand

    @property
    def article(self) -> Words:
        """The article of the refusal: that records are kept, and where the years stand."""
        return Words(f"{RECORD.vi}; {self.place.vi}", f"{RECORD.en}; {self.place.en}")

    def until(self, last: date) -> date:
        """The last day on which it is kept. last: the day on which the treatment ended."""
        return date(last.year + self.years, 12, 31)


def _line(number: int) -> Words:
    return Words(
        f"Phụ lục Thông tư 33/2025/TT-BYT, dòng {number} (Điều 1)",
        f"Circular 33/2025/TT-BYT, annex, line {number} (Article 1)",
    )


KEPT: dict[str, Keeping] = {
    one.id: one
    for one in (
        Keeping("patient", 10, Words("bệnh án nội trú, ngoại trú", "record of an inpatient or outpatient"), _line(44)),
        Keeping("cosmetic", 20, Words("bệnh án phẫu thuật thẩm mỹ", "record of cosmetic surgery"), _line(43)),
        Keeping(
            "accident",
            20,
            Words("bệnh án tâm thần, tai nạn lao động, tai nạn giao thông", "record of psychiatry or an accident"),
            _line(40),
        ),
        Keeping("death", 30, Words("bệnh án của người bệnh đã mất", "record of a patient who died"), _line(39)),
        Keeping(
            "transplant",
            30,
            Words("hồ sơ hiến, ghép mô và bộ phận cơ thể", "record of a donation or transplant"),
            Words("khoản 4 Điều 38 Luật 75/2006/QH11", "Law 75/2006/QH11, Article 38(4)"),
        ),
    )
}
_YEARS = [str(years) for years in sorted({one.years for one in KEPT.values()})]
YEARS = Words(
    f"{', '.join(_YEARS[:-1])} hoặc {_YEARS[-1]} năm",
    f"{', '.join(_YEARS[:-1])} or {_YEARS[-1]} years",
)
"""How long, of all kinds."""
