"""`{% may_look copy as shown %}`: whether whoever is signed in may look at a copy."""

from typing import Any

from django import template

from kindao.web.review import looking
from kindao.web.review.models import SafeCopy

register = template.Library()


@register.simple_tag(takes_context=True)
def may_look(context: dict[str, Any], copy: SafeCopy | None, *, asked: bool = True) -> bool:
    """False where there is none."""
    if copy is None or copy.gone_at is not None or copy.use.is_kept:
        return False
    return looking.may_look(context["request"].membership, copy, asked=asked)
