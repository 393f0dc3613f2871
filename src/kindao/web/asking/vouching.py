"""Whether a yes that comes by a phone number or e-mail can be taken for theirs. Whoever asks could have written their
own number down: a contact that was changed in the last days, or that the very person who asks entered and by which
nobody has come in before, proves little until a colleague stands by it."""

from django.db.models import Q

from kindao import clock
from kindao.web.cases.contacts import NEW, Reached, entered
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.clinics.models import User
from kindao.web.door.models import Visit


def unvouched(reached: Reached, asker: User) -> bool:
    """asker: who asks them."""
    there = entered(reached)
    if there.vouched:
        return False
    return there.changed or (there.by == asker.pk and not _came_in(reached, asker))


def _came_in(reached: Reached, asker: User) -> bool:
    """Whether somebody came in by this contact before: by a link that another colleague made, or some days ago. By one
    that the asker has just made, or which came of it, the asker may have come in themselves."""
    if isinstance(reached, Guardianship):
        whose = Q(link__guardianship=reached)
    elif isinstance(reached, Patient):
        whose = Q(link__patient=reached, link__guardianship=None)
    else:
        whose = Q(link__other=reached)
    by_another = Q(link__made_by__isnull=False) & ~Q(link__made_by=asker)
    since = entered(reached).at
    return Visit.objects.filter(whose, at__gt=since).filter(by_another | Q(at__lte=clock.now() - NEW)).exists()
