"""Who may look at a copy. The officer may while it lies there; who asked for it, while it is permitted or a person has
yet to decide on it. When a consent is taken back, or anything else ends a permit, nobody else looks at it any more."""

from collections.abc import Callable
from uuid import UUID

from kindao.web.clinics.models import Membership, Role
from kindao.web.review.asking import held
from kindao.web.review.models import SafeCopy, UseState

ALWAYS = frozenset({Role.OFFICER, Role.AUDITOR})
STANDS = frozenset({UseState.PERMITTED, UseState.NEEDS_EYES})
WANTED: list[Callable[[SafeCopy], bool]] = []
"""Apps above say for what else a copy of theirs is looked at: a question that is put with it."""


def may_look(by: Membership, copy: SafeCopy, *, decided: UUID | None = None, asked: bool = True) -> bool:
    """copy: of a use that goes out, and that still lies in the vault; decided: that of the use's latest decision, where
    it is known; asked: whether what it is put for in WANTED counts."""
    if by.role in ALWAYS:
        return True
    use = copy.use
    latest = decided or use.decisions.order_by("-number").values_list("copy", flat=True).first()
    if use.state in STANDS and latest == copy.pk:
        return True
    if not asked or use.state in (UseState.LAPSED, UseState.INSPECTING):  # an answer from before counts no more
        return False
    return any(wanted(copy) for wanted in WANTED) and held(use) is None
