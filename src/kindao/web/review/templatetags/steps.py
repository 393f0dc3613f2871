"""`{{ work.step|doing|said }}`: what a worker is at, in words; `{{ work|ahead }}`: how many came before it."""

from django import template

from kindao.engine.vocabulary import Words
from kindao.web.review.models import Check, Inspection, Work

register = template.Library()

STEPS = {
    "open": Words("mở tệp", "opening the file"),
    "law": Words("hỏi luật", "asking the law"),
    "redact": Words("làm bản sao an toàn", "making the safe copy"),
    "verify": Words("soát lại bản sao", "looking at the copy again"),
}
LOOKS = Words("tìm những gì nhận ra người", "looking for what identifies a person")  # each detector by its name


@register.filter
def doing(step: str) -> Words:
    return STEPS.get(step, LOOKS) if step else STEPS["open"]


@register.filter
def ahead(work: Work) -> int:
    """How many pictures and films were there before it and wait or are looked at, whosever they are."""
    open_ = {"state__in": (Work.State.WAITING, Work.State.RUNNING), "created_at__lt": work.created_at}
    return Inspection.objects.filter(**open_).count() + Check.objects.filter(**open_, stale=False).count()
