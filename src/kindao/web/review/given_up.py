"""Work that was given up after several attempts, and that a person has tried again. What stands on this app adds its
own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindao.web.clinics.models import Membership
from kindao.web.review import actions
from kindao.web.review.models import Check, Inspection, Work

MOST = 200  # of a kind are shown


@dataclass(frozen=True, slots=True)
class Kind:
    """work: whose `objects.of(by).dead()` were given up; again: try one again, raises BadInput; page: the name of the
    page that tells more to the officer, "" for none."""

    called: Promise
    work: Any
    again: Callable[[Membership, Any], None]
    page: str = ""


KINDS = {
    "inspection": Kind(_("Inspection"), Inspection, actions.try_again),
    "check": Kind(_("Check"), Check, actions.try_again),
}
BY_ITSELF: dict[str, Promise] = {}
"""What a person reads of something that is done by itself and does not work, by its name; apps above add their own."""


def rows(by: Membership) -> list[tuple[str, Kind, Work]]:
    """Each with its kind and that kind's name."""
    return [(name, kind, row) for name, kind in KINDS.items() for row in kind.work.objects.of(by).dead()[:MOST]]


def count(by: Membership) -> int:
    return sum(kind.work.objects.of(by).dead().count() for kind in KINDS.values())
