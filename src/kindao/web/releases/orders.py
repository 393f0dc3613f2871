"""Orders to take down that wait for their next try, and need not any longer."""

from django.db import transaction

from kindao.web.releases.models import Account, Takedown, TakedownQuerySet
from kindao.web.review import jobs
from kindao.web.review.models import Work


@transaction.atomic
def hurry(orders: TakedownQuerySet) -> int:
    """Have each that is open go on now. Gives how many."""
    rows = list(orders.open())
    for order in rows:
        Takedown.objects.filter(pk=order.pk).update(try_after=None)
        Takedown.objects.filter(pk=order.pk, state=Work.State.WAITING).update(not_before=None, failure="")
        jobs.start(order)
    return len(rows)


def hurry_of(account: Account) -> int:
    """The account works: what it could not delete is tried again. Gives how many."""
    return hurry(Takedown.objects.filter(release__account=account).exclude(trouble_en=""))
