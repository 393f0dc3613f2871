"""To whom somebody's pages speak: the same sentence means another person where a parent reads of a child, a relative of
somebody who died, or somebody in a picture who is no patient. What differs stands here, phrase by phrase."""

import re
from enum import StrEnum

from kindao import clock
from kindao.engine.detect.reading.words import MARKED_SURNAMES, SURNAMES
from kindao.engine.policy.asking import age
from kindao.engine.vietnamese import unmarked
from kindao.web.cases.models import Guardianship, OtherPerson, Patient


class Reader(StrEnum):
    """Who reads, and about whom."""

    SELF = "self"
    CHILD = "child"  # seven to fifteen, about themselves
    GUARDIAN = "guardian"
    KIN = "kin"  # of somebody who died
    OTHER = "other"  # in the picture, and no patient


CHILD_UNTIL = 16  # years: from then on the words of grown-ups are used (Law 102/2016 art. 1)


def reader_of(person: Patient | OtherPerson, guardianship: Guardianship | None) -> Reader:
    """Who reads a page about this person. guardianship: of who speaks for them; None: they themselves."""
    if isinstance(person, OtherPerson):
        return Reader.OTHER
    if guardianship is not None:
        return Reader.GUARDIAN if person.alive else Reader.KIN
    born = person.birth_date
    return Reader.CHILD if born is not None and 0 <= age(born, clock.today()) < CHILD_UNTIL else Reader.SELF


BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")  # "Lưu Thị Thử (hư cấu)": a note, and nobody's name
BETWEEN = frozenset(
    {"thi", "van"}
)  # without their marks; they stand between a family's name and what somebody is called


def called(name: str) -> str:
    """What they are called at home: without the family's name, which sisters and brothers share, and what staff noted
    in brackets. The whole name where it is not told which word of it is the family's."""
    words = BRACKETS.sub(" ", name).split() or name.split()
    if len(words) < 2:
        return " ".join(words)
    first, second = words[0].casefold(), unmarked(words[1].casefold())
    if first in MARKED_SURNAMES or unmarked(first) in SURNAMES or second in BETWEEN:
        words = words[2:] if second in BETWEEN and words[2:] else words[1:]
    return " ".join(words)


_ABOUT_THE_PATIENT: tuple[tuple[str, str], ...] = (
    (r"Việc chữa bệnh của bạn", "Việc chữa bệnh của người bệnh"),
    (r"Your care stays", "Care stays"),
    (r"Nothing changes in your treatment", "Nothing changes in the treatment"),
    (r"Hiện bạn không đồng ý điều gì", "Hiện không có sự đồng ý nào"),
    (r"There is nothing you agree to now", "There is nothing that is agreed to now"),
    (r"Bạn chưa từng đồng ý điều gì ở đây", "Chưa có sự đồng ý nào ở đây"),
    (r"You never agreed to anything here", "Nothing was ever agreed to here"),
    (r"Điều tôi đã đồng ý", "Điều đã đồng ý"),
    (r"What I agreed to", "What was agreed to"),
    (r"(What|All that) you agreed to", r"\1 was agreed to"),
    (r"What you took back", "What was taken back"),
    (r"([Đđ]iều|Những gì) bạn đã (đồng ý|rút lại)", r"\1 đã \2"),
    (r"bằng chứng bạn đã đồng ý và đã rút lại, và để bạn còn", "bằng chứng đã đồng ý và đã rút lại, và để còn"),
    (r"proves that you agreed and took it back", "proves that it was agreed to and taken back"),
    (r"So do what you answered", "So do the answers"),
    (r"bản tôi đã ký", "bản đã ký"),
    (r"what I signed", "what was signed"),
    (r"điều tôi đã đọc", "điều đã đọc"),
    (r"what I read", "what was read"),
    (r"Tôi đã rút lại sự đồng ý", "Đã rút lại sự đồng ý"),
    (r"I took my consent back", "Consent was taken back"),
    (r"[Cc]ó phải tôi không", "có phải người bệnh không"),
    (r"(Is|is) it me\?", r"\1 it the patient?"),
    (r"giữ về tôi", "giữ về người bệnh"),
    (r"holds about me", "holds about the patient"),
    (r"Chính bạn", "Chính người bệnh"),
    (r"You yourself", "The patient"),
    (r"Người đại diện của bạn", "Người đại diện"),
    (r"Who speaks for you", "Who speaks for the patient"),
    (r"bạn được điều trị", "người bệnh được điều trị"),
    (r"You are treated around", "The patient is treated around"),
    (r"Bạn có trong", "Người bệnh có trong"),
    (r"You are in (\d+)", r"The patient is in \1"),
    (r"mà có bạn", "mà có người bệnh"),
    (r"with you in it", "with the patient in it"),
    (r"ở nơi bạn chưa từng cho phép", "ở nơi chưa từng được cho phép"),
    (r"where you never allowed it", "where it was never allowed"),
    (r"ảnh của mình", "ảnh của người bệnh"),
    (r"kể cả người quen của bạn", "kể cả người quen"),
    (r"people who know you too", "people who know the patient too"),
    (r"Trang của bạn đã", "Trang này đã"),
    (r"Your page shows", "This page shows"),
    (r"Câu trả lời của bạn cũng vậy", "Các câu trả lời cũng vậy"),
    (r"(bệnh án|[Ảả]nh(?: nào)?) của bạn", r"\1 của người bệnh"),
    (r"chữa bệnh cho bạn(?! và gia đình)", "chữa bệnh cho người bệnh"),
    (r"(?<!thoại )của tôi", "của người bệnh"),
    (r"(picture|pictures|Something|Paused) of you\b", r"\1 of the patient"),
    (r"\bof me\b", "of the patient"),
    (r"\b(your|Your) (own )?(picture|pictures|medical record|treatment|details|data)\b", r"the \3"),
    (r"(trang|Trang) riêng của bạn", r"\1 riêng của người bệnh"),
    (r"\b(?:my|your) own page\b", "the patient’s page"),
    (r"\bYour own page\b", "The patient’s page"),
    (r"\bMy (?=page|pictures?|rights|requests)", "The patient’s "),
    (r"\bmy (?=page|pictures?|data|copy)", "the patient’s "),
)
"""Of who speaks for somebody: “my” and “your” are the patient’s."""
_OF_WHO_IS_NO_PATIENT: tuple[tuple[str, str], ...] = (
    (r"Phòng khám không được phép đăng bản này\. Việc chữa bệnh của bạn vẫn như cũ",
     "Phòng khám không được phép đăng bản nào cho thấy bạn. Không có gì khác thay đổi"),
    (r"The clinic may not post this copy\. Your care stays the same",
     "The clinic may not post any copy that shows you. Nothing else changes"),
    (r"Việc chữa bệnh của bạn không thay đổi", "Không có gì khác thay đổi"),
    (r"Nothing changes in your treatment", "Nothing else changes"),
    (r"không được phép đăng ảnh nào của bạn", "chỉ được đăng ảnh mà bạn đã được che"),
    (r"may not post any picture of you", "may post only pictures in which you are covered"),
    (r"Đã có yêu cầu xóa ảnh\b", "Đã có yêu cầu xóa dữ liệu của bạn"),
    (r"The pictures were to be deleted", "Your data were to be deleted"),
    (r"Xóa ảnh của tôi", "Xóa dữ liệu của tôi"),
    (r"Delete my pictures", "Delete my data"),
    (r"Have my pictures deleted", "Have my data deleted"),
    (r"Tất cả ảnh phòng khám đang giữ\.", "Ảnh của người bệnh mà có bạn trong đó. Mọi thứ khác được che."),
    (r"All that the clinic holds\.", "Pictures of patients with you in them. All else is covered."),
    (r"Ảnh chụp cho bệnh án của bạn", "Ảnh thuộc bệnh án của người bệnh"),
    (r"Taken for your medical record", "It belongs to the medical record of a patient"),
    (r"Họ tên, ngày sinh, số hồ sơ và", "Họ tên, ngày sinh và"),
    (r"Name, birth date, record number and", "Name, birth date and"),
    (r"ảnh của người bệnh khác\. Ảnh đó vẫn ở hồ sơ của họ, chỉ để chữa bệnh cho họ\. Phòng khám không được phép đăng",
     "ảnh của người bệnh. Ảnh đó vẫn ở hồ sơ của họ. Bản nào được đăng thì bạn được che"),
    (r"of another patient\. It stays in that patient.{1,6}s record, for their care alone\. The clinic may not post it",
     "of a patient. It stays in their record. In whatever is posted of it you are covered"),
    (r"of other patients\. They stay in those patients.{1,6} records, for their care alone\. "
     r"The clinic may not post them",
     "of patients. They stay in their records. In whatever is posted of them you are covered"),
    (r"Ảnh của tôi", "Ảnh có tôi"),
    (r"My pictures", "Pictures with me"),
    (r"Where my pictures are", "Where pictures with me are"),
    (r"([Ảả]nh(?: nào)?) của bạn", r"\1 có bạn"),
    (r"(picture|pictures) of you\b", r"\1 with you"),
    (r"your pictures", "pictures with you"),
)  # fmt: skip
_OF_THE_DEAD: tuple[tuple[str, str], ...] = (
    (r"Phòng khám không được phép đăng bản này\. Việc chữa bệnh của bạn vẫn như cũ",
     "Câu trả lời của bạn được lưu. Nếu người thân khác đồng ý, người phụ trách bảo vệ dữ liệu sẽ quyết định"),
    (r"The clinic may not post this copy\. Your care stays the same",
     "Your answer is kept. If another relative agrees, the privacy officer decides"),
    (r"Việc chữa bệnh của bạn (?:vẫn như cũ|không thay đổi)", "Không có gì khác thay đổi"),
    (r"Your care stays the same", "Nothing else changes"),
    (r"Nothing changes in your treatment", "Nothing else changes"),
    (r"[Cc]ó phải tôi không", "có phải người đã mất không"),
    (r"Chính bạn", "Chính người đã mất"),
    (r"(Yêu cầu|Quyền) của tôi", r"\1 của bạn"),
    (r"\bMy (?=rights|requests)", "Your "),
)  # fmt: skip
_TO_A_CHILD: tuple[tuple[str, str], ...] = (
    (r"Chỉ trong hồ sơ bệnh án", "Chỉ trong sổ khám bệnh của em"),
    (r"bệnh án", "sổ khám bệnh"),
    (r"khiếu nại có căn cứ", "điều em báo là đúng"),
    (r"Gửi khiếu nại", "Gửi điều em báo"),
    (r"hỏi khi khiếu nại", "hỏi khi em báo điều không đúng"),
    (r"Đã phản đối:", "Em đã nói không muốn:"),
    (r"Đã có lời phản đối:", "Đã có lời nói không muốn:"),
    (r"đã phản đối: phòng khám", "đã nói không muốn: phòng khám"),
    (r"người phản đối rút lại lời phản đối", "người đã nói không muốn đổi ý"),
    (r"Đã rút lại lời phản đối", "Em đã đổi ý"),
    (r"đã rút lại lời phản đối", "đã đổi ý"),
    (r"Rút lại lời phản đối", "Em đổi ý"),
    (r"Khiếu nại", "Báo điều không đúng"),
    (r"khiếu nại", "báo điều không đúng"),
    (r"Phản đối việc dùng ảnh và thông tin của tôi", "Em không muốn hình và chuyện của em được dùng"),
    (r"Phản đối", "Không muốn được dùng"),
    (r"Bảo vệ dữ liệu của tôi tốt hơn", "Giữ hình của em kín hơn"),
    (r"Yêu cầu của tôi", "Điều em đã xin"),
    (r"mục đích", "việc"),
    (r"sự đồng ý", "lời đồng ý"),
    (r"(?<![Cc]húng )\btôi\b", "em"),
    (r"(?<![Cc]húng )\bTôi\b", "Em"),
    (r"\bbạn\b", "em"),
    (r"\bBạn\b", "Em"),
)


def _dead(theirs: str) -> str:
    named = theirs.replace("người bệnh", "người đã mất")
    return named.replace("the patient", "your relative").replace("The patient", "Your relative")


FOR: dict[Reader, tuple[tuple[str, str], ...]] = {
    Reader.SELF: (),
    Reader.CHILD: _TO_A_CHILD,
    Reader.GUARDIAN: _ABOUT_THE_PATIENT,
    Reader.KIN: _OF_THE_DEAD + tuple((said, _dead(theirs)) for said, theirs in _ABOUT_THE_PATIENT),
    Reader.OTHER: _OF_WHO_IS_NO_PATIENT,
}
SPARED = re.compile(
    r"(<(?P<tag>blockquote|bdi|code|textarea)\b.*?</(?P=tag)>|<span class=\"law\">.*?</span>|<[^>]+>)", re.DOTALL
)
"""What is nobody's to reword: what somebody wrote or is called, articles, and the page's own marks."""


BEGINS, ENDS = "\ue000", "\ue001"  # of no writing: no text that is sent holds them
QUOTED = re.compile(f"{BEGINS}([^{BEGINS}{ENDS}]*){ENDS}")


def quoted(text: str) -> str:
    """A name, or what somebody typed, within a sentence: `to_reader` leaves it as it was written."""
    return f"{BEGINS}{unquoted(text)}{ENDS}" if text else ""


def unquoted(text: str) -> str:
    return text.replace(BEGINS, "").replace(ENDS, "")


def to_reader(text: str, reader: Reader | str) -> str:
    """A sentence, as it is said to whom it is said; what is quoted in it stays."""
    parts = QUOTED.split(text)
    for at in range(0, len(parts), 2):
        for pattern, theirs in FOR[Reader(reader)]:
            parts[at] = re.sub(pattern, theirs, parts[at])
    return unquoted("".join(parts))


def page_to_reader(page: str, reader: Reader | str) -> str:
    """The same of a part of a page."""
    if not FOR[Reader(reader)]:
        return unquoted(page)
    out, at = [], 0
    for spared in SPARED.finditer(page):
        out += [to_reader(page[at : spared.start()], reader), spared[0]]
        at = spared.end()
    return "".join([*out, to_reader(page[at:], reader)])
