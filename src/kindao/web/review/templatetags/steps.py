"""`{{ work.step|doing|said }}`: what a worker is at, in words."""

from django import template

from kindao.engine.vocabulary import Words

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
