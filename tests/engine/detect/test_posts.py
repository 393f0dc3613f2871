"""What went out as an innocent caption, or as the innocent name of a copy, and told of somebody all the same."""

import pytest

from kindao.engine.detect.reading import DOUBT, Found, of_a_caption
from kindao.engine.detect.reading.naming import names_somebody
from kindao.engine.vocabulary import Identifier, Known
from support import captions

HUONG = Known(
    "P-1042",
    names=("Nguyễn Thị Mai Hương",),
    phones=("0912345678",),
    birth_date="1991-03-08",
    addresses=("12 Lê Lợi, Quận 1",),
)
THAO = Known("P-7", names=("Đặng Thu Thảo",))


def found(text: str, *known: Known) -> list[Found]:
    return of_a_caption(text, known)


def told(text: str, *known: Known) -> set[Identifier]:
    """The kinds that are known of somebody, and surely."""
    return {one.identifier for one in found(text, *known) if one.about and one.confidence > DOUBT}


def kinds(text: str) -> set[Identifier]:
    return {one.identifier for one in found(text) if one.confidence > DOUBT}


@pytest.mark.parametrize(
    "text",
    [
        "born 8th of March, 1991",
        "8th of March 1991",
        "mùng 8/3 năm 1991",
        "8/3/'91",
        "8-Mar-91",
        "8 Mar '91",
        "8 tháng ba 1991",
        "8 tháng 3, 91",
        "mồng tám tháng ba, 1991",
        "mùng tám tháng ba năm chín mốt",
        "8.III.1991",
        "8 III 1991",
        "VIII.III.MCMXCI",
        "8|3|1991",
        "8·3·1991",
        "8_3_1991",
        "8 – 3 – 1991",
        "1991年3月8日",
        "the 8th day of March 1991",
        "March the 8th, 1991",
        "sinh nhật 8/3, 35 tuổi",
        "birthday: March 8",
        "sn 91",
        "sinh năm '91",
    ],
)
def test_a_birth_date_is_told_in_whatever_form_it_is_written(text: str) -> None:
    assert told(text, HUONG) == {Identifier.BIRTH_DATE}


@pytest.mark.parametrize(
    "text", ["8/3, 35 tuổi", "Ngày 8 tháng 3 của cô gái 35 tuổi", "35 years old, March 8th"]
)  # fmt: skip
def test_a_day_beside_an_age_may_be_the_birthday(text: str) -> None:
    assert Identifier.BIRTH_DATE in {one.identifier for one in found(text, HUONG) if one.about}


@pytest.mark.parametrize(
    "text",
    ["Ngày 8/3 giảm 30%", "Mừng 8 tháng 3", "ưu đãi 8.3", "8/3/2026", "9/3/1991", "1,8 3 1991 4"],
)
def test_another_day_or_a_holiday_is_not_the_birth_date(text: str) -> None:
    assert [one for one in found(text, HUONG) if one.about] == []


@pytest.mark.parametrize(
    "text",
    [
        "Nhà ở 12 Le Loi Q1",
        "12 LÊ LỢI Q.1",
        "12 Le Loi",
        "so 12 le loi",
        "số nhà 12, đường Lê Lợi, phường Bến Nghé",
        "12LêLợi",
        "No. 12 Le Loi street, District 1",
        "12 Đ. Lê Lợi, P. Bến Nghé, Q1, TPHCM",
    ],
)
def test_a_known_address_is_its_house_and_street_however_shortened(text: str) -> None:
    assert Identifier.ADDRESS in told(text, HUONG)


@pytest.mark.parametrize("address", ["Thôn 4, xã Tân Lập, huyện Mộc Châu", "Thôn 4, Xã Tân Lập"])
def test_an_address_without_a_street_is_compared_without_its_labels(address: str) -> None:
    assert told("ở thôn 4 Tân Lập, Mộc Châu", Known("p", addresses=(address,))) == {Identifier.ADDRESS}


@pytest.mark.parametrize("text", ["112 Lê Lợi", "45/12 Lê Lợi", "12/5 Lê Lợi", "12 lẽ lời", "12 lời", "lê lợi 12 ca"])
def test_another_house_is_not_the_address(text: str) -> None:
    assert told(text, HUONG) == set()


@pytest.mark.parametrize(
    "text",
    [
        "MH, 34 tuổi",
        "M.H, 34 tuổi",
        "M.H. 34t",
        "M H, 34 tuổi",
        "H, 34t, Q1",
        "H. 1991",
        "Case M.H.",
        "Ca 12 (MH)",
        "bn NTMH",
        "bn MH",
        "Khách: M.H",
        "Nguyen TMH",
        "Nguyễn TMH nâng mũi",
        "client MH",
    ],
)
def test_initials_beside_an_age_or_after_a_case_are_those_of_who_is_known(text: str) -> None:
    assert Identifier.NAME in told(text, HUONG)


def test_a_family_name_with_the_initials_of_all_the_rest_is_the_name() -> None:
    assert told("Đặng TT", THAO) == {Identifier.NAME}


@pytest.mark.parametrize(
    "text",
    ["MH", "M.H", "Nguyễn H.", "iamhuong", "huongxinh", "iamhuong huongxinh", "H.N", "bachhuongxinh", "ig iam_huong"],
)
def test_what_could_be_somebody_known_holds_the_copy(text: str) -> None:
    assert {one.about for one in found(text, HUONG)} == {HUONG.person}


@pytest.mark.parametrize(
    "text", ["hướng dẫn", "#huongdan", "xuhuong", "ML, CC", "H2O", "A, B, C", "quehuong", "34 tuổi", "huongvi", "M, L"]
)
def test_other_letters_and_words_are_nobodys(text: str) -> None:
    assert found(text, HUONG) == []


def test_letters_of_flags_are_letters() -> None:
    assert told("🇲🇦🇮 🇭🇺🇴🇳🇬", HUONG) == {Identifier.NAME}
    assert told("Mai Hương🇻🇳", HUONG) == told("MAI HƯƠNG🇰🇷", HUONG) == {Identifier.NAME}
    assert found("Công nghệ 🇰🇷 🇺🇸, thương hiệu 🇻🇳", HUONG) == []


@pytest.mark.parametrize(
    "text", ["0912xxx678", "091234****", "0912***678", "0912.xxx.678", "****345678", "0912…5678", "84 912 xxx 678"]
)
def test_a_masked_number_that_agrees_in_six_places_is_the_number(text: str) -> None:
    assert told(text, HUONG) == {Identifier.PHONE}


@pytest.mark.parametrize("text", ["0913xxx678", "09xxxxxx78", "x2 x3 x4", "10 x 20 x 30", "0912****"])
def test_a_masked_number_that_differs_or_tells_too_little_is_not(text: str) -> None:
    assert told(text, HUONG) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("LETHIHOA", Identifier.NAME),
        ("lethihoa", Identifier.NAME),
        ("Sùng Thị Mỷ", Identifier.NAME),
        ("Giàng A Páo", Identifier.NAME),
        ("Khách Vàng Mí Sình", Identifier.NAME),
        ("Y Moan Êban", Identifier.NAME),
        ("K'Brơi", Identifier.NAME),
        ("H'Hen Niê", Identifier.NAME),
        ("bn hoa 34t", Identifier.NAME),
        ("cô Hoa, 34 tuổi", Identifier.NAME),
        ("chi hoa 34 tuoi", Identifier.NAME),
        ("Our client Jennifer, 34", Identifier.NAME),
        ("Jennifer, 34", Identifier.NAME),
        ("patient Chioma, aged 34", Identifier.NAME),
        ("instagram linh_tran99", Identifier.EMAIL),
        ("linktr.ee/linhtran", Identifier.EMAIL),
        ("5th of June 1990", Identifier.BIRTH_DATE),
        ("5 Jun 90", Identifier.BIRTH_DATE),
        ("K vú", Identifier.DIAGNOSIS),
        ("k giáp giai đoạn 2", Identifier.DIAGNOSIS),
        ("ĐTĐ type 2", Identifier.DIAGNOSIS),
        ("u xơ tử cung", Identifier.DIAGNOSIS),
        ("mắc bệnh xã hội", Identifier.DIAGNOSIS),
        ("bị lậu", Identifier.DIAGNOSIS),
        ("lupus (SLE)", Identifier.DIAGNOSIS),
        ("THA, NMCT cũ", Identifier.DIAGNOSIS),
    ],
)
def test_somebody_nobody_declared_is_told_by_such_forms(text: str, kind: Identifier) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hoa Lê",
        "Tommy Nguyễn",
        "59A112345",
        "Emma's nose",
        "M.H, 34 tuổi",
        "our client Jennifer",
        "09xx123456",
        "Mai\u202egn\u01a1\u01b0H",
    ],
)
def test_what_may_be_somebody_nobody_declared_holds_the_copy(text: str) -> None:
    assert found(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "Vitamin A Tự nhiên", "Ca A và ca B", "Đại học Y Hà Nội", "Sở Y Tế",
        "siêu thị điện máy", "Siêu Thị Mini", "vàng da ở trẻ", "bn nam 34t",
        "bn nữ 34 tuổi", "chị em 30 tuổi", "khách nữ 28 tuổi", "từ 18 đến 34 tuổi", "cô gái 25 tuổi",
        "Nhà Nguyễn", "Hoa lê nở trắng", "Client, 34% off", "May, 2026", "Top 10", "20 - 30 - 50%",
        "Combo 1 - 2 - 3", "Bước 1. 2. 3", "tỉ lệ 1/2/3", "SPF 50+", "mua 2 tặng 1", "k đã, k mụn", "da k đẹp",
        "buôn lậu", "lâu năm", "tha thứ", "thả ga mua sắm", "kích thước 10x20x30 mm",
        "K-Beauty", "O'Neill's advice", "Y-line", "VIP 1, VIP 2", "the 5th of June", "5 Jun",
        "Trước 34t, sau 35t", "Co., Ltd.", "TP, 34 cơ sở", "CO2 fractional",
        "đợt 1, 34 suất", "ID 34", "A+ 34 tuổi",
    ],
)  # fmt: skip
def test_what_people_write_otherwise_is_nobodys(text: str) -> None:
    assert found(text) == []


def test_no_caption_of_a_clinic_is_held_for_a_known_birth_address_or_number() -> None:
    people = [
        Known("p", birth_date=f"19{year}-{month:02}-{day:02}", phones=(f"09{year}{month:02}{day:02}12",),
              addresses=(f"{day} {street}, Quận {month}",))
        for year, month, day, street in (
            (91, 3, 8, "Lê Lợi"), (88, 10, 20, "Hoa Hồng"), (95, 4, 30, "Thống Nhất"), (76, 12, 10, "Cao Thắng"),
            (99, 9, 2, "Nguyễn Trãi"),
        )
    ]  # fmt: skip
    wrong = [text for text in captions() for one in people if any(f.about for f in found(text, one))]
    assert wrong == []


COPIES = (
    "mh", "MH-2", "before-mh", "H", "safe-H", "M-H", "iamhuong", "5Jun90", "8-3-1991", "sn91", "0308", "IMG_1991",
    "P-1042", "p1042-sau", "12leloi", "0912xxx678", "nmh", "8thang3",
)  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_a_copys_name_that_tells_of_who_is_known_is_told(name: str) -> None:
    assert names_somebody(
        f"{name}.jpg", (Known("P-1042", HUONG.names, HUONG.phones, "1991-03-08", (), HUONG.addresses),)
    )


@pytest.mark.parametrize(
    "name",
    [
        "lananh", "lan-anh", "tuananh", "giangapao", "sungthimy", "chihoa", "BSHoa", "sn91", "5Jun90", "jenny", "Tommy",
        "be-linh", "anhtuan", "lethihoa",
    ],
)  # fmt: skip
def test_a_copys_name_that_tells_of_anybody_is_told(name: str) -> None:
    assert names_somebody(f"{name}.jpg")


@pytest.mark.parametrize(
    "name",
    [
        "copy-0001", "before", "after-2", "IMG_0042", "mũi-trước", "anh-truoc", "truoc-sau", "case-3", "nose-a", "p1",
        "hinhanh", "banner-tet", "khuyenmai", "DSC_0042", "clip", "ca-12", "ngay-1", "anhsau", "P1040", "red4",
    ],
)  # fmt: skip
def test_a_copys_name_that_tells_of_nobody_is_taken(name: str) -> None:
    assert not names_somebody(f"{name}.jpg") and not names_somebody(f"{name}.jpg", (HUONG,))
