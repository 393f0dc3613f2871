"""Facts turned into what the rules are asked. All counting and comparing of several people, consents
and scopes is done here; what follows from it in law is left to the rules."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from kindao.engine.policy.consent import (
    KINDAO,
    Consent,
    DataType,
    GiverRole,
    Method,
    Relation,
    Remuneration,
    Scope,
    day,
    instant,
)
from kindao.engine.policy.facts import Capacity, Facts, Kind, Nature, Person, Role, Shown, Status, Use
from kindao.engine.policy.identifiers import FLOOR
from kindao.engine.policy.pack import Terms
from kindao.engine.policy.reading import OLDEST
from kindao.engine.vietnamese import unmarked
from kindao.engine.vocabulary import Destination, Identifiability, Identifier, Level, Party, Purpose, Words

Context = Mapping[str, Any]

LEVEL = {Identifiability.NONE: 0, Identifiability.INDIRECT: 1, Identifiability.DIRECT: 2}
REDACTED = tuple(Level)  # least first
UNKNOWN_AGE = -1
NOBODY: frozenset[GiverRole] = frozenset()
WHOLE = frozenset({"face", "head", "body", "mặt", "khuôn mặt", "đầu", "toàn thân"})  # as parts of the body go
GROWN = frozenset({Relation.SPOUSE, Relation.ADULT_CHILD})  # what nobody is to somebody under eighteen
TRACED = frozenset({Method.SMS, Method.EMAIL, Method.WEB, Method.APP})  # proven by what a machine wrote

FIGURE = frozenset(
    {
        Identifier.FACE,
        Identifier.HEAD,
        Identifier.EYES,
        Identifier.PERSON,
        Identifier.VOICE,
        Identifier.SKIN_MARK,
    }
)
"""Left of a person, each of these shows directly who it is."""

WORDS = {
    Identifier.NAME: DataType.NAME,
    Identifier.BIRTH_DATE: DataType.BIRTH_DATE,
    Identifier.PHONE: DataType.CONTACT,
    Identifier.EMAIL: DataType.CONTACT,
    Identifier.ADDRESS: DataType.CONTACT,
    Identifier.RECORD_NUMBER: DataType.NUMBER,
    Identifier.IDENTITY_NUMBER: DataType.NUMBER,
    # Writing that nobody understood, and all that a file carries, may be any of these.
    Identifier.TEXT: DataType.RECORD_TEXT,
    Identifier.CODE: DataType.RECORD_TEXT,
    Identifier.LOCATION: DataType.RECORD_TEXT,
    Identifier.DEVICE: DataType.RECORD_TEXT,
    Identifier.TIME: DataType.RECORD_TEXT,
    Identifier.THUMBNAIL: DataType.RECORD_TEXT,
    Identifier.EMBEDDED: DataType.RECORD_TEXT,
    Identifier.METADATA: DataType.RECORD_TEXT,
    Identifier.FILE_NAME: DataType.RECORD_TEXT,
}
"""Words and carried data that name somebody, and the kind of data that a consent must name for them."""

TYPES = WORDS | {Identifier.DIAGNOSIS: DataType.DIAGNOSIS, Identifier.VOICE: DataType.VOICE}


TAKEN = {Kind.PICTURE: DataType.PHOTO, Kind.FILM: DataType.VIDEO, Kind.RECORDING: DataType.VOICE}
"""The kind of data that each medium is of whoever is in it, hidden or not."""


def age(born: date | None, on: date) -> int:
    """Full years, `UNKNOWN_AGE` without a birth date; who is born on 29 February turns on 1 March."""
    if born is None:
        return UNKNOWN_AGE
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Case:
    """One person of the facts, with all that is said of them."""

    person: Person
    born: date | None  # from the facts, else from a consent
    shown: int  # 0 not at all, 1 indirectly, 2 directly
    told: frozenset[Identifier]  # left of the person, or of nobody in particular

    @property
    def words(self) -> frozenset[Identifier]:
        return self.told & WORDS.keys()

    def needed(self, on: date) -> frozenset[GiverRole]:
        """Who must agree, table (e) of docs/law.md."""
        years = age(self.born, on)
        if not self.person.alive:
            return frozenset({GiverRole.KIN})
        if self.person.capacity in (Capacity.NONE, Capacity.DIFFICULTY) or 0 <= years < 7:
            return frozenset({GiverRole.GUARDIAN})
        if 0 <= years < 18 or self.person.capacity is Capacity.LIMITED:
            return frozenset({GiverRole.SELF, GiverRole.GUARDIAN})
        return frozenset({GiverRole.SELF})


def cases(facts: Facts) -> tuple[Case, ...]:
    """Everybody of whom the facts tell. One who is told of and has no place in the copy counts as hidden in it;
    one who has a place and is not among the people is unknown."""
    places = {shown.person: shown for shown in facts.copy.shown}
    named = {person.id for person in facts.people}
    people = (*facts.people, *(Person(one) for one in places if one not in named))
    if facts.use.nature is Nature.ILLUSTRATION:  # nobody in particular: a face in it is `ownerless`
        people = tuple(person for person in people if person.role is not Role.UNKNOWN)
    return tuple(_case(facts, person, places.get(person.id)) for person in people)


def _case(facts: Facts, person: Person, place: Shown | None) -> Case:
    told = place.visible if place else frozenset()
    if person.role in (Role.PATIENT, Role.UNKNOWN):
        told |= facts.copy.caption | (facts.copy.left & (WORDS.keys() | FLOOR | {Identifier.DIAGNOSIS}) - FIGURE)
    if told & (FIGURE | WORDS.keys()) or (place and place.identifiability is Identifiability.DIRECT):
        shown = 2
    else:
        shown = 0 if facts.copy.confirmed_by else 1
    births = (consent.birth_date for consent in facts.consents if consent.subject == person.id and consent.birth_date)
    return Case(person, person.birth_date or next(births, None), shown, told)


def signing(consent: Consent, case: Case) -> Context:
    purposes = len(consent.scopes)
    return {
        "patient": case.person.role in (Role.PATIENT, Role.UNKNOWN),
        "giver": consent.giver.role,
        "age": age(case.born, consent.signed_on),
        "capacity": consent.capacity,
        "relation": consent.giver.relation,
        "proof": bool(consent.giver.proof),
        "conflict": consent.giver.conflict,
        "method": consent.method,
        "evidence": bool(consent.evidence),
        "affirmative": consent.affirmative,
        "apartFromCare": consent.apart_from_care,
        "oneTickForAll": purposes > 1 and not consent.apart,
        "rightsNotice": consent.informed,
        "sensitiveNotice": consent.sensitive_notice,
        "controller": bool(consent.controller),
        "textKept": bool(consent.text.digest) and consent.text.copy_given,
        "duress": tuple(sorted(consent.duress)),
        "traced": consent.method not in TRACED or all((consent.collected.channel, consent.collected.timestamp_source)),
        "withdrawalChannel": bool(consent.withdrawal_channel),
        "statements": tuple(sorted(consent.statements)),
        "ageVerified": consent.age_check.verifies,
    }


def reliance(facts: Facts, case: Case, consent: Consent, scope: Scope, terms: Terms) -> Context:
    use, signed, unnamed = facts.use, consent.signed_on, _unnamed(facts, consent)
    return {
        "purpose": use.purpose,
        "destination": use.destination,
        "open": use.destination in terms.open,
        "foreign": use.destination in terms.foreign,
        "sensitive": sensitive(facts, terms),
        "handedOn": bool(use.handed_to),
        "shown": case.shown,
        "area": use.body_area,
        "needs": tuple(sorted(needs(facts, case))),
        "early": use.on < (scope.starts or signed),
        "late": scope.ends is not None and use.on > scope.ends,
        "afterwards": signed > use.on,
        "giver": consent.giver.role,
        "alive": case.person.alive,
        "relation": consent.giver.relation,
        "agreedPurpose": scope.purpose,
        "agreedDestinations": tuple(sorted(scope.agreed)),
        "agreedShown": agreed_shown(facts, scope),
        "agreedAreas": tuple(sorted(scope.body_areas)),
        "otherPictures": bool(scope.assets) and use.asset not in scope.assets,
        "otherWords": bool(scope.words) and use.words != scope.words,
        "agreedTypes": tuple(sorted(consent.data_types)),
        "adTerms": scope.ad_terms.complete,
        "remuneration": scope.remuneration is not Remuneration.UNSTATED,
        "previewed": scope.previewed,
        "recipientsNamed": bool(consent.recipients) and not (unnamed and consent.collected.by == KINDAO),
        "unnamed": tuple(sorted(unnamed)),
        "countryNamed": any(one.country for one in consent.recipients),
        "territory": bool(consent.territory),
        "blocksChecked": bool(consent.blocks_checked),
        "method": consent.method,
        "statements": tuple(sorted(consent.statements)),
        "expires": bool(scope.ends or scope.ends_when),
    }


def needs(facts: Facts, case: Case) -> frozenset[DataType]:
    """The kinds of data that this use takes of a person: what the medium is, and what of them is left in it."""
    left = {TYPES[one] for one in case.told & TYPES.keys()} if case.shown else set()
    return frozenset({TAKEN[facts.use.medium]} | left)


PARTIES = {
    Party.AGENCY: ("agency", "cong ty quang cao", "don vi quang cao", "cong ty truyen thong",
                   "don vi truyen thong", "marketing"),
    Party.INFLUENCER: ("influencer", "influencers", "nguoi co anh huong", "nguoi co suc anh huong", "kol", "koc"),
    Party.PRESS: ("press", "newspaper", "bao chi", "toa soan", "nha bao", "dai truyen hinh"),
    Party.RESEARCHER: ("researcher", "researchers", "research", "nha nghien cuu", "nguoi nghien cuu",
                       "vien nghien cuu"),
    Party.INSURER: ("insurer", "insurance", "bao hiem"),
    Party.CARE_PROVIDER: ("care-provider", "hospital", "benh vien", "co so y te", "co so kham chua benh"),
}  # fmt: skip
"""Words of a recipient's name that tell its kind, unmarked: a consent names recipients, the use kinds of them."""
REQUESTED = frozenset({Party.INSURER, Party.CARE_PROVIDER})  # whom a patient may ask in writing to get it


def _unnamed(facts: Facts, consent: Consent) -> frozenset[Party]:
    """Who else gets the copy, of whose kind none of the recipients named in the consent is. A paper may call them
    otherwise, and a person looks; what Kindao's own pages told names the kind, or nobody agreed to it."""
    asked = REQUESTED if facts.use.requested else frozenset()
    return frozenset(
        party
        for party in facts.use.handed_to - asked
        if not any(_names_one(one.name, frozenset(PARTIES[party])) for one in consent.recipients)
    )


def sensitive(facts: Facts, terms: Terms) -> bool:
    """Whether the specialty is one of the pack's sensitive ones, or names one among its words, however it is typed."""
    return _names_one(facts.use.specialty, terms.sensitive_specialties)


@lru_cache(maxsize=1024)
def _names_one(written: str, listed: frozenset[str]) -> bool:
    said = f" {_folded(written)} "
    return any(f" {_folded(one)} " in said for one in listed)


@lru_cache(maxsize=1024)
def _folded(words: str) -> str:
    """Small letters without marks, a space for all that is neither letter nor figure."""
    return " ".join(re.findall(r"\w+", unmarked(words.casefold())))


def agreed_shown(facts: Facts, scope: Scope) -> int:
    """How far this scope lets the person be shown in such a copy: not at all in one less redacted than was promised,
    or in one that shows more than the parts of the body that it names."""
    shown = LEVEL[scope.identifiability]
    part = scope.body_areas and not any(area.strip().casefold() in WHOLE for area in scope.body_areas)
    if part and facts.copy.level is not Level.ALL_HIDDEN:
        return 0
    if scope.level is None:
        return shown
    if REDACTED.index(facts.copy.level) < REDACTED.index(scope.level):
        return 0
    return min(shown, 1) if scope.level is Level.ALL_HIDDEN else shown


def capture(facts: Facts, case: Case, agreed: tuple[tuple[Consent, Scope], ...]) -> Context:
    taken = facts.use.captured_on or facts.use.on
    since = bool(agreed) and all(
        facts.use.asset in scope.assets and consent.signed_on >= taken for consent, scope in agreed
    )
    return {
        "patient": case.person.role in (Role.PATIENT, Role.UNKNOWN),
        "shown": case.shown,
        "unable": case.person.unable_at_capture,
        "agreedSince": since,
    }


def publication(
    facts: Facts,
    case: Case,
    terms: Terms,
    *,
    lacking: frozenset[GiverRole],
    agreed_shown: int,
    withdrawn: bool,
    refused: frozenset[GiverRole] = NOBODY,
    family_lacking: bool = False,
) -> Context:
    use, person = facts.use, case.person
    return {
        "role": person.role,
        "age": age(case.born, use.on),
        "alive": person.alive,
        "capacity": person.capacity,
        "statuses": tuple(sorted(person.statuses | ({Status.FAMILY_SECRET} if person.family else set()))),
        "shown": case.shown,
        "words": tuple(sorted(case.words)),
        "lacking": tuple(sorted(lacking)),
        "agreedShown": agreed_shown,
        "withdrawn": withdrawn,
        "refused": tuple(sorted(refused)),
        "otherTime": other_time(facts, case, lacking),
        "faceFound": facts.copy.face_found or use.medium is Kind.RECORDING,  # in which there are none
        "confirmed": bool(facts.copy.confirmed_by),
        "purpose": use.purpose,
        "destination": use.destination,
        "online": use.destination in terms.open,
        "social": use.destination in terms.social,
        "live": use.destination is Destination.LIVESTREAM,
        "traits": tuple(sorted(use.traits)),
        "handedTo": tuple(sorted(use.handed_to)),
        "requested": use.requested,
        "ground": use.ground,
        "familyNamed": bool(person.family),
        "familyLacking": family_lacking,
        "floor": tuple(sorted(case.told & FLOOR)),
        "careRecording": use.care_recording,
    }


def release(facts: Facts, everyone: tuple[Case, ...], terms: Terms) -> Context:
    use, copy = facts.use, facts.copy
    seen = frozenset().union(*(place.visible for place in copy.shown))
    owned = frozenset().union(*(case.told for case in everyone))
    return {
        "purpose": use.purpose,
        "destination": use.destination,
        "open": use.destination in terms.open,
        "online": use.destination in terms.open,
        "social": use.destination in terms.social,
        "foreign": use.destination in terms.foreign,
        "illustration": use.nature is Nature.ILLUSTRATION,
        "stated": bool(use.stated_by),
        "photographed": copy.photographed,
        "people": len(everyone),
        "patients": sum(case.person.role is Role.PATIENT for case in everyone),
        "intimate": Identifier.INTIMATE in copy.left | seen,
        "sensitive": sensitive(facts, terms),
        "ownerless": tuple(sorted((copy.left | seen) & FIGURE - owned)),
        "words": tuple(sorted((copy.left | copy.caption) & WORDS.keys())),
        "notLookedFor": tuple(sorted(copy.not_looked_for)),
        "confirmed": bool(copy.confirmed_by),
        "contradictions": tuple(sorted(contradictions(facts))),
        "traits": tuple(sorted(use.traits)),
        "handedTo": tuple(sorted(use.handed_to)),
    }


CONTRADICTIONS = {
    "birth-date": Words(
        "các ngày sinh được nêu khác nhau, ở sau ngày sử dụng, hoặc xa hơn đời người dài nhất",
        "birth dates differ, lie after the day of the use, or longer ago than the longest life",
    ),
    "captured-on": Words("ngày chụp ở sau ngày sử dụng", "the day of capture lies after the day of the use"),
    "relation": Words(
        "quan hệ của người ký thay không khớp với tuổi của người này",
        "what the representative is to the person does not fit the person's age",
    ),
    "suspected": Words(
        "một trong những người ký thay bị nghi xâm hại người này",
        "one of the representatives is suspected of harming the person",
    ),
}


def contradictions(facts: Facts) -> frozenset[str]:
    """Which facts cannot all be true."""
    found = set()
    if facts.use.captured_on and facts.use.captured_on > facts.use.on:
        found.add("captured-on")
    for person in facts.people:
        stated = {consent.birth_date for consent in facts.consents if consent.subject == person.id} | {
            person.birth_date
        }
        births = stated - {None}
        if len(births) > 1 or any(born and born > facts.use.on for born in births):
            found.add("birth-date")
        if person.alive and any(age(born, facts.use.on) > OLDEST for born in births):
            found.add("birth-date")
        if not kept(facts):
            found |= _at_odds([one for one in facts.consents if one.subject == person.id], births, person.suspected)
    return frozenset(found)


def _at_odds(consents: list[Consent], births: Set[date | None], suspected: bool) -> set[str]:
    """What those who signed for one person cannot be, or leaves it open whether any of them may."""
    found = set()
    for one in consents:
        if one.giver.relation in GROWN and any(0 <= age(born, one.signed_on) < 18 for born in births):
            found.add("relation")
        # Whoever signs beside one who is suspected may be the same, or under their hand.
        if (
            one.giver.role is not GiverRole.SELF
            and not one.giver.conflict
            and (suspected or any(held.giver.conflict for held in consents))
        ):
            found.add("suspected")
    return found


def withdrawn(facts: Facts, case: Case, agreed: tuple[tuple[Consent, Scope], ...]) -> bool:
    """A scope for this purpose and place was ended by its giver, who has not agreed anew since. Of the dead it is the
    no of one relative where another agrees, whoever of them did what first."""
    for consent in facts.consents:
        for scope in consent.scopes if consent.subject == case.person.id else ():
            ended = consent.ended(scope)
            if (
                ended is not None
                and ended_by(consent, scope, facts.use.on)
                and scope.purpose is facts.use.purpose
                and facts.use.destination in scope.destinations
                and not any(
                    newer.giver.role is consent.giver.role and instant(newer.signed_at) > ended for newer, _ in agreed
                )
                and not _objects(case, consent, agreed)
            ):
                return True
    return False


def _objects(case: Case, ended: Consent, agreed: tuple[tuple[Consent, Scope], ...]) -> bool:
    """Whether that this was ended is told as a relative's no, and a relative agrees: a person has to look."""
    kin = GiverRole.KIN
    told = ended.giver.role is kin and kin in case.person.refused
    return told and any(one.giver.role is kin for one, _ in agreed)


def refused(case: Case, needed: frozenset[GiverRole]) -> frozenset[GiverRole]:
    """Who said no and is heard: the person, always; whoever speaks for them, where they must agree."""
    return case.person.refused & (needed | {GiverRole.SELF})


def kin_says_no(facts: Facts) -> bool:
    """Whether a relative of somebody dead says no, and is heard."""
    everyone = cases(facts)
    return any(GiverRole.KIN in refused(case, case.needed(facts.use.on)) for case in everyone)


def other_time(facts: Facts, case: Case, lacking: frozenset[GiverRole]) -> bool:
    """One of those who have not agreed has agreed to this purpose and place for another time, which has not begun, or
    is over."""
    return any(
        consent.giver.role in lacking and not on_its_day(scope, facts.use.on) for consent, scope in _about(facts, case)
    )


def unheard(facts: Facts, case: Case) -> frozenset[GiverRole]:
    """Who must agree and has not agreed to this purpose and place for this day, whatever the rules say of how the
    others did."""
    heard = {
        consent.giver.role
        for consent, scope in _about(facts, case)
        if on_its_day(scope, facts.use.on) and not consent.giver.conflict
    }
    return case.needed(facts.use.on) - heard


def begins(facts: Facts, case: Case) -> date | None:
    """The day from which on all hold that have yet to begin, of those who must agree; None where nothing was agreed to
    for later."""
    waited = unheard(facts, case)
    days: dict[GiverRole, date] = {}
    for consent, scope in _about(facts, case):
        role, day = consent.giver.role, scope.starts
        if role in waited and not consent.giver.conflict and day and day > facts.use.on:
            days[role] = min(day, days.get(role, day))
    return max(days.values(), default=None)


def _about(facts: Facts, case: Case) -> Iterator[tuple[Consent, Scope]]:
    """What was agreed of this person to this very act."""
    for consent in facts.consents:
        for scope in consent.scopes if consent.subject == case.person.id else ():
            if is_about(facts.use, consent, scope):
                yield consent, scope


def is_about(use: Use, consent: Consent, scope: Scope) -> bool:
    """Whether it was given to this purpose, place and picture by the day of the use, and stands."""
    about = scope.purpose is use.purpose and use.destination in scope.agreed and consent.signed_on <= use.on
    return about and not (scope.assets and use.asset not in scope.assets) and not ended_by(consent, scope, use.on)


def on_its_day(scope: Scope, on: date) -> bool:
    """Whether it has begun and not ended."""
    return (scope.starts or on) <= on <= (scope.ends or on)


def ended_by(consent: Consent, scope: Scope, on: date) -> bool:
    """Withdrawn on that day or before."""
    ended = consent.ended(scope)
    return ended is not None and day(ended) <= on


def withdrawn_since(facts: Facts) -> tuple[tuple[Consent, date], ...]:
    """The consents of which something was withdrawn after the day of the use, and the first day on which."""
    since = []
    for consent in facts.consents:
        ends = [day(ended) for scope in consent.scopes if (ended := consent.ended(scope))]
        if later := [on for on in ends if on > facts.use.on]:
            since.append((consent, min(later)))
    return tuple(since)


def kept(facts: Facts) -> bool:
    """Filed in the medical record for care and given to nobody, which is no publication."""
    use = facts.use
    return use.purpose is Purpose.RECORD and use.destination is Destination.INTERNAL and not use.handed_to
