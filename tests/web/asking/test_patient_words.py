"""What a patient reads: all that the law wants said, in short sentences without its jargon, in both languages; and two
questions whose right answer is one, and true."""

import re
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from kindao.engine.policy.consent import AdTerms, DataType, Recipient, Remuneration
from kindao.engine.vocabulary import Destination, Identifiability, Purpose, Words
from kindao.web.asking import inducing, words
from kindao.web.asking.readers import Reader
from kindao.web.asking.words import BACK, PLACE, SEEN_BY, TAKEN_BACK, Back, Told

TOLD = Told(
    "Phòng khám Kiểm Thử",
    Reader.SELF,
    "picture",
    Purpose.ADVERTISING,
    (Destination.FACEBOOK, Destination.TIKTOK),
    Identifiability.INDIRECT,
    Words("mũi", "nose"),
    date(2027, 6, 15),
    24,
    frozenset({DataType.PHOTO, DataType.DIAGNOSIS}),
    (Recipient("Facebook (Meta)", "US"), Recipient("TikTok", "SG")),
    AdTerms("Một ảnh", "Bài đăng", "Ảnh", "Một lần", "Nhắn cho phòng khám"),
    Remuneration.WAIVED,
    "",
    True,
    Words("trên trang riêng của bạn", "on your own page"),
)
GROWN = [one for one in Reader if one is not Reader.CHILD]
SYLLABLES = 30  # a sentence's most, in Vietnamese; of a child's words 20
JARGON = (
    "chủ thể dữ liệu", "bên kiểm soát", "bên xử lý", "xử lý dữ liệu", "theo quy định", "căn cứ", "pháp nhân",
    "cá nhân có quyền", "nghĩa vụ", "nghị định", "khoản", "điều khoản", "hiệu lực", "data subject", "controller",
    "processor", "pursuant", "hereby", "herein",
)  # fmt: skip


def text(told: Told, language: str) -> str:
    return words.plain(words.statement(told, language))


@pytest.mark.parametrize("reader", GROWN)
def test_all_that_the_law_wants_is_said_in_vietnamese(reader: Reader) -> None:
    """Law 91/2025 art. 9.1: kinds of data, purpose, who answers and receives, rights; 9.4: care does not hang on it;
    art. 28: the advert; Decree 356/2025 art. 6.4: sensitive; Civil Code art. 32.1: pay."""
    said = text(replace(TOLD, reader=reader), "vi")
    for needed in (
        "chẩn đoán", "ảnh", "quảng cáo", "Phòng khám Kiểm Thử chịu trách nhiệm", "Facebook (Meta)", "Hoa Kỳ", "TikTok",
        "Singapore", "rút lại", "xóa", "hạn chế", "phản đối", "nhận bản sao", "sửa", "khiếu nại", "Bộ Công an",
        "dữ liệu cá nhân nhạy cảm", "không thay đổi", "Nội dung: Một ảnh", "Cách đăng: Bài đăng", "Hình thức: Ảnh",
        "Số lần: Một lần", "Cách từ chối quảng cáo", "Không ai trả tiền", "15/06/2027", "24 giờ", "che", "mũi",
        words.WHOSE[reader].vi,
    ):  # fmt: skip
        assert needed in said, needed


@pytest.mark.parametrize("reader", GROWN)
def test_all_of_it_is_said_in_english(reader: Reader) -> None:
    said = text(replace(TOLD, reader=reader), "en")
    for needed in (
        "photo", "advertising", "answers for this", "the United States", "take it back", "deleted", "restrict",
        "object", "complain", "Public Security", "sensitive", "do not change", "Content:", "How often", "Nobody pays",
        "15 Jun 2027", "24 hours", "covered", "nose",
    ):  # fmt: skip
        assert needed in said, needed


def test_a_child_reads_as_much_in_fewer_words() -> None:
    said = text(replace(TOLD, reader=Reader.CHILD), "vi")
    for needed in (
        "Em nói không cũng được", "vẫn chữa cho em", "đổi ý", "Bố, mẹ", "Phòng khám Kiểm Thử", "chuyện riêng",
        "15/06/2027", "Facebook", "xóa", "Không ai trả tiền", "dữ liệu nhạy cảm",
        "ảnh", "được lấy một bản", "em còn ít nhất",
    ):  # fmt: skip
        assert needed in said, needed
    assert not re.search(r"\b[Bb]ạn\b", said), "a child is 'em' throughout"
    assert len(said.split()) < len(text(TOLD, "vi").split())


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.RECORD])
def test_sentences_are_short_and_plain(reader: Reader, purpose: Purpose) -> None:
    told = replace(TOLD, reader=reader, purpose=purpose)
    for language in ("vi", "en"):
        said = text(told, language)
        for sentence in re.split(r"(?<=[.?!])\s|\n", said):
            assert len(sentence.split()) <= SYLLABLES, sentence
        assert not [one for one in JARGON if one in said.lower()]


def test_every_place_is_told_apart() -> None:
    for place in Destination:
        for table in (PLACE, SEEN_BY, TAKEN_BACK):
            assert table[place].vi and table[place].en
        never = "không" in TAKEN_BACK[place].vi.lower() and "lấy lại" in TAKEN_BACK[place].vi
        assert never is (BACK[place] is Back.NEVER), place
    assert BACK[Destination.TIKTOK] is Back.BY_HAND and BACK[Destination.JOURNAL] is Back.NEVER


def test_a_word_more_is_another_digest() -> None:
    one = words.statement(TOLD, "vi")
    assert words.digest(one) == words.digest(words.statement(TOLD, "vi"))
    assert words.digest(one) != words.digest(words.statement(replace(TOLD, payment="5"), "en"))
    assert words.digest(one) != words.digest(words.statement(replace(TOLD, ends=date(2027, 6, 16)), "vi"))


def test_each_question_has_one_right_answer_and_it_is_true() -> None:
    spots = set()
    for asked in combinations(Destination, 2):
        for places in (asked, asked[:1]):
            where, who = words.questions(places, asked)
            for question in (where, who):
                (right,) = [one for one in question.choices if one.right]
                assert len({one.words for one in question.choices}) == len({one.key for one in question.choices}) == 3
                assert right.words.vi in question.explained.vi
                spots.add(question.choices.index(right))
            short = {words.BACK_IN_SHORT[BACK[place]].vi for place in places if SEEN_BY[place] is words.EVERYBODY}
            assert any(one in who.explained.vi for one in short | {TAKEN_BACK[place].vi for place in places})
            if any(BACK[place] is Back.NEVER for place in places):
                assert "lấy lại" in who.explained.vi  # the hardest of them is asked about
            elsewhere = next(one for one in where.choices if one.key == "elsewhere")
            assert elsewhere.words not in [PLACE[place] for place in asked]
    assert spots == {0, 1, 2}


def test_who_receives_it_is_named_of_every_place() -> None:
    for place in Destination:
        if place is Destination.INTERNAL:
            continue
        told = replace(
            TOLD, places=(place,), recipients=(words.PLATFORM.get(place) or Recipient(words.READERS[place].vi),)
        )
        for language in ("vi", "en"):
            said = text(told, language)
            assert "Không chuyển cho ai khác" not in said and "handed to nobody else" not in said, place
            assert (words.PLATFORM[place].name if place in words.PLATFORM else words.READERS[place][language]) in said
    named = replace(TOLD, recipients=(Recipient(words.READERS[Destination.JOURNAL].vi + " (Tạp chí Thử)"),))
    assert "(Tạp chí Thử)" in text(named, "en") and "publisher" in text(named, "en")
    alone = replace(TOLD, places=(Destination.INTERNAL,), recipients=())
    assert "Không chuyển cho ai khác" in text(alone, "vi")


@pytest.mark.parametrize("reader", Reader)
def test_what_becomes_of_a_post_is_said_of_each_place(reader: Reader) -> None:
    print_alone = text(replace(TOLD, reader=reader, places=(Destination.JOURNAL,)), "vi")
    assert "gỡ" not in print_alone and "Tạp chí khoa học: điều đã ra rồi thì không lấy lại được" in print_alone
    both = text(replace(TOLD, reader=reader, places=(Destination.WEBSITE, Destination.TIKTOK)), "vi")
    assert "Trang web của phòng khám: phòng khám gỡ xuống" in both and "TikTok của phòng khám: một người" in both


@pytest.mark.parametrize("reader", Reader)
def test_beside_a_discount_nobody_reads_that_there_is_none(reader: Reader) -> None:
    plain, promised = (text(replace(TOLD, reader=reader, discount=one), "vi") for one in (False, True))
    assert "không phải nói có vì điều đó" in promised and "không phải nói có" not in plain
    assert "Không ai được hứa" not in promised and "không nhận gì" not in promised


@pytest.mark.parametrize(
    "promise",
    [
        "Giảm 20% chi phí phẫu thuật nếu đồng ý", "giam gia", "GIẢM GIÁ", "Ưu đãi cho khách", "uu dai", "miễn phí",
        "mien phi", "Tặng một suất chăm sóc", "tang qua", "voucher 500k", "a discount", "it is free", "a gift for you",
        "bớt 20 %", "khuyến mãi", "t\u200bặng", "G\u0069a\u0309m giá", "phải đồng ý mới được mổ",
        "bớt 2 triệu đồng", "trừ 30 vào hóa đơn", "hạ giá", "0 đồng", "không thu tiền", "không tốn phí",
        "Miễn viện phí", "hỗ trợ chi phí", "Thưởng cho khách", "chỉ 5tr thay vì 10tr", "g.i.ả.m giá", "g i a m giá",
        "đồng ý mới mổ", "không đồng ý thì không mổ", "0đ", "khong thu tien", "Ca mổ 0 ĐỒNG", "10 triệu instead of 20",
        "we waive the fee", "Tiền mặt 2 triệu cho người đồng ý", "được mổ trước", "sẽ mổ nếu bạn đồng ý",
        "nếu từ chối sẽ phải trả thêm", "nhận ngay 1 triệu", "bớt hai triệu", "tiết kiệm 2 triệu", "ưu tiên xếp lịch",
        "trợ giá", "được nâng hạng phòng",
    ],
)  # fmt: skip
def test_a_promise_is_found_however_it_is_typed(promise: str) -> None:
    assert inducing.named(["Mũi sau ba tháng.", promise])


@pytest.mark.parametrize(
    "harmless",
    [
        "Mũi sau ba tháng.",
        "Giảm sưng sau một tuần",
        "Giám đốc chuyên môn",
        "2000000",
        "Nhắn cho phòng khám",
        "Một bài",
        "Đăng với sự đồng ý của bệnh nhân",
        "Không muốn nhận quảng cáo thì nhắn cho phòng khám",
        "Xóa bớt sắc tố ở má",
        "Nắn xương thay vì mổ",
        "Vết sẹo mới mổ được ba tuần",
        "Thường gặp ở người trẻ, trừ trẻ em",
        "Nhóm máu A B O",
        "",
    ],
)
def test_what_promises_nothing_is_left_alone(harmless: str) -> None:
    assert not inducing.named([harmless])


@pytest.mark.parametrize("payment", ["5000000", "5.000.000 đồng", "5 triệu", "500k", "2,5 triệu VNĐ"])
def test_a_sum_of_money_is_pay(payment: str) -> None:
    assert inducing.is_a_sum(payment) and not inducing.named([payment])


@pytest.mark.parametrize(
    ("payment", "amount"),
    [
        ("2 triệu đồng", 2_000_000),
        ("2.000.000 đồng", 2_000_000),
        ("500k", 500_000),
        ("1,5 triệu", 1_500_000),
        ("2000000", 2_000_000),
        ("2 000 000 đ", 2_000_000),
        ("1.234,5", None),
        ("2.500 k", None),
        ("5 triệu và một thẻ", None),
        ("300 USD", None),
    ],
)
def test_the_record_has_the_amount_that_was_read_or_none(payment: str, amount: int | None) -> None:
    assert inducing.dong(payment) == amount


@pytest.mark.parametrize("payment", ["0 đồng", "0", "một suất chăm sóc da", "5 triệu và một thẻ", "khỏi lo", ""])
def test_whatever_else_is_given_goes_to_the_officer(payment: str) -> None:
    assert not inducing.is_a_sum(payment)


@pytest.mark.parametrize("reader", Reader)
def test_beside_pay_nobody_reads_that_nothing_may_be_promised(reader: Reader) -> None:
    paid = replace(TOLD, reader=reader, remuneration=Remuneration.PAID, payment="bớt 2 triệu đồng")
    assert "Không ai được hứa" not in text(paid, "vi") and "Nobody may promise" not in text(paid, "en")


@pytest.mark.parametrize("reader", Reader)
def test_what_somebody_typed_reads_the_same_to_everybody(reader: Reader) -> None:
    """Who answers for it, what is published, for what: to a child as to anybody."""
    clinic, content = "Nha khoa Bạn Nhỏ của tôi", "Bạn sẽ đẹp hơn, không cần khiếu nại"
    told = replace(
        TOLD,
        reader=reader,
        clinic=clinic,
        purpose=Purpose.ADVERTISING,
        ad_terms=AdTerms(content, *(f"{n}: bạn" for n in range(4))),
        remuneration=Remuneration.AGREED,
        payment="một bộ ảnh của bạn",
        recipients=(Recipient(words.READERS[Destination.JOURNAL].vi + " (Tạp chí Bạn và tôi)"), Recipient("Bạn", "VN")),
    )
    said = text(told, "vi")
    for typed in (clinic, content, "3: bạn", "một bộ ảnh của bạn", "(Tạp chí Bạn và tôi)", "Bạn cũng nhận được"):
        assert typed in said, typed
    assert not {"\ue000", "\ue001"} & set(said)
