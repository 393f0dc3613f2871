"""The rights, explained in five minutes of reading: one thought a sentence, the article apart from it.

The articles of law 91/2025 on rights (4) were read in public copies of the law; the others are those of
`law/instruments` and `law/deadlines.toml`. Terms come from the law's clocks, never from this text."""

from dataclasses import dataclass

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.deadlines import Clock
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Words
from kindao.page import terms as telling
from kindao.web.rights import clocks
from kindao.web.rights.clocks import Kind
from kindao.web.rights.keeping import YEARS
from kindao.web.rights.running import PACK


@dataclass(frozen=True, slots=True)
class Section:
    """One right. term: of which request the clock's term is told."""

    id: str
    title: Words
    says: tuple[Words, ...]
    article: Words
    term: Kind | None = None


SECTIONS: tuple[Section, ...] = (
    Section(
        "yours",
        Words("Ảnh của bạn là của bạn", "Your picture is yours"),
        (
            Words(
                "Phòng khám chụp ảnh để chữa bệnh cho bạn. Muốn dùng vào việc khác, họ phải hỏi bạn trước.",
                "The clinic takes pictures to treat you. For anything else it must ask you first.",
            ),
            Words(
                "Chỉ bản mà không ai nhận ra được là ai mới được đăng khi chưa hỏi. Người phụ trách phải xem trước. "
                "Bạn phản đối thì bản đó cũng không được đăng.",
                "Only a copy on which nobody can tell who it is may go out unasked, when the privacy officer has "
                "looked. Object, and that does not go out either.",
            ),
            Words(
                "Che mặt chưa đủ. Giọng nói, hình xăm hay tên cũng có thể cho biết đó là bạn.",
                "Hiding the face is not enough. A voice, a tattoo or a name can tell that it is you.",
            ),
        ),
        Words(
            "khoản 1 Điều 32 và khoản 2 Điều 38 Bộ luật Dân sự 2015; khoản 2 Điều 10 Luật 15/2023/QH15",
            "Civil Code 2015, Articles 32(1) and 38(2); Law 15/2023/QH15, Article 10(2)",
        ),
    ),
    Section(
        "no",
        Words("Bạn được nói không", "You may say no"),
        (
            Words(
                "Bạn nói không, việc chữa bệnh và giá tiền không thay đổi.",
                "If you say no, nothing changes in your treatment or its price.",
            ),
            Words(
                "Im lặng không phải là đồng ý. Một chữ ký chung cho nhiều việc cũng không có giá trị.",
                "Silence is no yes. One signature for many purposes counts for nothing either.",
            ),
            Words(
                "Mỗi nơi đăng, mỗi mục đích được hỏi riêng. Bạn cũng có thể trả lời: để sau.",
                "Each place and each purpose is asked apart. You may also answer: not now.",
            ),
        ),
        Words(
            "Điều 9 Luật 91/2025/QH15; Điều 6 Nghị định 356/2025/NĐ-CP",
            "Law 91/2025/QH15, Article 9; Decree 356/2025/NĐ-CP, Article 6",
        ),
    ),
    Section(
        "back",
        Words("Bạn được rút lại bất cứ lúc nào", "You may take it back at any time"),
        (
            Words(
                "Không cần lý do. Chạm một lần, xác nhận một lần, thế là xong.",
                "You need no reason. One tap and one confirmation, and it is done.",
            ),
            Words(
                "Từ lúc đó không được đăng gì thêm. Phòng khám phải gỡ bài và báo cho nơi đã nhận ảnh.",
                "From then on nothing may be posted. The clinic takes posts down and tells who got a copy.",
            ),
            Words(
                "Có nơi không gỡ được hết, như sách đã in. Phòng khám phải nói trước với bạn.",
                "Some things can't be taken down, such as a printed book. The clinic must tell you before.",
            ),
        ),
        Words("Điều 10 Luật 91/2025/QH15", "Law 91/2025/QH15, Article 10"),
        Kind.WITHDRAW,
    ),
    Section(
        "see",
        Words("Bạn được xem và lấy bản sao", "You may see and get a copy"),
        (
            Words(
                "Bạn được xem mọi ảnh phòng khám giữ. Bạn biết ngày nào có người xem, và họ làm việc gì ở đó.",
                "You may see every picture that is held, on which day somebody looked, and what their work is.",
            ),
            Words(
                "Ảnh có người khác thì người đó được che trong bản của bạn.",
                "If others are in a picture, they are covered in your copy.",
            ),
        ),
        clocks.RIGHTS[Kind.COPY].article,
        Kind.COPY,
    ),
    Section(
        "correct",
        Words("Bạn được yêu cầu sửa", "You may have it corrected"),
        (Words("Thấy ngày, tên hay ghi chú sai, hãy báo để sửa.", "If a day, a name or a note is wrong, say so."),),
        clocks.RIGHTS[Kind.CORRECT].article,
        Kind.CORRECT,
    ),
    Section(
        "pause",
        Words("Bạn được tạm dừng hoặc phản đối", "You may pause or object"),
        (
            Words(
                "Chưa muốn rút hẳn, bạn có thể tạm dừng. Không muốn quảng cáo, bạn có thể phản đối.",
                "If you don't want to end it, pause it. If you want no adverts, object.",
            ),
            Words(
                "Trong lúc đó phòng khám không được đăng ảnh nào của bạn. Chỉ người đã yêu cầu mới cho dùng lại được.",
                "Meanwhile the clinic may not post any picture of you. Only who asked for the pause can end it.",
            ),
        ),
        clocks.RIGHTS[Kind.RESTRICT].article,
        Kind.RESTRICT,
    ),
    Section(
        "protect",
        Words("Bạn được yêu cầu bảo vệ tốt hơn", "You may have your data protected better"),
        (
            Words(
                "Ví dụ: ít người xem ảnh của bạn hơn, hoặc không gửi ảnh đi đâu.",
                "For example: fewer people see your pictures, or they are sent nowhere.",
            ),
        ),
        clocks.RIGHTS[Kind.PROTECT].article,
        Kind.PROTECT,
    ),
    Section(
        "delete",
        Words("Bạn được yêu cầu xóa", "You may have it deleted"),
        (
            Words("Bản để đăng phải xóa khi bạn yêu cầu.", "Copies for posting are deleted when you ask."),
            Words(
                f"Ảnh trong bệnh án có thể phải giữ lâu. Chúng tôi hiểu là {YEARS.vi}, tùy loại bệnh án.",
                f"Pictures in your record may have to be kept: as we read it {YEARS.en}, by the kind of record.",
            ),
            Words(
                "Khi đó ảnh chỉ được dùng để chữa bệnh. Phòng khám phải nói rõ điều luật.",
                "They then serve your treatment alone. The clinic must name the law.",
            ),
            Words(
                "Họ tên, ngày sinh và câu trả lời của bạn vẫn còn. Đó là bằng chứng bạn đã đồng ý hay đã rút lại.",
                "Your name, birth date and answers stay: they prove what you agreed to and took back.",
            ),
            Words(
                "Ảnh của người khác mà có bạn thì vẫn ở hồ sơ của họ, và không được đăng.",
                "A picture of somebody else with you in it stays in their record, and may not be posted.",
            ),
        ),
        Words(
            "Điều 14 Luật 91/2025/QH15; khoản 2 Điều 69 Luật 15/2023/QH15; Phụ lục Thông tư 33/2025/TT-BYT",
            "Law 91/2025/QH15, Article 14; Law 15/2023/QH15, Article 69(2); Circular 33/2025/TT-BYT, annex",
        ),
        Kind.DELETE,
    ),
    Section(
        "children",
        Words("Trẻ em cũng được hỏi", "Children are asked as well"),
        (
            Words(
                "Từ bảy tuổi, trẻ được hỏi riêng, cùng với cha mẹ. Một người không muốn là không được đăng.",
                "From seven years on a child is asked too, beside a parent. If one says no, it is no.",
            ),
        ),
        Words("Điều 24 Luật 91/2025/QH15", "Law 91/2025/QH15, Article 24"),
    ),
    Section(
        "complain",
        Words("Bạn được khiếu nại", "You may complain"),
        (
            Words(
                "Bạn có thể báo phòng khám: người phụ trách phải trả lời bạn.",
                "You may tell the clinic: the privacy officer must answer you.",
            ),
            Words(
                "Bạn cũng có thể báo thẳng cơ quan bảo vệ dữ liệu (A05, Bộ Công an), ra tòa và đòi bồi thường.",
                "You may also go straight to the authority for personal data (A05, Ministry of Public Security), go to "
                "court and claim damages.",
            ),
        ),
        clocks.RIGHTS[Kind.COMPLAIN].article,
        Kind.COMPLAIN,
    ),
)


@dataclass(frozen=True, slots=True)
class Time:
    """How long a clinic has. cited: by which law, which is not always that of the right itself."""

    said: Words
    cited: Words


def term(kind: Kind) -> Time | None:
    """The term of such a request as the law has it today; None where the pack has run out."""
    now = clock.now()
    try:
        found = clocks.terms(load_pack(PACK), kind, now, now=now)
    except BadInput:
        return None
    if not found:
        return None
    running = clocks.main(found).running.clock
    said, condition = _plain(running), clocks.RIGHTS[kind].condition
    if condition:
        said = Words(
            f"{condition.vi[:1].lower()}{condition.vi[1:]}: {said.vi}",
            f"{condition.en[:1].lower()}{condition.en[1:]}: {said.en}",
        )
    return Time(said, running.cited)


def acknowledged() -> Time | None:
    """Within what time a clinic says that a request came; None where the pack has run out."""
    now = clock.now()
    try:
        found = clocks.terms(load_pack(PACK), Kind.SEE, now, now=now)
    except BadInput:
        return None
    term_ = next((one.running.clock for one in found if one.id == clocks.ACKNOWLEDGE), None)
    return Time(telling.counted(term_.limit, term_.unit), term_.cited) if term_ else None


def _plain(clock: Clock) -> Words:
    """The term in everybody's words."""
    said = telling.counted(clock.limit, clock.unit)
    vi, en = [said.vi], [said.en]
    if clock.with_third_party != clock.limit:
        longer = telling.counted(clock.with_third_party, clock.unit)
        vi.append(f"{longer.vi} nếu nơi khác cũng phải làm")
        en.append(f"{longer.en} if others must act as well")
    if clock.extension:
        more = telling.counted(clock.extension, clock.unit)
        vi.append(f"được xin thêm một lần, nhiều nhất {more.vi}")
        en.append(f"they may ask once for at most {more.en} more")
    return Words("; ".join(vi), "; ".join(en))


def told() -> list[tuple[Section, Time | None]]:
    return [(section, term(section.term) if section.term else None) for section in SECTIONS]
