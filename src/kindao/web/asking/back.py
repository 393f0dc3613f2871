"""Whether what goes to a place can be taken back: as the clinic's own accounts there say, and where it has none, as is
so of such places in general. What is printed or goes out live is never taken back, whatever an account says."""

from dataclasses import replace

from kindao.engine.errors import Missing
from kindao.engine.vocabulary import Destination, Words
from kindao.web.asking.readers import Reader
from kindao.web.asking.words import COPIES, PLATFORM, Back, TakenBack, back_for_a_child, in_general
from kindao.web.clinics.models import Clinic
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import Connector
from kindao.web.releases.models import Account

BY_ACCOUNT = frozenset(PLATFORM) | {Destination.WEBSITE}
"""Places that are an account of somebody's; of a lecture or a journal the account says who hands it over, no more."""


def of(clinic: Clinic, place: Destination, reader: Reader = Reader.SELF) -> TakenBack:
    """The hardest of the clinic's accounts there counts, and each says its own sentence once; to a child it is said in
    one for all."""
    kinds = _kinds(clinic, place) if place in BY_ACCOUNT else []
    if not kinds:
        told = in_general(place)
        return replace(told, words=back_for_a_child(place, told.kind)) if reader is Reader.CHILD else told
    kind = Back.YES if all(one.can_delete for one in kinds) else Back.BY_HAND
    if reader is Reader.CHILD:
        return TakenBack(kind, back_for_a_child(place, kind), tuple(one.name for one in kinds))
    said = [*dict.fromkeys(one.taken_back for one in kinds), COPIES]
    return TakenBack(
        kind,
        Words(" ".join(one.vi for one in said), " ".join(one.en for one in said)),
        tuple(one.name for one in kinds),
    )


def _kinds(clinic: Clinic, place: Destination) -> list[Connector]:
    rows = Account.objects.in_clinic(clinic).open().filter(destination=place.value)
    found = []
    for name in dict.fromkeys(rows.values_list("connector", flat=True)):
        try:
            found.append(connector(name))
        except Missing:  # nothing can be posted there
            continue
    return found
