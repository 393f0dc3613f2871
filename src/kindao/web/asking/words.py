"""What a patient reads before they choose: all that Law 91/2025 (art. 9; for adverts art. 28), Decree 356/2025 (art. 6)
and the Civil Code (art. 32) want said. Plain words, one thing a sentence. The words are put together when somebody is
asked, kept as they are, and their digest is in the consent: what was read can be shown years later."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kindao.engine.policy.consent import DATA, AdTerms, DataType, Recipient, Relation, Remuneration, Statement
from kindao.engine.vocabulary import Destination, Identifiability, Party, Purpose, Words
from kindao.page.terms import plain_day
from kindao.page.wording import PURPOSE
from kindao.web.asking.readers import Reader, quoted, to_reader

VERSION = "kindao-patient-8"  # of what is said here; another word is another version


class Back(StrEnum):
    """Whether what was published can be taken back."""

    YES = "yes"
    BY_HAND = "by-hand"
    NEVER = "never"


PLACE: dict[Destination, Words] = {
    Destination.WEBSITE: Words("Trang web của phòng khám", "The clinic's website"),
    Destination.FACEBOOK: Words("Trang Facebook của phòng khám", "The clinic's Facebook page"),
    Destination.INSTAGRAM: Words("Trang Instagram của phòng khám", "The clinic's Instagram account"),
    Destination.TIKTOK: Words("Kênh TikTok của phòng khám", "The clinic's TikTok channel"),
    Destination.YOUTUBE: Words("Kênh YouTube của phòng khám", "The clinic's YouTube channel"),
    Destination.ZALO: Words("Trang Zalo của phòng khám", "The clinic's Zalo page"),
    Destination.LIVESTREAM: Words("Buổi phát trực tiếp", "A livestream"),
    Destination.LECTURE: Words("Bài giảng", "A lecture"),
    Destination.JOURNAL: Words("Tạp chí khoa học", "A scientific journal"),
    Destination.INTERNAL: Words("Trong nội bộ phòng khám", "Within the clinic"),
}
EVERYBODY = Words(
    "Bất cứ ai trên mạng đều xem được, kể cả người quen của bạn.",
    "Anybody on the internet can see it, people who know you too.",
)
SEEN_BY: dict[Destination, Words] = {
    **dict.fromkeys(
        (
            Destination.WEBSITE,
            Destination.FACEBOOK,
            Destination.INSTAGRAM,
            Destination.TIKTOK,
            Destination.YOUTUBE,
            Destination.ZALO,
        ),
        EVERYBODY,
    ),
    Destination.LIVESTREAM: Words(
        "Bất cứ ai đang xem đều thấy, và có người có thể quay lại.",
        "Anybody who watches sees it, and somebody may record it.",
    ),
    Destination.LECTURE: Words("Người dự buổi giảng xem được.", "Those who sit in the lecture can see it."),
    Destination.JOURNAL: Words(
        "Bất cứ ai đọc tạp chí đều xem được, ở nhiều nước.",
        "Anybody who reads the journal can see it, in many countries.",
    ),
    Destination.INTERNAL: Words("Chỉ nhân viên phòng khám xem được.", "Only the clinic's staff can see it."),
}
BACK: dict[Destination, Back] = {
    Destination.WEBSITE: Back.YES,
    Destination.FACEBOOK: Back.YES,
    Destination.INSTAGRAM: Back.YES,
    Destination.TIKTOK: Back.BY_HAND,
    Destination.YOUTUBE: Back.YES,
    Destination.ZALO: Back.YES,
    Destination.LIVESTREAM: Back.NEVER,
    Destination.LECTURE: Back.YES,
    Destination.JOURNAL: Back.NEVER,
    Destination.INTERNAL: Back.YES,
}
COPIES = Words(
    "Bản mà người khác đã lưu hoặc chụp lại thì không ai gỡ được.",
    "What others have saved or photographed, nobody can take down.",
)
TAKEN_BACK: dict[Destination, Words] = {
    Destination.WEBSITE: Words(
        f"Gỡ được: phòng khám xóa khỏi trang web. {COPIES.vi}",
        f"It can be taken back: the clinic deletes it from the website. {COPIES.en}",
    ),
    Destination.FACEBOOK: Words(
        f"Gỡ được: phòng khám xóa bài đăng. {COPIES.vi}",
        f"It can be taken back: the clinic deletes the post. {COPIES.en}",
    ),
    Destination.INSTAGRAM: Words(
        f"Gỡ được: phòng khám xóa bài đăng. {COPIES.vi}",
        f"It can be taken back: the clinic deletes the post. {COPIES.en}",
    ),
    Destination.TIKTOK: Words(
        f"Chỉ gỡ được bằng tay: một người của phòng khám phải tự xóa trên điện thoại. {COPIES.vi}",
        f"Only by hand: somebody of the clinic must delete it on a phone. {COPIES.en}",
    ),
    Destination.YOUTUBE: Words(
        f"Gỡ được: phòng khám ẩn ngay rồi xóa. {COPIES.vi}",
        f"It can be taken back: the clinic hides it at once, then deletes it. {COPIES.en}",
    ),
    Destination.ZALO: Words(
        f"Gỡ được: phòng khám xóa bài viết. {COPIES.vi}",
        f"It can be taken back: the clinic deletes the article. {COPIES.en}",
    ),
    Destination.LIVESTREAM: Words(
        "Không lấy lại được: điều đã phát trực tiếp thì người ta đã xem. Chỉ xóa được bản ghi.",
        "It can't be taken back: what went out live has been seen. Only the recording can be deleted.",
    ),
    Destination.LECTURE: Words(
        "Gỡ được khỏi bài giảng về sau. Người đã dự thì đã xem.",
        "It can be taken out of later lectures. Who was there has seen it.",
    ),
    Destination.JOURNAL: Words("Đã in thì không bao giờ lấy lại được.", "Once printed it can never be taken back."),
    Destination.INTERNAL: Words("Gỡ được: phòng khám xóa.", "It can be taken back: the clinic deletes it."),
}


SEEN_BY_FOR_A_CHILD: dict[Destination, Words] = {
    **dict.fromkeys(
        (place for place, words in SEEN_BY.items() if words is EVERYBODY),
        Words(
            "Ai lên mạng cũng xem được, cả người quen của em.", "Anybody on the internet sees it, people you know too."
        ),
    ),
    Destination.LIVESTREAM: Words(
        "Ai đang xem cũng thấy. Có người có thể quay lại.", "Whoever watches sees it. Somebody may film it."
    ),
    Destination.LECTURE: Words("Người ngồi nghe bài giảng xem được.", "Those who sit in the lecture see it."),
    Destination.JOURNAL: Words(
        "Ai đọc tạp chí cũng xem được, ở nhiều nước.", "Whoever reads the journal sees it, in many countries."
    ),
    Destination.INTERNAL: Words(
        "Chỉ người làm ở phòng khám xem được.", "Only those who work at the clinic can see it."
    ),
}
COPIES_FOR_A_CHILD = Words(
    "Bản mà người khác đã lưu thì không ai lấy lại được.", "What others have saved nobody can get back."
)
BACK_FOR_A_CHILD: dict[Back, Words] = {
    Back.YES: Words(
        f"Em đổi ý thì phòng khám xóa được. {COPIES_FOR_A_CHILD.vi}",
        f"If you change your mind, the clinic can delete it. {COPIES_FOR_A_CHILD.en}",
    ),
    Back.BY_HAND: Words(
        f"Em đổi ý thì một người ở phòng khám phải tự tay xóa. {COPIES_FOR_A_CHILD.vi}",
        f"If you change your mind, somebody at the clinic must delete it by hand. {COPIES_FOR_A_CHILD.en}",
    ),
}
TAKEN_BACK_FOR_A_CHILD: dict[Destination, Words] = {
    Destination.LIVESTREAM: Words(
        "Không lấy lại được: người ta đã xem rồi. Chỉ xóa được bản ghi.",
        "It can't be taken back: people have seen it. Only the recording can be deleted.",
    ),
    Destination.LECTURE: Words(
        "Em đổi ý thì bài giảng sau không có nữa. Ai đã ngồi nghe thì đã xem.",
        "If you change your mind, it is in no later lecture. Who was there has seen it.",
    ),
    Destination.JOURNAL: TAKEN_BACK[Destination.JOURNAL],
    Destination.INTERNAL: Words("Em đổi ý thì phòng khám xóa.", "If you change your mind, the clinic deletes it."),
}
"""Where it isn't as `BACK_FOR_A_CHILD` says."""


def seen_by(place: Destination, reader: Reader) -> Words:
    """Who can see what goes there."""
    return (SEEN_BY_FOR_A_CHILD if reader is Reader.CHILD else SEEN_BY)[place]


def back_for_a_child(place: Destination, kind: Back) -> Words:
    return TAKEN_BACK_FOR_A_CHILD.get(place) or BACK_FOR_A_CHILD[kind]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Whether what goes to a place can be taken back, in words. by: the connectors of the clinic's accounts that say
    so; none where it is said of such places in general."""

    kind: Back
    words: Words
    by: tuple[str, ...] = ()


def in_general(place: Destination) -> TakenBack:
    return TakenBack(BACK[place], TAKEN_BACK[place])


PLATFORM: dict[Destination, Recipient] = {
    Destination.FACEBOOK: Recipient("Facebook (Meta)", "US"),
    Destination.INSTAGRAM: Recipient("Instagram (Meta)", "US"),
    Destination.TIKTOK: Recipient("TikTok", "SG"),
    Destination.YOUTUBE: Recipient("YouTube (Google)", "US"),
    Destination.ZALO: Recipient("Zalo (VNG)", "VN"),
}
READERS: dict[Destination, Words] = {
    Destination.WEBSITE: Words("bất cứ ai mở trang web của phòng khám", "anybody who opens the clinic's site"),
    Destination.LIVESTREAM: Words("bất cứ ai xem buổi phát trực tiếp", "anybody who watches the livestream"),
    Destination.LECTURE: Words("người dự buổi giảng", "those who sit in the lecture"),
    Destination.JOURNAL: Words(
        "nhà xuất bản của tạp chí và bất cứ ai đọc tạp chí", "the journal's publisher and anybody who reads it"
    ),
}
"""Who gets it where no platform does."""
AT_HOME = frozenset({Destination.INTERNAL, Destination.LECTURE})
HANDED: dict[Party, Words] = {
    Party.AGENCY: Words("công ty truyền thông", "a marketing agency"),
    Party.INFLUENCER: Words("người có ảnh hưởng", "an influencer"),
    Party.PRESS: Words("báo chí", "the press"),
    Party.INSURER: Words("công ty bảo hiểm", "an insurer"),
    Party.CARE_PROVIDER: Words("cơ sở y tế khác", "another hospital or clinic"),
    Party.RESEARCHER: Words("nhà nghiên cứu", "a researcher"),
}
COUNTRY = {
    "US": Words("Hoa Kỳ", "the United States"),
    "SG": Words("Singapore", "Singapore"),
    "VN": Words("Việt Nam", "Viet Nam"),
}
COUNTRY_FOR_A_CHILD = {"US": Words("nước Mỹ", "America"), "VN": Words("nước mình", "Viet Nam")}
WHOSE: dict[Reader, Words] = {
    Reader.SELF: Words("của bạn", "of you"),
    Reader.CHILD: Words("của em", "of you"),
    Reader.GUARDIAN: Words("của người mà bạn đại diện", "of the person you speak for"),
    Reader.KIN: Words("của người thân đã mất của bạn", "of your relative who died"),
    Reader.OTHER: Words("có bạn trong đó", "with you in it"),
}
MEDIUM = {
    "picture": Words("tấm ảnh", "picture"),
    "film": Words("đoạn phim", "film"),
    "recording": Words("đoạn ghi âm", "recording"),
}
SHOWS: dict[Identifiability, Words] = {
    Identifiability.DIRECT: Words(
        "Người xem có thể nhận ra ngay đó là ai.", "Whoever sees it can tell at once who it is."
    ),
    Identifiability.INDIRECT: Words(
        "Khuôn mặt và mọi điều chỉ rõ là ai đã được che. Người quen vẫn có thể đoán ra.",
        "The face, and all that shows plainly who it is, is covered. People who know the person may still guess.",
    ),
    Identifiability.NONE: Words("Không ai nhận ra được đó là ai.", "Nobody can tell who it is."),
}
PAYS: dict[Remuneration, Words] = {
    Remuneration.PAID: Words("Phòng khám trả thù lao cho việc này: {}.", "The clinic pays for this: {}."),
    Remuneration.WAIVED: Words(
        "Không ai trả tiền cho việc này. Bạn không nhận gì và không mất gì.",
        "Nobody pays for this. You get nothing and lose nothing.",
    ),
    Remuneration.AGREED: Words("Hai bên đã thỏa thuận: {}.", "It was agreed: {}."),
}


NO_MONEY = Words("Không ai trả tiền cho việc này.", "No money is paid for this.")
PROMISED = Words(
    "Có giảm giá, quà hoặc lợi ích khác đã được nhắc đến. Bạn không phải nói có vì điều đó.",
    "A discount, a gift or another advantage was named. You need not say yes because of it.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is asked, as far as it is put into words."""

    clinic: str
    reader: Reader
    medium: str  # picture, film, recording
    purpose: Purpose
    places: tuple[Destination, ...]
    identifiability: Identifiability
    body_area: Words | None
    ends: date
    earliest: int  # hours between a yes and the first use
    data_types: frozenset[DataType]
    recipients: tuple[Recipient, ...]
    ad_terms: AdTerms
    remuneration: Remuneration
    payment: str
    sensitive: bool  # of a patient
    contact: Words  # how the clinic is reached to withdraw or complain
    discount: bool = False  # an advantage was named
    back: Mapping[Destination, Back] = field(default_factory=dict)  # of each place; where it isn't said, `BACK`
    beside: Words | None = None  # who else must agree about the same person


SPEAKS: dict[Relation, Words] = {
    Relation.MOTHER: Words("Mẹ của bạn", "Your mother"),
    Relation.FATHER: Words("Bố của bạn", "Your father"),
}
SPOKEN_FOR = Words("Người mà bạn đại diện", "The person you speak for")


def beside(others: Iterable[tuple[Reader, str]]) -> Words | None:
    """Who else is asked about the same person, to whom one of them reads. others: their reader, and the relation of who
    speaks for the person."""
    for reader, relation in others:
        if reader is Reader.GUARDIAN:
            return SPEAKS.get(Relation(relation), Words("Người đại diện của bạn", "Who speaks for you"))
        return SPOKEN_FOR
    return None


AFTER_A_NO: dict[Reader, Words] = {
    Reader.KIN: Words(
        "Không sao cả. Việc chữa bệnh cho bạn và gia đình, và cách chúng tôi đối xử không thay đổi.",
        "That is fine. Care for you and your family and how we treat you do not change.",
    ),
    Reader.OTHER: Words(
        "Không sao cả. Việc làm, việc chữa bệnh của bạn hay người thân, và cách chúng tôi đối xử không thay đổi.",
        "That is fine. Your work, care for you or your relatives and how we treat you do not change.",
    ),
}
"""What a no changes, to whom nobody treats just now."""
CARE_STAYS = Words(
    "Không sao cả. Việc khám, chữa bệnh, giá tiền và cách chúng tôi đối xử không thay đổi.",
    "That is fine. Care, prices and how we treat you do not change.",
)
CARE_STAYS_FOR_A_CHILD = Words(
    "Không ai giận em. Bác sĩ vẫn chữa cho em như thường.",
    "Nobody will be cross. The doctor will care for you just the same.",
)
SENSITIVE = Words(
    "Luật gọi đó là dữ liệu cá nhân nhạy cảm và bảo vệ chặt hơn.",
    "The law calls that sensitive personal data and guards it more.",
)
SENSITIVE_FOR_A_CHILD = Words(
    "Chuyện sức khỏe là chuyện riêng của em. Luật gọi đó là dữ liệu nhạy cảm và bảo vệ chặt hơn.",
    "How you are is your own matter. The law calls that sensitive data and guards it more.",
)
PASSED_ON = Words(
    "Ai xem được cũng có thể lưu lại hoặc chuyển cho người khác. Bản đó không ai lấy lại được.",
    "Whoever sees it may save it or pass it on. That copy nobody can get back.",
)
STATES: dict[Statement, tuple[Words, ...]] = {
    Statement.CARE_NOT_CONDITIONED: (CARE_STAYS, CARE_STAYS_FOR_A_CHILD, *AFTER_A_NO.values()),
    Statement.REDISCLOSURE: (PASSED_ON,),
    Statement.NO_RECALL: (PASSED_ON,),
    Statement.PAYMENT: (PAYS[Remuneration.WAIVED], NO_MONEY),
}
"""With which sentence each is said; a consent claims none whose sentence was not read."""
Section = tuple[str, list[str]]


def states(read: str, reader: Reader) -> frozenset[Statement]:
    """What else these words say, read: in Vietnamese, line by line."""
    return frozenset(one for one, sentences in STATES.items() if _stands(sentences, read, reader))


def calls_it_sensitive(read: str, reader: Reader) -> bool:
    return _stands((SENSITIVE, SENSITIVE_FOR_A_CHILD), read, reader)


def _stands(sentences: Iterable[Words], read: str, reader: Reader) -> bool:
    return not {to_reader(one.vi, reader) for one in sentences}.isdisjoint(read.splitlines())


def lines(sections: Iterable[Section]) -> str:
    """A statement without its headings, line by line."""
    return "\n".join(one for _heading, said in sections for one in said)


def statement(told: Told, language: str) -> list[Section]:
    """What is read before the choice: headings, and sentences under each.

    language: "vi" or "en"."""
    return [
        (to_reader(words[language], told.reader), [to_reader(one[language], told.reader) for one in said])
        for words, said in _sections(_as_typed(told))
        if said
    ]


def _as_typed(told: Told) -> Told:
    """With what somebody typed marked as theirs: it reads the same to everybody."""
    terms = AdTerms(*(quoted(getattr(told.ad_terms, name)) for name in AdTerms.__slots__))
    return replace(told, clinic=quoted(told.clinic), payment=quoted(told.payment), ad_terms=terms)


def _sections(told: Told) -> Iterable[tuple[Words, Sequence[Words]]]:
    if told.reader is Reader.CHILD:
        yield from _for_a_child(told)
        return
    whose, medium, purpose = WHOSE[told.reader], MEDIUM[told.medium], PURPOSE[told.purpose]
    types = _listed(DATA[one] for one in sorted(told.data_types))
    asked = [
        Words(
            f"{told.clinic} xin phép dùng {medium.vi} {whose.vi} để {_purpose(told).vi}.",
            f"{told.clinic} asks to use a {medium.en} {whose.en} for {purpose.en}.",
        ),
        Words(f"Dữ liệu được dùng: {types.vi}.", f"Data that is used: {types.en}."),
        SHOWS[told.identifiability],
    ]
    if told.body_area:
        asked.append(
            Words(f"Phần cơ thể nhìn thấy: {told.body_area.vi}.", f"Part of the body seen: {told.body_area.en}.")
        )
    yield Words("Phòng khám xin gì", "What is asked"), asked
    yield (
        Words("Đến khi nào", "Until when"),
        [
            Words(
                f"Đến hết ngày {plain_day(told.ends).vi}. Bạn rút lại lúc nào cũng được.",
                f"Until {plain_day(told.ends).en}. You can take it back at any time.",
            ),
            _earliest(told),
        ],
    )
    if told.beside:
        yield (
            Words("Còn ai được hỏi", "Who else is asked"),
            [
                Words(
                    f"{told.beside.vi} cũng được hỏi, bằng một đường dẫn riêng.",
                    f"{told.beside.en} is asked, too, by a link of their own.",
                ),
                Words(
                    "Phải cả hai cùng nói có thì mới được đăng. Một người nói không là đủ để không đăng.",
                    "It is published when both say yes, and only then. One no is enough to stop it.",
                ),
            ],
        )
    yield Words("Ai chịu trách nhiệm, ai nhận được", "Who answers for it, who receives it"), _recipients(told)
    if told.sensitive:
        yield (
            Words("Đây là dữ liệu nhạy cảm", "This is sensitive data"),
            [
                Words("Hình ảnh ở phòng khám cho thấy chuyện sức khỏe.", "A picture from a clinic tells about health."),
                SENSITIVE,
            ],
        )
    if told.purpose is Purpose.ADVERTISING:
        yield Words("Quảng cáo như thế nào", "What the advert is"), _advert(told.ad_terms)
    yield Words("Thù lao", "Pay"), [_pay(told)]
    yield (
        Words("Nếu bạn nói không", "If you say no"),
        [
            AFTER_A_NO.get(told.reader, CARE_STAYS),
            _nothing_promised(told),
        ],
    )
    yield (
        Words("Quyền của bạn", "Your rights"),
        [
            Words(
                "Bạn có quyền xem, nhận bản sao, sửa, hạn chế, phản đối, rút lại và yêu cầu xóa.",
                "You have the right to see it, get a copy, correct, restrict, object, take back and have it deleted.",
            ),
            Words(
                "Khi bạn rút lại, từ lúc đó phòng khám không đăng thêm nữa.",
                "When you take it back, the clinic publishes nothing more from that moment on.",
            ),
            *_taken_down(told),
            Words("Điều đã làm trước đó vẫn là hợp pháp.", "What was done before stays lawful."),
            Words(
                f"Muốn rút lại hoặc khiếu nại: {told.contact.vi}.",
                f"To take it back or complain: {told.contact.en}.",
            ),
            Words(
                "Bạn cũng có thể khiếu nại với cơ quan bảo vệ dữ liệu cá nhân của Bộ Công an.",
                "You may also complain to the data protection authority of the Ministry of Public Security.",
            ),
        ],
    )


def _nothing_promised(told: Told) -> Words:
    """Beside something that they get it is not said that nobody may promise anything."""
    if told.discount:
        return PROMISED
    if told.remuneration is not Remuneration.WAIVED:
        return Words("Bạn không phải nói có vì thù lao.", "You need not say yes because of the pay.")
    return Words(
        "Không ai được hứa giảm giá hay tặng quà để bạn nói có.",
        "Nobody may promise you a discount or a gift for saying yes.",
    )


def _for_a_child(told: Told) -> Iterable[tuple[Words, Sequence[Words]]]:
    """In words that somebody of seven understands."""
    medium, types = MEDIUM[told.medium], _listed(DATA[one] for one in sorted(told.data_types))
    yield (
        Words("Phòng khám hỏi em", "The clinic asks you"),
        [
            Words(
                f"{told.clinic} muốn cho người khác xem {medium.vi} này của em.",
                f"{told.clinic} wants to show this {medium.en} of you to other people.",
            ),
            Words(f"Để {_purpose(told).vi}.", f"It is for {PURPOSE[told.purpose].en}."),
            Words(
                "Em xem hình ở trên nhé. Người ta sẽ thấy đúng như vậy.",
                "Look at it above. That is just what they will see.",
            ),
        ],
    )
    yield (
        Words("Em được chọn", "You choose"),
        [
            Words("Em nói có cũng được. Em nói không cũng được.", "You may say yes. You may say no."),
            CARE_STAYS_FOR_A_CHILD,
            Words(
                "Em nói có rồi mà đổi ý thì cứ bảo. Phòng khám không đăng thêm nữa.",
                "If you said yes and change your mind, tell us. Nothing more is published then.",
            ),
            *_taken_down(told),
            Words(
                "Bố, mẹ hoặc một người lớn nuôi em cũng được hỏi. Em và người đó cùng nói có thì mới được.",
                "A grown-up who cares for you is asked, too. You and they must both say yes.",
            ),
        ],
    )
    yield (
        Words("Em nên biết", "You should know"),
        [
            Words(f"Người ta dùng: {types.vi} của em.", f"What is used of you: {types.en}."),
            SHOWS[told.identifiability],
            *([SENSITIVE_FOR_A_CHILD] if told.sensitive else []),
            Words(f"Đến hết ngày {plain_day(told.ends).vi} thì thôi.", f"It ends on {plain_day(told.ends).en}."),
            _earliest(told),
            *_recipients_for_a_child(told),
            *(_advert(told.ad_terms, ADVERT_FOR_A_CHILD) if told.purpose is Purpose.ADVERTISING else ()),
            _pay(told),
            *([PROMISED] if told.discount else []),
            Words(
                "Em được xem, được lấy một bản, được xin sửa, xin dừng và xin xóa.",
                "You may see it, get a copy, have it corrected, stopped and deleted.",
            ),
            Words(
                f"Muốn rút lại, muốn xóa hoặc thấy không đúng: {told.contact.vi}.",
                f"To take it back, have it deleted or complain: {told.contact.en}.",
            ),
        ],
    )


GOALS: dict[Purpose, Words] = {
    Purpose.RECORD: Words("lưu hồ sơ bệnh án", "the medical record"),
    Purpose.TEACHING: Words("giảng dạy", "teaching"),
    Purpose.JOURNAL: Words("viết bài báo khoa học", "a journal article"),
    Purpose.AWARENESS: Words("truyền thông về sức khỏe", "health awareness"),
    Purpose.ADVERTISING: Words("quảng cáo", "advertising"),
}


def _purpose(told: Told) -> Words:
    return GOALS[told.purpose]


def _earliest(told: Told) -> Words:
    return Words(
        f"Nếu nói có, bạn còn ít nhất {told.earliest} giờ để nghĩ lại. "
        "Trước đó chưa có gì được đăng vì lời đồng ý này.",
        f"If you say yes, you have at least {told.earliest} hours to think again. Nothing is published on it before.",
    )


def _recipients(told: Told) -> list[Words]:
    said = [Words(f"{told.clinic} chịu trách nhiệm về việc này.", f"{told.clinic} answers for this.")]
    for one in told.recipients:
        where = COUNTRY.get(one.country, Words(one.country, one.country))
        name = _called(one.name)
        said.append(
            Words(f"{name.vi} cũng nhận được, ở {where.vi}.", f"{name.en} receives it, too, in {where.en}.")
            if one.country
            else Words(f"Cũng nhận được: {name.vi}.", f"Also receives it: {name.en}.")
        )
    if not told.recipients:
        said.append(Words("Không chuyển cho ai khác.", "It is handed to nobody else."))
    return said


def _recipients_for_a_child(told: Told) -> list[Words]:
    medium = MEDIUM[told.medium]
    said = [
        Words(
            f"{told.clinic} lo việc này. Nếu có gì sai, phòng khám phải sửa.",
            f"{told.clinic} takes care of this. If something is wrong, the clinic must put it right.",
        )
    ]
    for one in told.recipients:
        where = COUNTRY_FOR_A_CHILD.get(one.country) or COUNTRY.get(one.country, Words(one.country, one.country))
        name = _called(one.name)
        said.append(
            Words(
                f"{name.vi} cũng nhận được {medium.vi} này. Nơi đó ở {where.vi}.",
                f"{name.en} gets this {medium.en}, too. That is in {where.en}.",
            )
            if one.country
            else Words(f"Những người này cũng xem được: {name.vi}.", f"These can see it, too: {name.en}.")
        )
    if not told.recipients:
        said.append(Words("Không đưa cho ai khác.", "It is given to nobody else."))
    return said


def _called(name: str) -> Words:
    """A recipient as the record names it, in both languages."""
    for words in (*READERS.values(), *HANDED.values()):
        if name == words.vi or name.startswith(f"{words.vi} ("):
            which = quoted(name.removeprefix(words.vi))
            return Words(words.vi + which, words.en + which)
    return Words(quoted(name), quoted(name))


def _taken_down(told: Told) -> list[Words]:
    """What becomes of what is out already: of each place its own, and of what others keep of it."""
    said = {
        Back.YES: Words("phòng khám gỡ xuống", "the clinic takes it down"),
        Back.BY_HAND: Words(
            "một người của phòng khám phải tự tay gỡ", "somebody of the clinic must take it down by hand"
        ),
        Back.NEVER: Words("điều đã ra rồi thì không lấy lại được", "what is out already can't be taken back"),
    }
    return [
        Words(
            f"{PLACE[one].vi}: {said[told.back.get(one, BACK[one])].vi}.",
            f"{PLACE[one].en}: {said[told.back.get(one, BACK[one])].en}.",
        )
        for one in told.places
    ] + ([PASSED_ON] if set(told.places) - {Destination.INTERNAL} else [])


ADVERT = {
    "content": Words("Nội dung", "Content"),
    "method": Words("Cách đăng", "Method"),
    "form": Words("Hình thức", "Form"),
    "frequency": Words("Số lần", "How often"),
    "how_to_refuse": Words("Cách từ chối quảng cáo", "How to refuse the advertising"),
}
ADVERT_FOR_A_CHILD = {
    "content": Words("Quảng cáo nói gì", "What the advert says"),
    "method": Words("Người ta đăng thế nào", "How they show it"),
    "form": Words("Trông như thế nào", "What it looks like"),
    "frequency": Words("Đăng mấy lần", "How many times"),
    "how_to_refuse": Words("Không thích nữa thì làm thế này", "What to do when you no longer like it"),
}


def _advert(terms: AdTerms, called: Mapping[str, Words] = ADVERT) -> list[Words]:
    return [
        Words(f"{said.vi}: {getattr(terms, name)}", f"{said.en}: {getattr(terms, name)}")
        for name, said in called.items()
    ]


def _pay(told: Told) -> Words:
    words = PAYS[told.remuneration]
    if told.discount and told.remuneration is Remuneration.WAIVED:  # who gets a discount gets something
        words = NO_MONEY
    return Words(words.vi.format(told.payment), words.en.format(told.payment))


def _listed(words: Iterable[Words]) -> Words:
    kept = list(words)
    return Words(", ".join(one.vi for one in kept), ", ".join(one.en for one in kept))


def plain(sections: Iterable[Section]) -> str:
    """The statement as text: what is hashed, and what stands on the receipt."""
    return "\n\n".join("\n".join([heading, *said]) for heading, said in sections) + "\n"


def digest(sections: Iterable[Section]) -> str:
    return "sha256:" + hashlib.sha256(plain(sections).encode()).hexdigest()


def general() -> dict[str, str]:
    """The notice without what differs from ask to ask, by language: what a clinic's Notice row holds."""
    blank = Told(
        "…", Reader.SELF, "picture", Purpose.ADVERTISING, tuple(Destination), Identifiability.INDIRECT, None,
        date(2099, 12, 31), 24, frozenset({DataType.PHOTO}), (), AdTerms("…", "…", "…", "…", "…"), Remuneration.WAIVED,
        "", True, Words("…", "…"),
    )  # fmt: skip
    return {language: plain(statement(blank, language)) for language in ("vi", "en")}


# ---- the two questions

ONLY_RECORD = Words("Chỉ trong hồ sơ bệnh án", "Only in the medical record")
ONLY_DOCTOR = Words("Chỉ bác sĩ của tôi xem được.", "Only my doctor can see it.")
EVERYBODY_IN_SHORT = Words("Ai lên mạng cũng xem được.", "Anybody on the internet can see it.")
BACK_IN_SHORT: dict[Back, Words] = {
    Back.YES: Words(
        "Phòng khám gỡ được, trừ bản người khác đã lưu.", "The clinic can take it down, but not what others saved."
    ),
    Back.BY_HAND: Words(
        "Phòng khám phải tự tay gỡ, trừ bản người khác đã lưu.",
        "The clinic must take it down by hand, and can't what others saved.",
    ),
}
"""What was read of the place, so short that three answers are told apart at a glance."""
GOES_AWAY = Words("Gỡ xuống rồi thì không ai còn giữ bản nào.", "Once it is taken down nobody has a copy any more.")


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    words: Words
    right: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that shows whether it was understood, and what is said to a wrong answer."""

    key: str
    words: Words
    choices: tuple[Choice, ...]
    explained: Words


def questions(
    places: Sequence[Destination],
    asked: Sequence[Destination],
    taken_back: Callable[[Destination], TakenBack] = in_general,
) -> tuple[Asked, Asked]:
    """places: those to which yes was said, of those that were asked; taken_back: what was said of each."""
    named = _listed(PLACE[one] for one in places)
    elsewhere = [one for one in Destination if one not in asked] or [one for one in asked if one not in places]
    hardest = max(places, key=lambda one: [Back.YES, Back.BY_HAND, Back.NEVER].index(taken_back(one).kind))
    seen = EVERYBODY_IN_SHORT if SEEN_BY[hardest] is EVERYBODY else SEEN_BY[hardest]
    back = BACK_IN_SHORT.get(taken_back(hardest).kind) if seen is EVERYBODY_IN_SHORT else None
    back = back or TAKEN_BACK[hardest]
    where = Asked(
        "where",
        Words("Nếu bạn nói có, hình này sẽ ở đâu?", "If you say yes, where will it be shown?"),
        _shuffled(
            Choice("record", ONLY_RECORD, False),
            Choice("there", named, True),
            *(Choice("elsewhere", PLACE[one], False) for one in elsewhere[:1]),
        ),
        Words(f"Hình sẽ ở đây: {named.vi}. Không ở nơi nào khác.", f"It will be here: {named.en}. Nowhere else."),
    )
    true = Words(f"{seen.vi} {back.vi}", f"{seen.en} {back.en}")
    gone = Words(f"{seen.vi} {GOES_AWAY.vi}", f"{seen.en} {GOES_AWAY.en}")  # half of each is true: no length tells
    doctor = Words(f"{ONLY_DOCTOR.vi} {back.vi}", f"{ONLY_DOCTOR.en} {back.en}")
    who = Asked(
        "who",
        Words(
            f"{PLACE[hardest].vi}: ai xem được, và có lấy lại được không?",
            f"{PLACE[hardest].en}: who can see it, and can it be taken back?",
        ),
        _shuffled(Choice("gone", gone, False), Choice("true", true, True), Choice("doctor", doctor, False)),
        true,
    )
    return where, who


def _shuffled(*choices: Choice) -> tuple[Choice, ...]:
    """Always the same way for the same words, and the right one not always in the same place."""
    return tuple(sorted(choices, key=lambda one: hashlib.sha256(one.words.vi.encode()).digest()))
