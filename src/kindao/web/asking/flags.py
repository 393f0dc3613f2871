"""What speaks of pressure, or that somebody else may have answered: of each the officer is told."""

from enum import StrEnum

from kindao.engine.vocabulary import Words
from kindao.web.consent.models import Evidence
from kindao.web.review.models import Use


class Flag(StrEnum):
    DISCOUNT = "discount"
    PROMISED = "promised"
    BY_STAFF = "by-staff"
    SAME_NETWORK = "same-network"
    CONTACT_UNVOUCHED = "contact-unvouched"
    CONTACT_SHARED = "contact-shared"


FLAGS: dict[Flag, Words] = {
    Flag.DISCOUNT: Words(
        "Lời hỏi có nhắc đến giảm giá, quà tặng hoặc lợi ích khác.",
        "What was asked names a discount, a gift or another advantage.",
    ),
    Flag.PROMISED: Words(
        "Người trả lời cho biết có người hứa giảm giá hoặc tặng quà.",
        "Who answered says that somebody promised a lower price or a gift.",
    ),
    Flag.BY_STAFF: Words(
        "Câu trả lời đến từ trình duyệt mà nhân viên đang đăng nhập.",
        "The answer came from a browser in which somebody of the desk is signed in.",
    ),
    Flag.SAME_NETWORK: Words(
        "Câu trả lời đến từ mạng của phòng khám.", "The answer came from the clinic's own network."
    ),
    Flag.CONTACT_UNVOUCHED: Words(
        "Số điện thoại hoặc thư điện tử mới đổi, hoặc do chính người hỏi nhập, hoặc do một hệ thống hỏi, và chưa đồng "
        "nghiệp nào xác nhận. Hãy hỏi lại người bệnh trực tiếp.",
        "The phone number or e-mail was changed of late, or entered by the very person who asks, or a system asks, and "
        "no colleague stands by it. Ask the patient in person.",
    ),
    Flag.CONTACT_SHARED: Words(
        "Hai người phải trả lời riêng lại dùng chung một số điện thoại hoặc thư điện tử. "
        "Có thể chỉ một người đã trả lời.",
        "Two people who must answer apart share one phone number or e-mail: one of them may have answered for both.",
    ),
}


def of_use(use: Use) -> list[Words]:
    """Of the yeses to this use, all that was noted."""
    rows = Evidence.objects.filter(kind=Evidence.Kind.ANSWERS, consent__answer__ask__question__use=use)
    noted = {one for facts in rows.values_list("facts", flat=True) for one in facts.get("flags", ())}
    return [words for flag, words in FLAGS.items() if flag in noted]
