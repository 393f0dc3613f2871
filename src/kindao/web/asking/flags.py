"""What speaks of pressure, or that somebody else may have answered: of each the officer is told."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from kindao.engine.vocabulary import Words
from kindao.web import audit
from kindao.web.asking import resting
from kindao.web.asking.models import Answer, HourCorrection, Question
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Evidence, State
from kindao.web.review import actions as review
from kindao.web.review.models import Use, UseState


class Flag(StrEnum):
    DISCOUNT = "discount"
    PROMISED = "promised"
    BY_STAFF = "by-staff"
    SAME_NETWORK = "same-network"
    CONTACT_UNVOUCHED = "contact-unvouched"
    CONTACT_SHARED = "contact-shared"
    OPERATION = "operation"


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
        "Số điện thoại hoặc thư điện tử mới đổi, hoặc do chính người hỏi hay một hệ thống nhập, hoặc do một hệ thống "
        "hỏi, và chưa đồng nghiệp nào xác nhận. Hãy hỏi lại người bệnh trực tiếp.",
        "The phone number or e-mail was changed of late, or entered by the very person who asks or by a system, or a "
        "system asks, and no colleague stands by it. Ask the patient in person.",
    ),
    Flag.CONTACT_SHARED: Words(
        "Hai người phải trả lời riêng lại dùng chung một số điện thoại hoặc thư điện tử. "
        "Có thể chỉ một người đã trả lời.",
        "Two people who must answer apart share one phone number or e-mail: one of them may have answered for both.",
    ),
    Flag.OPERATION: Words(
        "Lời đồng ý được nói gần lúc gây mê hoặc phẫu thuật, và giờ đó chỉ được ghi sau. Hãy hỏi lại người bệnh.",
        "The yes was said near a sedation or an operation whose hour was named only afterwards. Ask the patient again.",
    ),
}


def of_use(use: Use) -> list[Words]:
    """Of the yeses to this use, all that was noted."""
    rows = Evidence.objects.filter(kind=Evidence.Kind.ANSWERS, consent__answer__ask__question__use=use)
    noted = {one for facts in rows.values_list("facts", flat=True) for one in facts.get("flags", ())}
    if said_near_an_operation(use):
        noted.add(Flag.OPERATION)
    return [words for flag, words in FLAGS.items() if flag in noted]


def said_near_an_operation(use: Use) -> bool:
    """Whether a yes to it was said around an hour that stands now: it was not known when they were asked."""
    given = Answer.objects.filter(ask__question__use=use, consent__scopes__state=State.GIVEN)
    hours = resting.hours(use.patient_id)
    return any(resting.is_near(hour, at) for at in given.values_list("at", flat=True) for hour in hours)


def doubt_what_was_said_near(patient: UUID, hour: datetime) -> None:
    """An hour was named: the officer looks at every yes that was said around it."""
    given = Answer.objects.filter(ask__question__use__patient=patient, consent__scopes__state=State.GIVEN)
    near = [one.ask.question for one in given.select_related("ask__question__use") if resting.is_near(hour, one.at)]
    for question in {one.use_id: one for one in near}.values():
        to_officer(question, [Flag.OPERATION])


@transaction.atomic
def correct_hour(
    by: Membership, patient: Patient, wrong: datetime, right: datetime | None, *, why: str
) -> HourCorrection:
    """`resting.correct`; around the true hour the officer looks at what was agreed to."""
    made = resting.correct(by, patient, wrong, right, why=why)
    if right is not None:
        doubt_what_was_said_near(patient.pk, right)
    return made


def to_officer(question: Question, flags: Sequence[Flag]) -> None:
    """Whatever the law says by then, the officer looks before it goes out."""
    use = question.use
    use.refresh_from_db()
    if use.state in (UseState.PERMITTED, UseState.NEEDS_EYES, UseState.INSPECTING):
        review.doubt(use, by=question.asked_by)  # also where whoever asked no longer works here
    audit.record(
        "ask.flagged",
        question,
        by=None,
        clinic=question.clinic,
        facts={str(one).replace("-", "_"): True for one in flags},
    )
