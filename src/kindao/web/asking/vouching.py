"""Whether a yes that comes by a phone number or e-mail can be taken for theirs. Whoever asks could have written their
own number down: a contact that was changed in the last days, or that the very person who asks entered and by which
nobody has come in before through a colleague's link, proves little until a colleague stands by it. Who sits behind
another system nobody knows: one that asks may be whoever wrote the number down, one that wrote it down whoever asks."""

from django.db.models import Q

from kindao.web.asking.models import Ask
from kindao.web.cases.contacts import Reached, entered
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.clinics.models import User
from kindao.web.clinics.working import is_system
from kindao.web.door.models import Visit


def unvouched(reached: Reached, asker: User) -> bool:
    """asker: who asks them."""
    there = entered(reached)
    if there.vouched:
        return False
    one_hand = there.by == asker.pk or is_system(asker) or is_system(there.by)
    return there.changed or (one_hand and not _came_in(reached, asker))


def shared(ask: Ask) -> list[Reached]:
    """Others who are asked the same and are reached by the same phone number or e-mail."""
    mine = _ways(ask.guardianship or ask.person)
    others = ask.question.asks.exclude(pk=ask.pk).select_related("patient", "other", "guardianship")
    return [one for one in (other.guardianship or other.person for other in others) if _ways(one) & mine]


def _ways(reached: Reached) -> set[str]:
    """However they are written: +84 903 … is 0903 …."""
    digits = "".join(one for one in reached.phone if one.isdecimal())
    return {one for one in (digits.removeprefix("84").lstrip("0"), reached.email.strip().casefold()) if one}


def _came_in(reached: Reached, asker: User) -> bool:
    """Whether somebody came in by this contact before, by a link that another colleague made. By one that the asker
    made, or which came of it, the asker may have come in themselves, however long ago."""
    if isinstance(reached, Guardianship):
        whose = Q(link__guardianship=reached)
    elif isinstance(reached, Patient):
        whose = Q(link__patient=reached, link__guardianship=None)
    else:
        whose = Q(link__other=reached)
    by_another = Q(link__made_by__memberships__isnull=False) & ~Q(link__made_by=asker)  # somebody, no system
    return Visit.objects.filter(whose, by_another, at__gt=entered(reached).at).exists()
