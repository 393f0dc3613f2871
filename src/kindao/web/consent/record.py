"""The engine's consent record, to rows and back. What was signed lies whole in `Consent.record`; what happened since
lies in columns. A moment without its zone is Vietnamese time and is kept with it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kindao.engine.errors import BadInput
from kindao.engine.policy import consent as engine
from kindao.engine.policy.consent import VIETNAM, GiverRole, instant
from kindao.engine.policy.reading import canonical
from kindao.web.cases.models import Guardianship
from kindao.web.cases.speaking import same
from kindao.web.consent.models import COUNTS, Consent, ConsentEvent, Scope, State, Who


def zoned(record: engine.Consent) -> engine.Consent:
    """The same with every moment in Vietnamese time: what comes back from rows."""
    return replace(
        record,
        signed_at=_here(record.signed_at),
        withdrawn_at=record.withdrawn_at and _here(record.withdrawn_at),
        scopes=tuple(
            replace(scope, withdrawn_at=scope.withdrawn_at and _here(scope.withdrawn_at)) for scope in record.scopes
        ),
    )


def _here(moment: datetime) -> datetime:
    return instant(moment).astimezone(VIETNAM)


def as_signed(record: engine.Consent) -> dict[str, Any]:
    """What was signed, as JSON holds it: without withdrawals, which are no part of it."""
    try:
        signed = replace(
            zoned(record),
            withdrawn_at=None,
            propagated_to=(),
            scopes=tuple(replace(scope, withdrawn_at=None) for scope in record.scopes),
        )
    except ValueError:
        raise BadInput(
            "scopes: two of them differ by their withdrawal alone", hint="Leave out the one that was withdrawn"
        ) from None
    plain: dict[str, Any] = json.loads(canonical(signed))
    return plain


CONFIDED = ("duress", "collected")


def to_others(record: engine.Consent) -> engine.Consent:
    """What somebody else about the same person is told of it: without what was told in confidence, whether they were
    pressed or promised something, by what line and device they came in, and where their identity document lies."""
    came = engine.Collected(by=record.collected.by, timestamp_source=record.collected.timestamp_source)
    return replace(record, duress=frozenset(), collected=came, giver=replace(record.giver, identity=""))


def told_to_others(record: dict[str, Any]) -> dict[str, Any]:
    """The same of a record as JSON: what is left out is not there."""
    left = {name: value for name, value in record.items() if name not in CONFIDED}
    return left | {"giver": {name: value for name, value in record["giver"].items() if name != "identity"}}


def rows(record: engine.Consent) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The columns of a Consent and of its scopes that this record fills; whose it is, and who entered it, is the
    caller's to say. Raises BadInput where two scopes would be told apart by their withdrawal alone."""
    here = zoned(record)
    columns = {
        "record": as_signed(here),
        "signed_at": here.signed_at,
        "giver": here.giver.role.value,
        "method": here.method.value,
        "withdrawn_at": here.withdrawn_at,
        "told": list(here.propagated_to),
    }
    scopes = [
        {
            "number": n,
            "purpose": scope.purpose.value,
            "destinations": sorted(scope.destinations),
            "identifiability": scope.identifiability.value,
            "starts": scope.starts,
            "ends": scope.ends,
            "withdrawn_at": scope.withdrawn_at,
        }
        for n, scope in enumerate(here.scopes)
    ]
    return columns, scopes


Noes = Mapping[tuple[UUID, str, str], datetime]
"""For which consent, purpose and place something else than yes was said last by who answers there, and when."""
NOBODYS: Noes = {}
NO = (State.REFUSED, State.DEFERRED, State.WITHDRAWN)


def noes(consents: Iterable[Consent], asset: str) -> Noes:
    """Where somebody, when they were asked about this very picture, last said no or not now, or has taken their yes
    back: what was signed before that no longer counts for the picture, be it about any picture, or of somebody else
    who speaks for the person. The person's own answer, and that of who speaks for them, don't end each other: each is
    needed. Nor do those of relatives of the dead: where one agrees and another objects, the officer decides, whoever
    was the first to answer. Who said no may say yes later.

    asset: the picture's digest; the scopes are prefetched."""
    consents = list(consents)
    found: dict[tuple[UUID, str, str], datetime] = {}
    for (subject, giver, purpose, place), said in _last_words(consents, asset).items():
        for consent in consents:
            if (consent.subject_id, consent.giver) != (subject, giver):
                continue
            at = [at for who, (at, no) in said.items() if no and _ends(who, consent)]
            if at:
                found[consent.pk, purpose, place] = max(at)
    return found


def _ends(who: Guardianship | None, consent: Consent) -> bool:
    """Whether a no of theirs ends this one of the same side. Of a relative who is not known it may be anybody's."""
    if consent.giver != GiverRole.KIN.value or who is None or consent.guardianship is None:
        return True
    return who.pk == consent.guardianship.pk or same(who, consent.guardianship)


Said = dict[Guardianship | None, tuple[datetime, bool]]
"""Who said something last, when, and whether it was something else than yes."""
LastWords = dict[tuple[UUID, str, str, str], Said]


def _last_words(consents: Iterable[Consent], asset: str, *, own: bool = False) -> LastWords:
    """By whom, for which purpose and place: what each who may answer said of this picture last, when, and whether it
    was something else than yes.

    own: what they said themselves: a yes that somebody else took back is no no of theirs."""
    last: LastWords = {}
    for consent in sorted(consents, key=lambda one: (one.signed_at, one.entered_at)):
        for scope in consent.scopes.all():
            signed = consent.record["scopes"][scope.number]
            about, places = signed.get("assets") or [], set(signed["destinations"])
            yes = set(scope.destinations) if scope.state == State.GIVEN and (not about or asset in about) else set()
            no = places - yes if asset in about and (yes or scope.state in NO) else set()
            for place in yes | no:
                said = last.setdefault((consent.subject_id, consent.giver, scope.purpose, place), {})
                no_ = place in no and not (own and _by_another(consent, scope, place))
                at = _said_no(consent, scope, place) if no_ else consent.signed_at
                there = said.get(consent.guardianship)
                if there is None or at >= there[0]:
                    said[consent.guardianship] = at, no_
    return last


Asked = frozenset[tuple[UUID, UUID | None]]
"""Who is asked: of whom, and by which guardianship they speak for that person; None: for themselves."""


def refusals(
    consents: Iterable[Consent],
    asset: str,
    purpose: str,
    place: str,
    *,
    but: Asked = frozenset(),
    twins: Collection[str] = (),
) -> dict[UUID, frozenset[GiverRole]]:
    """Of whom, and in which roles, somebody was asked about this very use and last said no or not now, or has taken
    back what they or another allowed, and stands by no yes: another's yes doesn't lift it, nor does a new entry in the
    record for the same mother. Whoever said so may say yes later; whose yes another took back said nothing else. Of
    whom the record says that they represent the person no more, whoever represents them since may.

    asset: the picture's digest; scopes, events and guardianships are prefetched; but: whose no is not counted, for
    they are asked anew; twins: of pictures that are the same to whoever looks: a no to one of them is a no to this."""
    found: dict[UUID, frozenset[GiverRole]] = {}
    for (subject, giver), said in _words_about(list(consents), asset, purpose, place, but, twins).items():
        if _somebody_says_no(said, giver):
            found[subject] = found.get(subject, frozenset()) | {GiverRole(giver)}
    return found


def kin_said_no_at(
    consents: Iterable[Consent], asset: str, purpose: str, place: str, *, twins: Collection[str] = ()
) -> datetime | None:
    """When the last of the noes that `refusals` finds of relatives was said, or came to be known here where that was
    later; None where none stands. An officer's yes from before it is about fewer noes.

    Arguments as of `refusals`."""
    consents, kin = list(consents), GiverRole.KIN.value
    told = _words_about(consents, asset, purpose, place, frozenset(), twins)
    standing = {
        (subject, who): at
        for (subject, giver), said in told.items()
        if giver == kin
        for who, (at, no) in said.items()
        if no and not _lifted(who, at, said, giver)
    }
    theirs = (one for one in consents if one.giver == kin and (one.subject_id, one.guardianship) in standing)
    known = (at for one in theirs for at in _known_at(one, purpose, place))
    return max((*standing.values(), *known), default=None)


def _known_at(consent: Consent, purpose: str, place: str) -> Iterator[datetime]:
    """When what it says of this purpose and place was written down here: a paper tells another day than the one on
    which it is entered."""
    for scope in consent.scopes.all():
        if scope.purpose != purpose or place not in consent.record["scopes"][scope.number]["destinations"]:
            continue
        yield consent.entered_at
        if consent.confirmed_at is not None:
            yield consent.confirmed_at
        yield from (one.at for one in consent.events.all() if one.scope_id == scope.pk and one.what in NO)


def _words_about(
    consents: list[Consent], asset: str, purpose: str, place: str, but: Asked, twins: Collection[str]
) -> dict[tuple[UUID, str], Said]:
    """Of whom and in which role: what each who may answer said last of this very use, when, and whether it was no."""
    rows = [one for one in consents if not _among(one.subject_id, one.guardianship, one.giver, but)]
    words: dict[tuple[UUID, str], Said] = {}
    for (subject, giver, about, where), said in _last_words(rows, asset, own=True).items():
        if (about, where) == (purpose, place):
            words[subject, giver] = said
    for twin in twins:
        for (subject, giver, about, where), told in _last_words(rows, twin, own=True).items():
            said = words.setdefault((subject, giver), {}) if (about, where) == (purpose, place) else {}
            said |= {who: no for who, no in told.items() if no[1] and (who not in said or no[0] >= said[who][0])}
    for consent in rows:  # of any picture, and of nothing of it a yes is left
        for scope in consent.scopes.all():
            signed = consent.record["scopes"][scope.number]
            open_ = scope.state == State.GIVEN and place in scope.destinations
            over = scope.state == State.WITHDRAWN or (scope.state == State.GIVEN and not open_)
            about_it = scope.purpose == purpose and place in signed["destinations"] and not signed.get("assets")
            if over and about_it and not _by_another(consent, scope, place):
                said = words.setdefault((consent.subject_id, consent.giver), {})
                said.setdefault(consent.guardianship, (consent.signed_at, True))
    by_others = (one for same_ in (asset, *twins) for one in _taken_back_by(consents, same_, purpose, place))
    for subject, role, who, at in by_others:
        said = words.setdefault((subject, role), {})
        if not _among(subject, who, role, but) and (who not in said or at >= said[who][0]):
            said[who] = at, True
    return words


def _taken_back_by(
    consents: Iterable[Consent], asset: str, purpose: str, place: str
) -> Iterator[tuple[UUID, str, Guardianship | None, datetime]]:
    """Who took back what somebody else had agreed to of this very use, and when: it is their own no."""
    for consent in consents:
        for scope in consent.scopes.all():
            signed = consent.record["scopes"][scope.number]
            about = signed.get("assets") or [asset]
            over = scope.state == State.WITHDRAWN or place not in scope.destinations
            if not over or scope.purpose != purpose or place not in signed["destinations"] or asset not in about:
                continue
            for event in _taking_back(consent, scope, place):
                if is_anothers(event, consent):
                    yield consent.subject_id, _side(event), event.speaks, event.at


def _by_another(consent: Consent, scope: Scope, place: str) -> bool:
    """Whether it is over there because somebody else than who had agreed took it back: their no, and nobody else's."""
    return any(is_anothers(event, consent) for event in _taking_back(consent, scope, place)[:1])


def _taking_back(consent: Consent, scope: Scope, place: str) -> list[ConsentEvent]:
    """The withdrawals of it there, the earliest first."""
    events = (one for one in consent.events.all() if one.what == State.WITHDRAWN and one.scope_id == scope.pk)
    return [one for one in events if one.facts.get("place", place) == place]


def is_anothers(event: ConsentEvent, consent: Consent) -> bool:
    """Whether somebody else took it back than who had agreed; of what staff wrote down nobody knows who it was."""
    if event.speaks is None:
        return event.who == Who.PATIENT and consent.giver != GiverRole.SELF.value
    return consent.guardianship is None or not same(event.speaks, consent.guardianship)


def _side(event: ConsentEvent) -> str:
    if event.speaks is None:
        return GiverRole.SELF.value
    return (GiverRole.GUARDIAN if event.speaks.patient.alive else GiverRole.KIN).value


def said_no_to(consents: Iterable[Consent], purpose: str, place: str) -> frozenset[str]:
    """Digests of the pictures about which anybody said anything but yes, for this purpose and place."""
    return frozenset(
        asset
        for consent in consents
        for scope in consent.scopes.all()
        if scope.purpose == purpose and (scope.state in NO or place not in scope.destinations)
        for asset in consent.record["scopes"][scope.number].get("assets") or ()
        if place in consent.record["scopes"][scope.number]["destinations"]
    )


def _among(subject: UUID, who: Guardianship | None, role: str, asked: Asked) -> bool:
    """Whether they are asked, by whichever entry in the record, or whoever is asked decides in their place. who: None,
    the person themselves; role: in which they spoke."""
    if who is None:
        return (subject, None) in asked
    speakers = [there for there in who.patient.guardianships.all() if (subject, there.pk) in asked]
    return any(same(who, there) for there in speakers) or (bool(speakers) and _over(who, role) is not None)


def _somebody_says_no(said: Said, role: str) -> bool:
    """Whether anybody's last word is no: who was entered twice has one. role: in which they spoke."""
    return any(no and not _lifted(who, at, said, role) for who, (at, no) in said.items())


def _lifted(who: Guardianship | None, at: datetime, said: Said, role: str) -> bool:
    """Whether this no was followed by a yes of the same person, entered anew, or, once they represented the patient no
    more, by one of whoever does."""
    if who is None:
        return False
    over = _over(who, role)
    yes = [(other, when) for other, (when, no) in said.items() if other is not None and other is not who and not no]
    return any(when >= at and (same(who, other) or (over is not None and when >= over)) for other, when in yes)


def _over(who: Guardianship, role: str) -> datetime | None:
    """Since when the record says that they represent the patient no more, by any entry of theirs; None: they do, or
    they speak in another role. Of the dead each relative speaks for themselves (Civil Code 25.2), and the officer
    decides between them."""
    if role != GiverRole.GUARDIAN:
        return None
    entries = [who, *(there for there in who.patient.guardianships.all() if same(who, there))]
    ended = [there.ended_at for there in entries if there.ended_at is not None]
    return max(ended) if len(ended) == len(entries) else None


def says_no(guardianship: Guardianship) -> bool:
    """Whether they ever said no or not now, or took something back, by any entry of theirs; that another took back what
    they had agreed to is that other's no."""
    theirs = [there.pk for there in guardianship.patient.guardianships.all() if same(guardianship, there)]
    if ConsentEvent.objects.filter(speaks__in=theirs, what=State.WITHDRAWN).exists():
        return True
    noes = Scope.objects.filter(consent__guardianship__in=theirs, state__in=NO).select_related("consent__guardianship")
    return any(
        scope.state != State.WITHDRAWN or not _by_another(scope.consent, scope, place)
        for scope in noes.prefetch_related("consent__events__speaks__patient")
        for place in scope.consent.record["scopes"][scope.number]["destinations"]
    )


def _said_no(consent: Consent, scope: Scope, place: str) -> datetime:
    """When it was refused, left for later, or taken back."""
    alone = None if place in scope.destinations else _places_taken_back(scope).filter(facts__place=place).first()
    at = alone.at if alone else scope.withdrawn_at or consent.withdrawn_at
    return max(at, consent.signed_at) if at and (alone or scope.state == State.WITHDRAWN) else consent.signed_at


def to_engine(consent: Consent, scopes: list[Scope] | None = None, said_no: Noes = NOBODYS) -> engine.Consent | None:
    """What the law is told of this consent: the scopes that were given, with what was withdrawn since; None where
    nothing of it was ever given. `record` of scopes that were not given stays out.

    scopes: those of this consent where they were fetched already; said_no: of the picture that it is about."""
    counting = {
        one.number: one for one in (scopes if scopes is not None else consent.scopes.all()) if one.state in COUNTS
    }
    if not counting:
        return None
    signed = engine.load_consent(consent.record)
    since = {
        (purpose, place): at
        for (pk, purpose, place), at in said_no.items()
        if pk == consent.pk and at > consent.signed_at
    }
    parts = (
        part for n, scope in enumerate(signed.scopes) if n in counting for part in _parts(scope, counting[n], since)
    )
    scopes_now = tuple(dict.fromkeys(parts))  # two scopes may have become the same
    withdrawn = bool(consent.withdrawn_at or any(scope.withdrawn_at for scope in scopes_now))
    return replace(
        signed,
        id=str(consent.pk),
        withdrawn_at=consent.withdrawn_at and _here(consent.withdrawn_at),
        propagated_to=tuple(consent.told) if withdrawn else (),
        scopes=scopes_now,
    )


def _parts(signed: engine.Scope, row: Scope, said_no: Mapping[tuple[str, str], datetime]) -> Iterator[engine.Scope]:
    """The scope as it stands; places of it that were withdrawn alone, or to which a later no was said, are a withdrawn
    part beside it. Where single places were ticked, a part of which none was ticked was never agreed to, and is not
    told."""
    places = {place.value for place in signed.destinations}
    taken_back = row.state == State.WITHDRAWN  # which tells its own moment
    since = {place: at for place in places if not taken_back and (at := said_no.get((row.purpose, place)))}
    left = places & set(row.destinations) - set(since)
    if left == places:
        yield replace(signed, withdrawn_at=_ended(row))
        return
    alone = places - set(row.destinations)
    over = places - left - alone
    for kept, at in (
        (left, _ended(row)),
        (alone, _taken_back(row) if alone else None),
        (over, _ended(row) or _here(min(since[place] for place in over)) if over else None),
    ):
        destinations = frozenset(place for place in signed.destinations if place.value in kept)
        ticked = signed.ticked & destinations
        if destinations and (ticked or not signed.ticked):
            yield replace(signed, destinations=destinations, ticked=ticked, withdrawn_at=at)


def _taken_back(row: Scope) -> datetime:
    """When the first of its places was withdrawn: the earliest serves the person."""
    first = _places_taken_back(row).first()
    signed_at = row.consent.signed_at
    return _here(max(first.at if first else signed_at, signed_at))  # a clock may have been set back


def _places_taken_back(row: Scope) -> QuerySet[ConsentEvent]:
    return row.events.filter(what=State.WITHDRAWN).exclude(facts={}).order_by("at", "pk")


def _ended(scope: Scope) -> datetime | None:
    return _here(scope.withdrawn_at) if scope.withdrawn_at else None
