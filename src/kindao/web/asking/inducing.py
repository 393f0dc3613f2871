"""Words that promise something for a yes, or press for one: in what is paid, in an advert's terms, in the caption. They
are found with their diacritics or without; what is not meant so costs the officer a look."""

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

from kindao.engine.vietnamese import unmarked
from kindao.web.asking.families import BETWEEN, FAMILIES, MOST_BETWEEN, OTHERWISE

PROMISES = (
    "giảm", "giảm giá", "chiết khấu", "khuyến mãi", "khuyến mại", "ưu đãi", "miễn phí", "không mất tiền", "tặng",
    "quà tặng", "nhận quà", "có quà", "món quà", "biếu", "hoàn tiền", "trúng thưởng", "rút thăm", "điểm thưởng",
    "phiếu mua hàng", "đồng giá", "mua một", "nửa giá", "rẻ hơn", "voucher", "coupon", "discount", "free", "gift",
    "gifts", "bonus", "cashback", "promo", "promotion", "sale", "deal", "reward", "giveaway", "refund", "half price",
    "cheaper", "bớt #", "bớt tiền", "bớt giá", "bớt phí", "bớt chi phí", "bớt viện phí", "bớt cho", "trừ #", "trừ vào",
    "trừ tiền", "trừ cho", "khấu trừ", "hạ giá", "hạ phí", "0 đồng", "0đ", "0 vnđ", "0 vnd", "0k", "giá không đồng",
    "không tốn", "không tính tiền", "không tính phí", "không lấy tiền", "không lấy phí", "không mất phí",
    "không phải trả", "khỏi trả", "khỏi đóng", "miễn viện phí", "miễn tiền", "miễn giảm", "miễn trừ", "miễn chi phí",
    "miễn toàn bộ", "miễn hoàn toàn", "hỗ trợ chi phí", "hỗ trợ viện phí", "hỗ trợ phí", "hỗ trợ tiền", "hỗ trợ #",
    "tài trợ", "bao trọn", "trả lại tiền", "hoàn phí", "hoàn lại", "tiền thưởng", "phần thưởng", "được thưởng",
    "có thưởng", "bốc thăm", "lì xì", "tri ân", "thay vì #", "# thay vì", "chỉ còn #", "giá sốc", "giá rẻ", "giá hời",
    "giá tốt", "giá gốc", "nửa tiền", "no charge", "no cost", "at no", "waive", "waived", "complimentary", "on us",
    "instead of #", "# off", "tiền mặt", "tiết kiệm #", "tiết kiệm được", "ưu tiên xếp", "ưu tiên lịch",
    "ưu tiên mổ", "ưu tiên khám", "được ưu tiên", "trợ giá", "nâng hạng",
    "nâng cấp phòng", "nhận ngay", "nhận #", "được mổ trước", "được khám trước", "được làm trước", "cash", "priority",
    "upgrade", "save #", "for free",
)  # fmt: skip
"""A "#" is a word that begins with a figure, or is a number itself; a "*" any one word."""
NUMBERS = frozenset(
    {"hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "trăm", "nghìn", "ngàn", "triệu", "vài",
     "two", "three", "four", "five", "ten"}
)  # fmt: skip
PRESSES = (
    "nếu đồng ý", "phải đồng ý", "đồng ý mới", "đồng ý thì", "đồng ý sẽ", "đồng ý là được", "không đồng ý là",
    "phải ký", "nếu ký", "ký mới", "ký thì", "không ký thì", "không ký là", "không ký sẽ", "bắt buộc", "buộc phải",
    "mới được khám", "mới được chữa", "mới được mổ", "nếu * đồng ý", "nếu * * đồng ý", "người đồng ý", "ai đồng ý",
    "khi đồng ý", "nếu * ký", "nếu từ chối", "nếu * từ chối", "từ chối thì", "từ chối sẽ", "trả thêm", "trả cao hơn",
    "if you agree", "if you refuse", "pay more", "must agree", "must sign", "only if you", "unless you",
)  # fmt: skip
AS_WRITTEN = frozenset({"quà", "thưởng"})  # without their marks they are other words, which are everywhere
SUM = re.compile(r"[1-9][\d.,]*\s*(?:k|tr|triệu|trieu|nghìn|nghin|ngàn|ngan)?\s*(?:đ|d|đồng|dong|vnđ|vnd|₫)?\.?")
"""Money, and nothing else."""
AMOUNT = re.compile(
    r"(?P<figures>[1-9][\d.,]*(?: \d{3})*)\s*(?P<unit>k|tr|triệu|trieu|nghìn|nghin|ngàn|ngan)?\s*"
    r"(?:đ|d|đồng|dong|vnđ|vnd|₫)?\.?"
)
TIMES = {"": 1, "k": 1000, "nghin": 1000, "ngan": 1000, "tr": 10**6, "trieu": 10**6}
SPELT = 3  # single letters in a row are a word that somebody spelt out
OF_ILLNESS = frozenset(
    {"đau", "sưng", "cân", "mỡ", "béo", "thâm", "nám", "mụn", "viêm", "sẹo", "nhăn", "ngứa", "đỏ", "sốt", "ho", "dần"}
)
"""What treatment lessens: "giảm sưng" names no price."""
MARKS = re.compile(r"%|％|\bper ?cent\b|phần trăm")


def named(texts: Iterable[str]) -> bool:
    """Whether any of these texts names an advantage or presses."""
    return any(_named(text) for text in texts)


def is_a_sum(payment: str) -> bool:
    """Whether what is paid is an amount of money and nothing else: all other ways to pay may press."""
    return SUM.fullmatch(payment.strip().casefold()) is not None


def dong(payment: str) -> int | None:
    """How many đồng that is: "2 triệu đồng" is 2000000; None for what is no plain amount."""
    told = AMOUNT.fullmatch(payment.strip().casefold())
    if told is None:
        return None
    figures, unit = told["figures"], TIMES[unmarked(told["unit"] or "")]
    whole = re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+", figures)
    if whole and unit == 1:
        return int(re.sub(r"\D", "", figures))
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", figures):
        return None
    amount = Fraction(figures.replace(",", "."))
    exact = amount * unit
    return int(exact) if exact and exact.denominator == 1 and not (whole and unit > 1) else None


def _words(text: str) -> list[str]:
    """ "g.i.ả.m giá" is "giảm giá"."""
    found: list[str] = []
    spelt: list[str] = []
    for word in [*re.findall(r"\w+", text), ""]:
        if len(word) == 1 and word.isalpha():
            spelt.append(word)
            continue
        found += ["".join(spelt)] if len(spelt) >= SPELT else spelt
        spelt = []
        found += [word] if word else []
    return found


def _named(text: str) -> bool:
    # What can't be seen would hide a word from us and not from who reads.
    seen = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf").casefold()
    if MARKS.search(seen):
        return True
    words = _words(seen)
    if AS_WRITTEN & set(words):
        return True
    for phrase in (*PROMISES, *PRESSES):
        sought = phrase.split()
        for start in range(len(words) - len(sought) + 1):
            if all(map(_is, words[start : start + len(sought)], sought)) and not _of_illness(phrase, words, start):
                return True
    return any(_in_a_row(family, words, start) for family in FAMILIES for start in range(len(words)))


def _in_a_row(family: tuple[tuple[str, ...], ...], words: list[str], start: int, between: int = 0) -> bool:
    """Whether the rows of the family stand there one after the other, beginning just here, or after some of `BETWEEN`.

    between: how many words may still come before the first row."""
    if not family:
        return True
    for phrase in family[0]:
        sought = phrase.split()
        here = words[start : start + len(sought)]
        stands = len(here) == len(sought) and all(map(_is, here, sought)) and not _otherwise(sought[0], words, start)
        if stands and _in_a_row(family[1:], words, start + len(sought), MOST_BETWEEN):
            return True
    skipped = between > 0 and start < len(words) and any(_is(words[start], one) for one in BETWEEN)
    return skipped and _in_a_row(family, words, start + 1, between - 1)


def _otherwise(first: str, words: list[str], start: int) -> bool:
    return start > 0 and any(_is(words[start - 1], one) for one in OTHERWISE.get(first, ()))


def _is(word: str, sought: str) -> bool:
    """As it is written, or typed without diacritics: "giám" is not "giảm", "giam" may be."""
    if sought == "#":
        return word[0].isdigit() or word in NUMBERS
    return sought == "*" or word in (sought, unmarked(sought))


def _of_illness(phrase: str, words: list[str], start: int) -> bool:
    after = words[start + 1] if start + 1 < len(words) else ""
    return phrase == "giảm" and any(_is(after, one) for one in OF_ILLNESS)
