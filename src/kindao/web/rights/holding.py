"""A person has had the use of their data paused, has objected to it, or waits for their pictures to be deleted: no copy
of them is permitted, whatever was agreed."""

from kindao.engine.vocabulary import Words
from kindao.web.review.models import Use
from kindao.web.rights.models import RightsRequest

PAUSED = Words(
    "Người bệnh đã yêu cầu tạm dừng, phản đối hoặc xóa. Không đăng gì cho đến khi yêu cầu được giải quyết "
    "(Điều 4 và Điều 10 Luật 91/2025/QH15).",
    "The patient asked to pause, objected, or asked for deletion. Nothing goes out until that is settled "
    "(Law 91/2025/QH15, Articles 4 and 10).",
)


def held(use: Use) -> Words | None:
    """Why nothing may go out for this use; None where nothing holds it."""
    shown = use.original.appearances.exclude(patient=None).values_list("patient", flat=True)
    people = {use.patient_id, use.original.patient_id, *shown}
    return PAUSED if RightsRequest.objects.holding().filter(patient__in=people).exists() else None
