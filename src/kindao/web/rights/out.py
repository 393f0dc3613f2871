"""What is out of a person: every release, every address of it, and how far its way back is, from rows.

Of who takes it down by hand it tells the role and the day, as `own` does. Gone is said of an address alone at which two
looks from outside found nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindao import clock
from kindao.engine.errors import Missing
from kindao.engine.match.phash import alike
from kindao.engine.vocabulary import Destination, Purpose, Words
from kindao.page.wording import PURPOSE
from kindao.web.asking.words import BACK, COPIES, PLACE, TAKEN_BACK, Back
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.consent.models import Consent, Scope
from kindao.web.releases import seeing
from kindao.web.releases.actions import RESTORED, RESTORED_BEFORE_ITS_TIME
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, ReleaseQuerySet, Seen, Stage, Takedown

LOOKS = 2  # from outside, in a row, that found nothing: then it is gone
STEPS = 4  # of an address: asked, said to be gone, one look, two looks
SHOWN = tuple(stage for stage in Stage if stage not in (Stage.REFUSED, Stage.GONE, Stage.ENDED, Stage.CANCELLED))
"""Stages in which it is out, or may be, or is to go out."""


class Helps(Enum):
    """What the person can do that keeps it from going out, or takes it down."""

    TAKING_BACK = auto()
    OBJECTING = auto()  # it rests on no yes of theirs
    NOTHING = auto()  # it is another's picture: in it they are covered


@dataclass(frozen=True, slots=True)
class CopyShown:
    """One address. link: where it is seen, "" where no browser leads there; key: there, coming, hand, said, never,
    gone; due: by when a person takes it down."""

    place: str
    link: str
    written: str
    key: str
    said: str
    step: int  # of STEPS
    looked: datetime | None
    due: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class ReleaseShown:
    """One release. key: waits, out, coming, ended (taken down as far as it can be), gone, over."""

    release: Release
    purpose: Words
    place: Words
    key: str
    said: str
    back: Words  # whether and how it is taken back
    never: Words  # what nobody can take back
    copies: tuple[CopyShown, ...]
    helps: Helps

    @property
    def coming(self) -> bool:
        return self.key == "coming"

    @property
    def seen(self) -> bool:
        """Whether somebody may see it now."""
        return self.key in ("out", "coming")

    @property
    def unasked(self) -> bool:
        """Whether it is out or to go out, and only an objection or a pause helps."""
        return self.helps is Helps.OBJECTING and self.key in ("waits", "out")

    @property
    def gone(self) -> int:
        return sum(one.key == "gone" for one in self.copies)

    @property
    def done(self) -> int:
        """Per cent of the way back."""
        steps = sum(one.step for one in self.copies if one.key != "never")
        whole = STEPS * sum(one.key != "never" for one in self.copies)
        return 100 * steps // whole if whole else 0


def of(person: Patient | OtherPerson) -> list[ReleaseShown]:
    """All in which the person is: what is out or comes down first, then what waits, then what is over."""
    rows = Release.objects.showing(person).exclude(stage=Stage.REFUSED, not_posted_by=None)
    never = Q(stage=Stage.CANCELLED) & ~Q(use__original__patient=person.pk)  # another's, which never went out
    never &= ~Q(why_en__in=[RESTORED.en, RESTORED_BEFORE_ITS_TIME.en])
    rows = rows.exclude(never)
    rows = rows.select_related("use__original", "account", "clinic").prefetch_related("public_copies", "takedowns")
    found = list(rows.order_by("-due_at", "pk"))
    roles = _roles([copy for one in found for copy in one.public_copies.all()])
    yes = agreed_to(person) if found else frozenset()
    shown = [_shown(one, roles, _helps(one, person, yes)) for one in found]
    return sorted(shown, key=lambda one: ("coming", "out", "waits", "ended", "gone", "over").index(one.key))


def agreed_to(person: Patient | OtherPerson) -> frozenset[tuple[str, str]]:
    """The purposes and places for which there is a yes that can be taken back."""
    given = Scope.objects.given().filter(consent__in=Consent.objects.about(person))
    rows = given.values_list("purpose", "destinations")
    return frozenset((purpose, place) for purpose, places in rows for place in places)


def _helps(release: Release, person: Patient | OtherPerson, yes: frozenset[tuple[str, str]]) -> Helps:
    if (release.use.purpose, release.use.destination) in yes:
        return Helps.TAKING_BACK
    return Helps.OBJECTING if release.use.original.patient_id == person.pk else Helps.NOTHING


def on_its_way_down(person: Patient | OtherPerson) -> ReleaseQuerySet:
    """What of the person was ordered down and is not proven gone, nor gone as far as it can be."""
    ordered = Takedown.objects.open().values("release")
    return Release.objects.showing(person).filter(pk__in=ordered)


def like(person: Patient | OtherPerson, bits: bytes) -> list[ReleaseShown]:
    """Those of the person that look like it."""
    return [one for one in of(person) if one.release.phash and alike(bytes.fromhex(one.release.phash), bits)]


def coming_down(consents: list[Consent], scope: Scope | None = None, place: str = "") -> list[ReleaseShown]:
    """What is out, or waits, and rests on these consents, that scope, that place: what a withdrawal takes down."""
    found: dict[UUID, ReleaseShown] = {}
    for consent in consents:
        scopes = [scope] if scope else list(consent.scopes.all())
        for one in of(consent.subject):
            rests = any(
                one.release.use.purpose == each.purpose
                and one.release.use.destination in ([place] if place else each.destinations)
                for each in scopes
            )
            if rests and one.release.stage in SHOWN:
                found[one.release.pk] = one
    return list(found.values())


def _roles(copies: list[PublicCopy]) -> dict[tuple[UUID, UUID], str]:
    """What those who take down by hand do at the clinic: by clinic and person."""
    people = {copy.person_id for copy in copies if copy.person_id}
    rows = Membership.objects.filter(user__in=people).order_by("began_at").values_list("clinic", "user", "role")
    return {(clinic, user): str(Role(role).label) for clinic, user, role in rows}


def _shown(release: Release, roles: dict[tuple[UUID, UUID], str], helps: Helps) -> ReleaseShown:
    place = Destination(release.use.destination)
    ordered = any(one.over_at is None for one in release.takedowns.all())
    coming = ordered or release.stage == Stage.COMING_DOWN
    copies = tuple(_copy(copy, release.clinic, roles, coming=coming) for copy in release.places)
    key, said = _stage(release, coming, helps)
    never = Words(f"{TAKEN_BACK[place].vi} {COPIES.vi}", f"{TAKEN_BACK[place].en} {COPIES.en}")
    return ReleaseShown(
        release,
        PURPOSE[Purpose(release.use.purpose)],
        PLACE[place],
        key,
        said,
        _back(release, place),
        never if BACK[place] is Back.NEVER else COPIES,
        copies,
        helps,
    )


def _back(release: Release, place: Destination) -> Words:
    try:
        return connector(release.account.connector).taken_back
    except Missing:
        return TAKEN_BACK[place]


NEVER = {
    Helps.TAKING_BACK: gettext_lazy("Take your yes back, and it never does."),
    Helps.OBJECTING: gettext_lazy("It rests on no yes of yours. Object, and it never does."),
}


def _waits(said: str, helps: Helps) -> str:
    return f"{said} {NEVER[helps]}" if helps in NEVER else said


def _stage(release: Release, coming: bool, helps: Helps) -> tuple[str, str]:
    stage = Stage(release.stage)
    if stage == Stage.GONE:
        return "gone", _("Gone from everywhere that we know.")
    if seeing.may_be_out(release) or seeing.may_have_been_moved(release):
        said = _("It was called off when a backup was brought back: the clinic does not know whether it had gone out.")
        return "over", said
    if stage == Stage.CANCELLED:
        return "over", _("Called off: it never went out.")
    if stage == Stage.REFUSED:
        return "over", _("Handed out to be posted. The clinic says that it was not posted anywhere.")
    if coming:
        return "coming", _("It comes down now.")
    if stage == Stage.ENDED:
        return "ended", _("Taken down as far as it can be. What is known of each place stands below.")
    match stage:
        case Stage.SCHEDULED:
            return "waits", _waits(_("It is to go out later."), helps)
        case Stage.BY_HAND if release.sent_at is None:
            return "waits", _waits(_("It is to go out: somebody at the clinic posts it."), helps)
        case Stage.UNSURE:
            return "out", _("It may be out. Somebody at the clinic is looking.")
        case Stage.BY_HAND:
            return "out", _("It was handed out to be posted. The clinic has not told yet where.")
        case Stage.SENDING:
            return "out", _("It goes out just now.")
        case _:
            return "out", _("It is out: it can be seen.")


def _copy(copy: PublicCopy, clinic: Clinic, roles: dict[tuple[UUID, UUID], str], *, coming: bool) -> CopyShown:
    key, said, step = _state(copy, clinic, roles, coming)
    due = copy.due_at if key == "hand" else None
    return CopyShown(
        _place(Place(copy.place)),
        copy.address if _can_be_looked_at(copy) and key != "gone" else "",
        copy.address,
        key,
        said,
        step,
        copy.looked_at,
        due,
        due is not None and due < clock.now(),
    )


def _place(place: Place) -> str:
    match place:
        case Place.POST | Place.PAGE:
            return _("A page that shows it")
        case Place.FILE:
            return _("The picture or film itself")
        case Place.SIZE:
            return _("A smaller picture, made by the site")
        case Place.FEED | Place.LISTING:
            return _("A list that names it")
        case Place.CACHE:
            return _("A copy kept on the way")
        case Place.ELSEWHERE:
            return _("An address where it is")


def _state(copy: PublicCopy, clinic: Clinic, roles: dict[tuple[UUID, UUID], str], coming: bool) -> tuple[str, str, int]:
    """Key, sentence, and how far it is."""
    looks = min(copy.gone_looks, LOOKS - 1)
    match CopyState(copy.state):
        case CopyState.VERIFIED_GONE:
            return "gone", _("Gone. We looked from outside, twice, and it was not there."), STEPS
        case CopyState.UNDELETABLE:
            return "never", _("This one can't be taken back."), 0
        case CopyState.BY_HAND:
            who = roles.get((clinic.pk, copy.person_id), _("Staff")) if copy.person_id else _("Staff")
            return "hand", _("A person at the clinic takes it down: %(who)s.") % {"who": who}, 0
        case CopyState.DELETE_ASKED:
            return "coming", _("We asked for it to be deleted, and look whether it is gone."), 1 + looks
        case CopyState.PLATFORM_GONE if copy.done_at is not None and (copy.look_after is None or not coming):
            said = _("A person at the clinic says that it is gone, and showed a picture of that.")
            if copy.last_seen == Seen.UNKNOWN:
                said += " " + _("We can't see for ourselves whether it is.")
            return "said", said, 2
        case CopyState.PLATFORM_GONE if copy.done_at is not None:
            return "coming", _("A person at the clinic says that it is gone. We look for ourselves, twice."), 2 + looks
        case CopyState.PLATFORM_GONE:
            return "coming", _("It is said to be deleted. We look for ourselves, twice."), 2 + looks
        case CopyState.CAME_BACK:
            return "coming", _("It came back. It is taken down again."), 0
        case _ if coming:
            return "coming", _("It is taken down next."), 0
        case _:
            return "there", _there(copy), 0


def _can_be_looked_at(copy: PublicCopy) -> bool:
    return copy.address.startswith(("https://", "http://"))


def _there(copy: PublicCopy) -> str:
    """Of what nobody has ordered down: only a look that saw it says that it can be seen."""
    if not _can_be_looked_at(copy):
        return _("It is here, the clinic says. Nobody can look from outside.")
    match copy.last_seen:
        case Seen.THERE:
            return _("It can be seen here.")
        case Seen.GONE:
            return _("It was posted here. When we last looked, it was not there.")
        case "":
            return _("It was posted here. We have not looked yet.")
        case _:
            return _("It was posted here. When we last looked, we could not tell whether it is there.")
