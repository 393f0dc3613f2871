"""Lists, page by page, in an order that stays: by id, each page as quick as the first."""

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from ninja import Schema
from ninja.params.functions import Query
from pydantic import Field

MOST = 200

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Pages(Schema):
    """Which page."""

    after: UUID | None = Field(None, description="`next` of the page before; none: the first page")
    limit: int = Field(50, ge=1, le=MOST)


class Page(Schema, Generic[T]):
    items: list[T]
    next: UUID | None = Field(description="to be sent as `after`; null: that was all")


ASKED = Query(...)


def page(
    rows: QuerySet[M],
    asked: Pages,
    show: Callable[[M], T],
    *,
    of_all: Callable[[list[M]], object] = lambda found: None,
) -> dict[str, object]:
    """of_all: what is asked once for all rows of the page, before they are shown."""
    ordered = rows.order_by("pk")
    if asked.after:
        ordered = ordered.filter(pk__gt=asked.after)
    found = list(ordered[: asked.limit + 1])
    more = len(found) > asked.limit
    found = found[: asked.limit]
    of_all(found)
    return {"items": [show(one) for one in found], "next": found[-1].pk if more else None}
