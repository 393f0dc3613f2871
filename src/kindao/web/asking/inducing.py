"""Words that promise something for a yes, or press for one: in what is paid, in an advert's terms, in the caption. They
are found with their diacritics or without; what is not meant so costs the officer a look."""

import re
import unicodedata
from collections.abc import Iterable

from kindao.engine.vietnamese import unmarked

PROMISES = (
    "giảm", "giảm giá", "chiết khấu", "khuyến mãi", "khuyến mại", "ưu đãi", "miễn phí", "không mất tiền", "tặng",
    "quà tặng", "nhận quà", "có quà", "món quà", "biếu", "hoàn tiền", "trúng thưởng", "rút thăm", "điểm thưởng",
    "phiếu mua hàng", "đồng giá", "mua một", "nửa giá", "rẻ hơn", "voucher", "coupon", "discount", "free", "gift",
    "gifts", "bonus", "cashback", "promo", "promotion", "sale", "deal", "reward", "giveaway", "refund", "half price",
    "cheaper",
)  # fmt: skip
PRESSES = (
    "nếu đồng ý", "phải đồng ý", "bắt buộc", "mới được khám", "mới được chữa", "mới được mổ", "if you agree",
    "must agree", "only if you",
)  # fmt: skip
AS_WRITTEN = frozenset({"quà"})  # without its mark it is "qua", which is everywhere
OF_ILLNESS = frozenset(
    {"đau", "sưng", "cân", "mỡ", "béo", "thâm", "nám", "mụn", "viêm", "sẹo", "nhăn", "ngứa", "đỏ", "sốt", "ho", "dần"}
)
"""What treatment lessens: "giảm sưng" names no price."""
MARKS = re.compile(r"%|％|\bper ?cent\b|phần trăm")


def named(texts: Iterable[str]) -> bool:
    """Whether any of these texts names an advantage or presses."""
    return any(_named(text) for text in texts)


def _named(text: str) -> bool:
    # What can't be seen would hide a word from us and not from who reads.
    seen = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf").casefold()
    if MARKS.search(seen):
        return True
    words = re.findall(r"\w+", seen)
    if AS_WRITTEN & set(words):
        return True
    for phrase in (*PROMISES, *PRESSES):
        sought = phrase.split()
        for start in range(len(words) - len(sought) + 1):
            if all(map(_is, words[start : start + len(sought)], sought)) and not _of_illness(phrase, words, start):
                return True
    return False


def _is(word: str, sought: str) -> bool:
    """As it is written, or typed without diacritics: "giám" is not "giảm", "giam" may be."""
    return word == sought or word == unmarked(sought)


def _of_illness(phrase: str, words: list[str], start: int) -> bool:
    after = words[start + 1] if start + 1 < len(words) else ""
    return phrase == "giảm" and any(_is(after, one) for one in OF_ILLNESS)
