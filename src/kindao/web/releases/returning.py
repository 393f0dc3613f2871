"""What was done about a copy is forgotten where it counts no more, in this one place: it is seen again, or somebody has
to look anew. What a person said stays in its history, with their picture."""

from django.db import transaction

from kindao import clock
from kindao.web import audit
from kindao.web.releases.models import CopyState, PublicCopy, SaidGone


@transaction.atomic
def came_back(copy: PublicCopy) -> None:
    """It is seen where it was gone: as if nothing had been asked or done. A new order does it all again."""
    set_aside(copy)
    PublicCopy.objects.filter(pk=copy.pk).update(
        state=CopyState.CAME_BACK, gone_looks=0, asked_at=None, person=None, due_at=None
    )
    audit.record(f"copy.{CopyState.CAME_BACK}", copy, by=None, clinic=copy.release.clinic)


@transaction.atomic
def set_aside(copy: PublicCopy) -> None:
    """A person's word that it is gone counts no more. copy: whatever is not known of it is read."""
    row = PublicCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if row.done_at is not None and row.done_by_id is not None:
        SaidGone.objects.create(
            copy=row,
            done_at=row.done_at,
            done_by_id=row.done_by_id,
            evidence_id=row.evidence_id,
            despite=row.despite,
            until=clock.now(),
        )
    PublicCopy.objects.filter(pk=row.pk).update(done_at=None, done_by=None, evidence=None, despite="")
