"""Places and set phrases with a given name in them, as they are written: Quảng Nam, Nam Từ Liêm, Hà Giang."""

import re
from functools import lru_cache

from kindao.engine.detect.reading.folding import Folded, fold, marks_only_lost

_NAMES = (
    "An Giang|Bà Rịa|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|Bình Thuận|Cà Mau|"
    "Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|"
    "Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Hoà Bình|Hưng Yên|Khánh Hòa|Khánh Hoà|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|"
    "Lào Cai|Lâm Đồng|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|"
    "Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thanh Hoá|Tiền Giang|Trà Vinh|"
    "Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái|Việt Nam|Vũng Tàu|Nha Trang|Đà Lạt|Hội An|Quy Nhơn|Biên Hòa|Biên Hoà|"
    "Thủ Đức|Bình Thạnh|Bình Tân|Tân Bình|Tân Phú|Phú Nhuận|Gò Vấp|Nhà Bè|Bình Chánh|Hóc Môn|Củ Chi|Cần Giờ|"
    "Nam Từ Liêm|Bắc Từ Liêm|Ba Đình|Hoàn Kiếm|Hai Bà Trưng|Đống Đa|Tây Hồ|Cầu Giấy|Thanh Xuân|Hoàng Mai|Long Biên|"
    "Hà Đông|Sơn Tây|Thanh Trì|Gia Lâm|Đông Anh|Sóc Sơn|Mê Linh|Hải Châu|Thanh Khê|Sơn Trà|Ngũ Hành Sơn|Liên Chiểu|"
    "Cẩm Lệ|Hồng Bàng|Ngô Quyền|Lê Chân|Hải An|Kiến An|Ninh Kiều|Bình Thủy|Bình Thuỷ|Cái Răng|Ô Môn|"
    "Hàn Quốc|Thái Lan|Trung Quốc|Nhật Bản|Đông Nam Á|Đông Nam Bộ|Việt Trì|Nam Bộ|Trung Bộ|Miền Nam|Phương Nam|"
    "Nam thanh nữ tú|Nam giới|Nam nữ|Nam Phi|Nam Mỹ|Nam Á|Nam Sài Gòn|Nam Cực|Duyên hải Nam"
)
"""Source: the provinces of Nghị quyết 202/2025/QH15 and those joined by it, the districts of the five large cities
until 2025, countries that are often named."""

_EXTENT = 24  # letters on either side within which a place may lie


@lru_cache(maxsize=1)
def _pattern() -> tuple["re.Pattern[str]", dict[str, str]]:
    names = {fold(name).plain: name for name in sorted(_NAMES.split("|"), key=len)}
    some = "|".join(re.escape(name).replace("\\ ", r"[ \-]") for name in sorted(names, key=lambda n: -len(n)))
    return re.compile(rf"(?<![^\W_])(?:{some})(?![^\W_])"), names


def in_a_place(folded: Folded, start: int, end: int) -> bool:
    """Whether plain[start:end] is part of such a name as it is written: Nam từ Hà Nội is a man from there."""
    pattern, names = _pattern()
    marked = any(letter != plain for letter, plain in zip(folded.text.lower(), folded.plain, strict=False))
    for place in pattern.finditer(folded.plain, max(0, start - _EXTENT), end + _EXTENT):
        written, name = folded.original(*place.span()), names[place.group().replace("-", " ")]
        if place.start() <= start and end <= place.end() and (start, end) != place.span():
            if marked and written.lower() == place.group() != name.lower():
                continue  # beside marked words it would have its own
            if marks_only_lost(written, name) and _as_written(written, name):
                return True
    return False


def _as_written(written: str, name: str) -> bool:
    """A place has its capitals, unless all is written small."""
    if written.isupper() or written.islower():
        return True
    return all(a.isupper() or b.islower() for a, b in zip(written, name, strict=False) if b.isalpha())
