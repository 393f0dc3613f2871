"""What the gate says where somebody was placed wrongly. It speaks to whoever writes commands; here stands the same for
whoever works at the desk, and what to do there."""

import re
from fractions import Fraction

from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Words
from kindao.page.timeline import exactly

HEARD = Words("Người phụ trách sửa ở mục “Ai được nghe thấy”: ", "The officer puts it right under “Who may be heard”: ")
WHO = Words("Người phụ trách sửa ở mục “Ai có mặt”: ", "The officer puts it right under “Who is in it”: ")
STRETCH = r"(\d+\.\d+-\d+\.\d+)"
TOLD: tuple[tuple[str, Words, Words, Words], ...] = (
    (
        rf"heard={STRETCH} of .+ holds only a part of what is said in {STRETCH}",
        Words(
            "Đoạn {0} được ghi là lời của một người, nhưng chỉ chứa một phần lời nói trong đoạn {1}.",
            "One person is said to speak in {0}, which holds only a part of what is said in {1}.",
        ),
        HEARD,
        Words(
            "với đoạn {0} chọn “Không ai biết”, rồi chọn ai nói trong đoạn {1} nếu chỉ một người nói. "
            "Nếu nhiều người nói thì để “Không ai biết”: đoạn ấy bị tắt tiếng.",
            "of {0} choose that nobody knows, then choose who speaks in {1}, if one person alone does. "
            "If several do, leave it at nobody knows: it is silenced.",
        ),
    ),
    (
        rf"heard={STRETCH} goes beyond the end, (\d+\.\d+) seconds",
        Words(
            "Đoạn {0} được ghi là có người nói, nhưng âm thanh đã hết ở giây {1}.",
            "Somebody is said to speak in {0}, and the sound ends after {1} seconds.",
        ),
        HEARD,
        Words("với đoạn {0} chọn “Không ai biết”.", "of {0} choose that nobody knows."),
    ),
    (
        r"are said to speak at the same time",
        Words(
            "Hai người được ghi là cùng nói một mình trong một đoạn.",
            "Two people are each said to speak alone at the same time.",
        ),
        HEARD,
        Words(
            "chọn một người cho đoạn ấy, hoặc chọn “Không ai biết”.", "choose one of them, or choose that nobody knows."
        ),
    ),
    (
        r"is said to be figure (\d+); the film has (\d+)",
        Words(
            "Có người được ghi là người số {0}; phim chỉ có {1} người.",
            "Somebody is said to be figure {0}; the film has {1}.",
        ),
        WHO,
        Words("nói lại ai là ai.", "say again who is who."),
    ),
    (
        r"are said to be the same figure",
        Words(
            "Hai người được ghi là cùng một người trong phim.", "Two people are said to be the same figure of the film."
        ),
        WHO,
        Words("mỗi người trong phim chọn một lần.", "say of each figure once who it is."),
    ),
    (
        r"would be figure (\d+) and figure (\d+), and one frame shows both",
        Words(
            "Một người được ghi là cả người số {0} lẫn người số {1}, mà có lúc thấy cả hai.",
            "One person is said to be figure {0} and figure {1}, and one frame shows both.",
        ),
        WHO,
        Words(
            "chọn người kia là ai. Trong gương, trên màn hình hoặc trong ảnh treo tường thì chọn “Người ngoài cuộc”.",
            "say who the other is; of one in a mirror, on a screen or in a picture on the wall choose “Bystander”.",
        ),
    ),
    (
        r"are put in the same place",
        Words("Hai người được đặt ở cùng một chỗ trong ảnh.", "Two people are put in the same place of the picture."),
        WHO,
        Words("cho mỗi người một khung quanh đúng khuôn mặt của họ.", "give each the box around their own face."),
    ),
    (
        r"holds several faces",
        Words(
            "Khung của một người có nhiều khuôn mặt.",
            "The place that was named for one person holds several faces.",
        ),
        WHO,
        Words("vẽ khung quanh một khuôn mặt.", "draw it around one face."),
    ),
    (
        r"names a second face",
        Words(
            "Hai khuôn mặt trong ảnh được ghi là của một người.",
            "Two faces of the picture are said to be one person's.",
        ),
        WHO,
        Words(
            "chọn khuôn mặt kia là của ai. Ảnh ghép trước và sau thì cắt đôi rồi hỏi riêng từng nửa.",
            "say whose the other is; of a before and after in one picture cut the halves apart and ask of each.",
        ),
    ),
    (
        r"lies outside the picture",
        Words("Khung của một người nằm ngoài ảnh.", "A place that was named for somebody lies outside the picture."),
        WHO,
        Words("vẽ lại khung trên ảnh.", "draw it on the picture."),
    ),
    (
        r"a recording shows no part of the body",
        Words("Bản ghi âm không cho thấy vùng nào của cơ thể.", "A recording shows no part of the body."),
        Words("", ""),
        Words("Hãy bỏ vùng cơ thể rồi hỏi lại.", "Leave the part of the body out and ask again."),
    ),
)
OPTION = re.compile(r"^(?:Tùy chọn )?--[a-z-]+:? ")


def in_desk_words(error: KindaoError) -> Words:
    """What the gate could not ask the law for, and what to do at the desk; what this table hasn't got as the engine
    says it, without the name of a command's option."""
    for pattern, what, whose, todo in TOLD:
        if found := re.search(pattern, error.message):
            said = [_at(one) for one in found.groups()]
            return Words(f"{what.vi} {whose.vi}{todo.vi}".format(*said), f"{what.en} {whose.en}{todo.en}".format(*said))
    return Words(OPTION.sub("", error.vi or str(error)), OPTION.sub("", str(error)))


def _at(told: str) -> str:
    """Seconds from when to when as the desk's fields take them."""
    start, dash, stop = told.partition("-")
    return exactly(Fraction(start), Fraction(stop)) if dash else told
