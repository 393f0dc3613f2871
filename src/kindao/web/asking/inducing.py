"""Words that promise something for a yes, or press for one: in what is paid, in an advert's terms, in the caption. They
are found with their diacritics or without; what is not meant so costs the officer a look."""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from kindao.engine.vietnamese import unmarked
from kindao.web.asking.families import BETWEEN, FAMILIES, MOST_BETWEEN, OTHERWISE
from kindao.web.asking.spellings import cut_in_two, joined, readings, unseen_as

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
    "upgrade", "save #", "for free", "trừ thẳng #", "trừ luôn #", "trừ ngay #", "trừ hẳn #", "trừ thẳng vào",
    "trừ luôn vào", "không đồng", "không một đồng", "phong bì", "hồng bao", "ck #", "km #", "tích điểm", "cộng điểm",
    "đổi điểm", "vip", "thẻ thành viên", "kmãi", "mã km", "gjảm", "dảm giá", "1 2 giá", "giá chỉ còn", "bồi dưỡng #",
    "hạng vàng", "hạng kim cương", "0 đ", "xả hàng", "khai trương", "on the house", "two for one", "2 for 1", "pct off",
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
    "ký đi rồi", "ký xong mới", "otherwise we", "if you agree", "if you refuse", "pay more", "must agree", "must sign",
    "only if you", "unless you",
)  # fmt: skip
AS_WRITTEN = frozenset({"quà", "thưởng"})  # without their marks they are other words, which are everywhere
SUM = re.compile(r"[1-9][\d.,]*\s*(?:k|tr|triệu|trieu|nghìn|nghin|ngàn|ngan)?\s*(?:đ|d|đồng|dong|vnđ|vnd|₫)?\.?")
"""Money, and nothing else."""
AMOUNT = re.compile(
    r"(?P<figures>[1-9][\d.,]*(?: \d{3})*)\s*(?P<unit>k|tr|triệu|trieu|nghìn|nghin|ngàn|ngan)?\s*"
    r"(?:đ|d|đồng|dong|vnđ|vnd|₫)?\.?"
)
TIMES = {"": 1, "k": 1000, "nghin": 1000, "ngan": 1000, "tr": 10**6, "trieu": 10**6}
GOES_ON = {
    "giảm": (
        "đau", "sưng", "cân", "mỡ", "béo", "thâm", "nám", "mụn", "viêm", "sẹo", "nhăn", "ngứa", "đỏ", "sốt", "ho",
        "dần", "rõ",
    ),
    "không đồng": (
        "đều", "nhất", "ý", "bộ", "thời", "tình", "dạng", "trục", "tâm", "màu", "cỡ", "loạt", "cảm", "mức", "quan",
        "phẳng", "hành", "thuận",
    ),
}  # fmt: skip
"""The word after makes something else of it: what treatment lessens has no price."""
COMPLAINTS = frozenset({
    "sưng", "nề", "bầm", "phù", "đau", "nhức", "rát", "tấy", "ngứa", "sốt", "ho", "khô", "swelling",
    "bruising", "pain", "redness",
})  # fmt: skip
"""What somebody has after an operation, and nobody sells: "nám" and "mụn" stand in adverts, "trị nám giảm 30%"."""
TREATED = (
    "trị", "chữa", "hết", "bị", "thuốc", "gói", "máy", "kem", "chống", "ngừa", "for", "of", "no", "không", "tan",
    "tiêu", "ít", "đỡ", "bớt", "chẳng", "chế", "less", "minimal", "mỡ",
)  # fmt: skip
"""Before a complaint: that it is treated, that there will be little of it, or whoever has it."""
OF_MONEY = (
    "giá", "tiền", "phí", "đồng", "k", "đ", "vnđ", "triệu", "bill", "viện", "cost", "price", "off", "khách", "ai",
    "bạn", "chị", "đăng", "ký", "tặng", "cho", "khi", "nếu", "mổ", "khám",
)  # fmt: skip
"""In a clause with one of these it is said to somebody, or of a price."""
CLAUSES = re.compile(r"((?:[,.](?!\d)|[;:!?\n…])\s)")
MARKS = re.compile(r"%|\bper ?cent\b|phần trăm|phan tram")
PRESENTS = re.compile("[🎁🧧]")
CUT = re.compile(
    r"\d\s*(?:k|tr|triệu|trieu|nghìn|nghin|ngàn|ngan|đ|đồng|dong)\s*(?:[-=]+>|[→⇒➡]\ufe0f?|còn|xuống)\s*\d"
)
"""One sum and another after it."""
_EASED = "|".join(sorted(COMPLAINTS))
_BY = rf"(?:\s+(?:khoảng|hơn|gần|đến|tới|by|about|to))?\s+[\d.,]+\s*(?:{MARKS.pattern})"
EASED = re.compile(
    rf"(?P<before>\w+\s+)?\b(?:(?:{_EASED})\s+(?:(?:đã|còn)\s+)?(?:giảm|down|reduced)\b(?:{_BY})?|giảm\s+(?:{_EASED}){_BY})"
)
"""A complaint that has become less, and by how much."""
FADED = re.compile(rf"\bmờ(?:\s+(?:đi|dần|bớt))?{_BY}")
"""A scar or a spot, by how much: no price fades."""
LOST = re.compile(r"\b(?:giảm|giam)\s+[\d.,]+\s*(?:kg|kí|ký|cm|mm)\b")
"""A weight or a measure that somebody has lost."""
BORROWED = frozenset(
    {"voucher", "discount", "coupon", "cashback", "giveaway", "promotion", "bonus", "refund", "freeship"}
)
"""Cut in two they are no other words."""
RUN_TOGETHER = joined(PROMISES)
PASSED = frozenset(form for one in BETWEEN for form in (one, unmarked(one)))


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


def _named(text: str) -> bool:
    # What can't be seen would hide a word from us, or run two into one, and not from who reads.
    return any(_is_named(one) for one in {unseen_as("", text), unseen_as(" ", text)})


def _is_named(text: str) -> bool:
    said = "".join(_but_complaints(clause) for clause in CLAUSES.split(text))
    if PRESENTS.search(text) or CUT.search(text):
        return True
    return bool(MARKS.search(said)) or any(_promises(words) for words in readings(said))


def _promises(words: list[str]) -> bool:
    if (AS_WRITTEN | RUN_TOGETHER) & set(words) or cut_in_two(words, BORROWED):
        return True
    return any(
        any(_stands(phrase, words, start) and not _harmless(phrase, words, start) for phrase in (*PROMISES, *PRESSES))
        or any(_in_a_row(family, words, start) for family in FAMILIES)
        for start in range(len(words))
    )


def _stands(phrase: str, words: list[str], start: int) -> bool:
    sought = _split(phrase)
    here = words[start : start + len(sought)]
    return len(here) == len(sought) and all(map(_is, here, sought))


@cache
def _split(phrase: str) -> tuple[str, ...]:
    return tuple(phrase.split())


@cache
def _written(word: str) -> tuple[str, str]:
    return word, unmarked(word)


def _in_a_row(family: tuple[tuple[str, ...], ...], words: list[str], start: int, between: int = 0) -> bool:
    """Whether the rows of the family stand there one after the other, beginning just here, or after some of `BETWEEN`.

    between: how many words may still come before the first row."""
    if not family:
        return True
    for phrase in family[0]:
        sought = _split(phrase)
        stands = _stands(phrase, words, start) and not _otherwise(sought[0], words, start)
        if stands and _in_a_row(family[1:], words, start + len(sought), MOST_BETWEEN):
            return True
    skipped = between > 0 and start < len(words) and words[start] in PASSED
    return skipped and _in_a_row(family, words, start + 1, between - 1)


def _otherwise(first: str, words: list[str], start: int) -> bool:
    return start > 0 and any(_is(words[start - 1], one) for one in OTHERWISE.get(first, ()))


def _is(word: str, sought: str) -> bool:
    """As it is written, or typed without diacritics: "giám" is not "giảm", "giam" may be."""
    if sought == "#":
        return word[0].isdigit() or word in NUMBERS
    return sought == "*" or word in _written(sought)


def _harmless(phrase: str, words: list[str], start: int) -> bool:
    first, *more = _split(phrase)
    after = words[at] if (at := start + 1 + len(more)) < len(words) else ""
    return _otherwise(first, words, start) or any(_is(after, one) for one in GOES_ON.get(phrase, ()))


def _but_complaints(clause: str) -> str:
    """A clause, without what it says of a complaint that has become less: "sưng giảm 50%" names no price. With its
    marks alone: "dau" may be oil."""
    sold = any(_is(word, one) for word in re.findall(r"\w+", clause) for one in OF_MONEY)
    return LOST.sub(" ", clause if sold else FADED.sub(" ", EASED.sub(_but_eased, clause)))


def _but_eased(found: re.Match[str]) -> str:
    before = (found["before"] or "").strip()
    return found[0] if before and any(_is(before, one) for one in TREATED) else f"{before} "
