"""What a person finds on their own page: each consent, each use that was asked, each copy, each look, from rows.

Of who looked it tells the role, never a name: law 91/2025, article 4(1)(a), gives the right to know how one's data are
used, and no clause that we found names the people; they are persons with data of their own. A name is had by asking:
a complaint goes to the officer, who sees it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindao import clock
from kindao.engine.policy.consent import VIETNAM, GiverRole
from kindao.engine.vocabulary import Destination, Purpose, Words
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.asking.readers import quoted
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import OtherPerson, Patient, Refiling
from kindao.web.cases.speaking import same
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, ConsentEvent, Evidence, Scope, State, Who
from kindao.web.consent.record import NO, Noes, is_anothers, noes, refusals
from kindao.web.door.models import Link
from kindao.web.releases.models import Release
from kindao.web.review.models import SafeCopy, Use, UseState
from kindao.web.rights.copies import Given
from kindao.web.rights.seeing import Held
from kindao.web.vault.models import StoredFile
from kindao.web.vault.views import LOOKED

USER, LINK = "clinics.user:", "door.link:"
TAKEN = (SafeCopy._meta.label_lower, Release._meta.label_lower)
HANDED_OUT = ("copy.handed-out", "release.handed-out")
MOST_LOOKS = 400  # events, the newest first
OPEN = (State.REQUESTED, State.GIVEN)
SOMEBODY = gettext_lazy("Somebody else who is in the picture")


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """One place of a scope. over: of this picture something else was said later, by the one who agreed or by another
    who speaks for them; against: it is a yes, and somebody else who must agree says no."""

    value: str
    name: Words
    taken_back: bool
    over: bool = False
    against: bool = False

    @property
    def stands(self) -> bool:
        return not self.taken_back and not self.over


@dataclass(frozen=True, slots=True)
class ScopeShown:
    """One purpose of one consent, as the person answers it: yes, no, not now."""

    scope: Scope
    purpose: Words
    places: tuple[PlaceShown, ...]
    answer: str  # yes, no, later, waiting, over
    said: str
    at: datetime | None
    outvoted: bool = False  # it is a no that counts, and somebody else on the same side said yes

    @property
    def stands(self) -> bool:
        """Whether something rests on it that can be taken back. Of a not now nothing was agreed to."""
        return self.answer in ("yes", "waiting")

    @property
    def waits(self) -> bool:
        """Whether it is a yes whose first day is still to come: the time to think again runs."""
        starts = self.scope.starts
        return self.answer == "yes" and starts is not None and starts > clock.today()

    @property
    def several(self) -> bool:
        """Whether a single place can be taken back."""
        return self.stands and sum(place.stands for place in self.places) > 1


@dataclass(frozen=True, slots=True)
class ConsentShown:
    consent: Consent
    scopes: tuple[ScopeShown, ...]
    by: str  # the name of who answered

    @property
    def signed(self) -> bool:
        """Whether anything was signed: of a no or a not now nothing is."""
        kinds = (Evidence.Kind.SCAN, Evidence.Kind.SIGNATURE, Evidence.Kind.VOICE)
        return self.consent.entered_by_id is not None or any(one.kind in kinds for one in self.consent.evidence.all())

    @property
    def stands(self) -> bool:
        return any(scope.stands for scope in self.scopes)


def consents(person: Patient | OtherPerson) -> list[ConsentShown]:
    """All that was ever asked of them or signed, the newest first."""
    mine = Consent.objects.about(person).select_related("guardianship", "answer")
    rows = list(mine.prefetch_related("scopes", "evidence__file").order_by("-signed_at", "pk"))
    events: dict[object, list[ConsentEvent]] = {}
    told = ConsentEvent.objects.filter(consent__in=[row.pk for row in rows]).exclude(scope=None)
    for event in told.select_related("speaks__patient").order_by("pk"):
        events.setdefault(event.scope_id, []).append(event)
    said_no = _said_no(rows)
    if len({(row.giver, row.guardianship_id) for row in rows}) > 1:
        prefetch_related_objects(rows, "events__speaks__patient", "guardianship__patient__guardianships")
    return [
        ConsentShown(
            row,
            tuple(
                replace(
                    _scope(row, scope, events.get(scope.pk, []), said_no, _against(row, scope, rows)),
                    outvoted=_outvoted(row, scope, rows),
                )
                for scope in row.scopes.all()
            ),
            _by(row, person),
        )
        for row in rows
    ]


def _said_no(rows: list[Consent]) -> dict[str, Noes]:
    """By picture, of all that anything was agreed to of: what the law is told of later noes."""
    pictures = {
        asset
        for row in rows
        for scope in row.scopes.all()
        if scope.state in OPEN
        for asset in row.record["scopes"][scope.number].get("assets") or ()
    }
    return {asset: noes(rows, asset) for asset in pictures}


def _outvoted(row: Consent, scope: Scope, rows: list[Consent]) -> bool:
    """Whether this no counts though another who speaks for the person said yes to the same after it; of somebody dead,
    whenever another relative did: the officer decides between them."""
    told = row.record["scopes"][scope.number]
    assets, places = told.get("assets") or (), set(told["destinations"])
    if scope.state not in NO or row.guardianship is None or not assets:
        return False
    later = {
        place
        for other in rows
        if other.giver == row.giver and other.guardianship is not None
        if other.signed_at >= row.signed_at or row.giver == GiverRole.KIN.value
        if not same(other.guardianship, row.guardianship)
        for yes in other.scopes.all()
        if yes.state == State.GIVEN and yes.purpose == scope.purpose
        if set(assets) <= set(other.record["scopes"][yes.number].get("assets") or assets)
        for place in places & set(yes.destinations)
    }
    return any(
        GiverRole(row.giver) in refusals(rows, asset, scope.purpose, place).get(row.subject_id, frozenset())
        for place in later
        for asset in assets
    )


def _against(row: Consent, scope: Scope, rows: list[Consent]) -> frozenset[str]:
    """Places of this yes to which somebody else who answers about the same person says no: nothing goes out there."""
    mine = (row.giver, row.guardianship_id)
    if scope.state != State.GIVEN or all((one.giver, one.guardianship_id) == mine for one in rows):
        return frozenset()
    assets = row.record["scopes"][scope.number].get("assets") or [""]  # "": of any picture
    return frozenset(
        place
        for place in scope.destinations
        if all(row.subject_id in refusals(rows, asset, scope.purpose, place) for asset in assets)
    )


def _by(consent: Consent, person: Patient | OtherPerson) -> str:
    if consent.guardianship is not None:
        return consent.guardianship.name
    return person.name if consent.giver == GiverRole.SELF.value else _("Who speaks for the patient")


def _scope(
    consent: Consent, scope: Scope, events: list[ConsentEvent], said_no: dict[str, Noes], against: Collection[str]
) -> ScopeShown:
    record = consent.record["scopes"][scope.number]
    gone = scope.state == State.WITHDRAWN

    def over(place: str) -> bool:
        key = (consent.pk, scope.purpose, place)
        since = [said_no[asset].get(key) if asset in said_no else None for asset in record.get("assets") or ()]
        return scope.state in OPEN and bool(since) and all(at and at > consent.signed_at for at in since)

    places = tuple(
        PlaceShown(
            place,
            DESTINATION[Destination(place)],
            gone or place not in scope.destinations,
            over(place),
            place in against and not over(place),
        )
        for place in sorted(record["destinations"])
    )
    at = next((event.at for event in reversed(events) if event.what == scope.state), None)
    answer, said = _answer(consent, scope, events)
    if scope.state in OPEN and not any(place.stands for place in places):
        answer, said = NEWER, _newer()
    return ScopeShown(scope, PURPOSE[Purpose(scope.purpose)], places, answer, said, at)


NEWER = "over"


def _newer() -> str:
    return _("No: a newer answer counts")


def _taken_back(consent: Consent, events: list[ConsentEvent]) -> str:
    """In words that follow who did it: of what staff wrote down, or a paper says, nobody knows who it was."""
    event = next((one for one in reversed(events) if one.what == State.WITHDRAWN), None)
    if event is None or event.who == Who.STAFF or event.at == consent.entered_at:
        return _("No: taken back, as the clinic wrote it down")
    if is_anothers(event, consent):
        name = event.speaks.name if event.speaks else consent.subject.name
        return _("No: taken back by %(name)s") % {"name": quoted(name)}
    return _("No: taken back")


def _answer(consent: Consent, scope: Scope, events: list[ConsentEvent]) -> tuple[str, str]:
    match State(scope.state):
        case State.GIVEN:
            return "yes", _("Yes")
        case State.WITHDRAWN:
            return "no", _taken_back(consent, events)
        case State.REFUSED:
            return "no", _("No")
        case State.DEFERRED:
            return "later", _("Not now")
        case State.REQUESTED if consent.entered_by_id is not None:
            return "waiting", _("Written down by the clinic, not checked yet: it does not count")
        case State.REQUESTED:
            return "waiting", _("Waits for your answer")
        case State.EXPIRED:
            return "over", _("No: its time is over")
        case State.SUPERSEDED:
            return NEWER, _newer()
        case State.INVALIDATED:
            return "over", _("No: it was found not to count")


@dataclass(frozen=True, slots=True)
class UseShown:
    """One use that was asked, and its copies. sent: it was posted from here, or handed out as a post; posted: it is
    known to have been out; handed_out: when somebody took a copy away, also to post it by hand."""

    use: Use
    purpose: Words
    place: Words
    said: str
    copies: tuple[SafeCopy, ...]  # the newest last
    handed_out: tuple[datetime, ...]
    sent: bool
    theirs: bool  # of a picture of their own, not of another patient's in which they are
    caption: str  # "" of another's picture, or of one that was filed under another then: the words are about that other
    posted: bool = False
    given: tuple[Given, ...] = ()  # the kept ones, as they may have them

    @property
    def copy(self) -> SafeCopy | None:
        return self.copies[-1] if self.copies else None

    @property
    def best(self) -> Given | None:
        """The copy that they may look at: what may go out, or went out last; else the newest, and why not."""
        seen = [one for one in self.given if one.why is None]
        return next((one for one in seen if one.may), None) or next(reversed(seen or self.given), None)

    @property
    def allowed(self) -> bool:
        return self.use.state == UseState.PERMITTED and self.use.from_day is None


def uses(person: Patient | OtherPerson, *, every: bool = False) -> list[UseShown]:
    """What somebody wanted to do with the person's pictures; of another's in which they are, what may go out, went out
    or was handed out: what else was asked there is that other's matter. The newest first.

    every: that, too."""
    shown = Q(original__appearances__other=person)
    if isinstance(person, Patient):
        shown = Q(patient=person) | Q(original__appearances__patient=person)
    rows = list(Use.objects.filter(shown).select_related("original").distinct().order_by("-asked_at", "pk"))
    copies: dict[UUID, list[SafeCopy]] = {}
    for copy in SafeCopy.objects.filter(use__in=rows).order_by("made_at"):
        copies.setdefault(copy.use_id, []).append(copy)
    releases = Release.objects.filter(use__in=rows).values_list("pk", "use", "sent_at", "out_at")
    released = {pk: use for pk, use, sent_at, _out_at in releases if sent_at}
    posted = {use for _pk, use, _sent_at, out_at in releases if out_at}
    use_of = {str(copy.pk): use for use, made in copies.items() for copy in made}
    use_of |= {str(pk): use for pk, use in released.items()}
    handed: dict[UUID, list[datetime]] = {}
    events = AuditEvent.objects.filter(
        log=person.clinic_id, kind__in=TAKEN, target__in=list(use_of), verb__in=HANDED_OUT
    )
    for target, at in events.order_by("at").values_list("target", "at"):
        handed.setdefault(use_of[target], []).append(at)
    sent = set(released.values())
    theirs = {row.pk for row in rows if row.original.patient_id == person.pk}
    filed = dict(Refiling.objects.filter(right=person.pk).order_by("at").values_list("original", "at"))
    before = {row.pk for row in rows if row.original_id in filed and row.asked_at < filed[row.original_id]}
    away = sent | set(handed) | {row.pk for row in rows if row.state == UseState.PERMITTED}
    return [
        UseShown(
            row,
            PURPOSE[Purpose(row.purpose)],
            DESTINATION[Destination(row.destination)],
            _state(row),
            tuple(copies.get(row.pk, ())),
            tuple(handed.get(row.pk, ())),
            row.pk in sent,
            row.pk in theirs,
            row.caption if row.pk in theirs - before else "",
            row.pk in posted,
        )
        for row in rows
        if every or row.pk in theirs | away
    ]


def _state(use: Use) -> str:
    if use.from_day:
        day = date_format(use.from_day, "SHORT_DATE_FORMAT")
        return _("Allowed from %(day)s on: until then the clinic may not post it") % {"day": day}
    match UseState(use.state):
        case UseState.PERMITTED:
            return _("Allowed: the clinic may post this copy")
        case UseState.REFUSED:
            return _("Not allowed")
        case UseState.LAPSED:
            return _("Over: it may not be posted any more")
        case UseState.NEEDS_EYES:
            return _("The privacy officer must look first: it may not be posted")
        case _:
            return _("Being checked: it may not be posted")


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at pictures on a day."""

    who: str
    day: date
    files: int


def looks(person: Patient | OtherPerson, held: Iterable[Held], shown: Iterable[UseShown]) -> list[Look]:
    """Who looked at the person's pictures, copies and signed papers, by role and day, the newest first. When another
    patient looked at their own picture is that other's matter."""
    files = [one.original.file_id for one in held]
    files += [copy.file_id for one in shown for copy in one.copies]
    anothers = {one.original.file_id for one in held if one.original.patient_id != person.pk}
    anothers |= {copy.file_id for one in shown if not one.theirs for copy in one.copies}
    papers = Evidence.objects.filter(consent__in=Consent.objects.about(person)).exclude(file=None)
    files += papers.values_list("file", flat=True)
    rows = list(
        AuditEvent.objects.filter(
            log=person.clinic_id,
            kind=StoredFile._meta.label_lower,
            target__in=[str(one) for one in files],
            verb__in=[LOOKED],
        )
        .order_by("-seq")
        .values_list("actor", "at", "target")[:MOST_LOOKS]
    )
    names = _roles(person, {actor for actor, _at, _target in rows})
    hidden = {str(file) for file in anothers}
    seen = {
        (names[actor], at.astimezone(VIETNAM).date(), target)
        for actor, at, target in rows
        if names[actor] != str(SOMEBODY) or target not in hidden
    }
    counted = Counter((who, day) for who, day, _target in seen)
    return [
        Look(who, day, n) for (who, day), n in sorted(counted.items(), key=lambda one: (one[0][1], one[0][0]))[::-1]
    ]


def _roles(person: Patient | OtherPerson, actors: set[str]) -> dict[str, str]:
    users = {UUID(actor.removeprefix(USER)) for actor in actors if actor.startswith(USER)}
    links = {UUID(actor.removeprefix(LINK)) for actor in actors if actor.startswith(LINK)}
    roles: dict[UUID, str] = {}
    members = Membership.objects.filter(clinic=person.clinic_id, user__in=users)
    for user, role in members.order_by("began_at").values_list("user", "role"):
        roles[user] = str(Role(role).label)
    visitors = {
        link.pk: _("Who speaks for you") if link.guardianship_id else _("You yourself")
        for link in Link.objects.about(person).filter(pk__in=links)
    }
    out = {}
    for actor in actors:
        if actor.startswith(USER):
            out[actor] = roles.get(UUID(actor.removeprefix(USER)), _("Staff"))
        elif actor.startswith(LINK):
            out[actor] = visitors.get(UUID(actor.removeprefix(LINK)), str(SOMEBODY))
        else:
            out[actor] = "Kindao"
    return out
