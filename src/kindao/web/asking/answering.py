"""What the asked person does: reads, chooses, shows that they understood, signs. Each answer is one consent record with
what proves it, kept in one transaction; nobody but them gets here, and nothing they did is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Duress, GiverRole, Relation, words_of
from kindao.engine.policy.people import Capacity
from kindao.engine.policy.reading import seen
from kindao.engine.vocabulary import Destination
from kindao.web import audit
from kindao.web.asking import back, jobs, putting, record, words
from kindao.web.asking.flags import Flag, to_officer
from kindao.web.asking.models import Answer, Ask, Step
from kindao.web.asking.resting import rests_until
from kindao.web.asking.signing import Signature
from kindao.web.asking.vouching import shared, unvouched
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.cases.speaking import for_themselves, needed, speaks
from kindao.web.consent import actions as consents
from kindao.web.consent.actions import Proof
from kindao.web.consent.models import Consent, Evidence, Scope, State, Who
from kindao.web.consent.papers import digest_of
from kindao.web.consent.record import refusals
from kindao.web.door.access import Visitor
from kindao.web.door.reaching import contacts, whom
from kindao.web.vault import store

HOLDS: list[Callable[[Patient | OtherPerson], Collection[str]]] = []
"""What about a person holds back what they agreed to, by its kind: restrict, object, delete. Apps above add what they
know."""
CHOICES = (State.GIVEN, State.REFUSED, State.DEFERRED)
PARENTS = (Relation.PARENT, Relation.MOTHER, Relation.FATHER)
FRESH = timedelta(hours=2)  # for which a choice that was not signed yet is remembered


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How it was answered: what may be pressure, and what proves the way."""

    language: str
    device: str  # a phone or not; never more of the browser than that
    by_staff: bool  # somebody of the desk is signed in, in this very browser
    same_network: bool  # the clinic's own
    promised: bool = False  # they say that an advantage was named

    @property
    def pressed(self) -> bool:
        return self.by_staff or self.same_network

    def flags(self, ask: Ask) -> list[Flag]:
        """Of a yes that comes so."""
        question = ask.question
        noted = {
            Flag.DISCOUNT: question.discount,
            Flag.PROMISED: self.promised,
            Flag.BY_STAFF: self.by_staff,
            Flag.SAME_NETWORK: self.same_network,
            Flag.CONTACT_UNVOUCHED: unvouched(ask.guardianship or ask.person, question.asked_by),
            Flag.CONTACT_SHARED: bool(shared(ask)),
        }
        return [flag for flag, there in noted.items() if there]


log = logging.getLogger("kindao.asking")
ASKED = Ask.objects.select_related(
    "question__use__original", "question__copy__file__key", "question__clinic", "patient", "other", "guardianship"
)


def ask_of(visitor: Visitor) -> Ask | None:
    """What this link asks; None where it is nobody's, given up, or no longer what the clinic wants."""
    found = ASKED.filter(question__clinic=visitor.clinic, pk=visitor.link.target or visitor.link.pk).first()
    if found is None or found.person != visitor.person or found.guardianship_id != visitor.link.guardianship_id:
        return None
    while (led_to := found.question.led_to_id) is not None:  # asked anew around an operation
        same = {"patient": found.patient_id, "other": found.other_id, "guardianship": found.guardianship_id}
        now = ASKED.filter(question=led_to, **same).first()
        if now is None:
            break
        found = now
    try:
        return putting.write_statement_of_other(found)
    except Exception as error:  # noqa: BLE001 - without words nobody can say yes; a no is kept all the same
        log.error("ask %s: its words failed: %s", found.pk, type(error).__name__)
        return found


def stepped(ask: Ask, visitor: Visitor, what: Step.What, language: str, facts: Mapping[str, Any] | None = None) -> None:
    Step.objects.create(
        ask=ask, visit=visitor.visit, what=what, language=language, facts=dict(facts or {}), at=clock.now()
    )


def chosen(ask: Ask) -> tuple[Step, dict[Destination, State]] | None:
    """What they chose last and have not signed yet."""
    last = ask.steps.filter(what=Step.What.CHOSE, at__gt=clock.now() - FRESH).order_by("-pk").first()
    if last is None or _since(ask, last):
        return None
    pending = set(ask.pending())
    said = {Destination(place): State(state) for place, state in last.facts["places"].items()}
    return last, {place: state for place, state in said.items() if place in pending}


def _since(ask: Ask, step: Step) -> bool:
    """Whether a place of this choice was answered after it."""
    rows = Scope.objects.filter(consent__answer__ask=ask, consent__answer__at__gte=step.at)
    return any(place in step.facts["places"] for row in rows for place in row.destinations)


def _step(ask: Ask, step: str) -> Step | None:
    if not step.isdecimal() or len(step) > 18:
        return None
    return ask.steps.filter(pk=int(step), what=Step.What.CHOSE).first()


def answered_since(ask: Ask, step: str) -> bool:
    """Whether they answered after this choice, by the id of its step: the same form came twice, or from a window that
    they left open."""
    chose = _step(ask, step)
    return chose is not None and _since(ask, chose)


def said_since(ask: Ask, said: Mapping[Destination, State], before: int | None) -> bool:
    """Whether the very same was answered since there were that many answers: the same form came twice."""
    if before is None or ask.answers.count() <= before:
        return False
    scopes = ask.scopes()
    return all(place in scopes and scopes[place].state == state for place, state in said.items())


def answered_so(ask: Ask, step: str) -> bool:
    """Whether what they chose then is what stands answered now."""
    chose = _step(ask, step)
    stands = {place.value: scope.state for place, scope in ask.scopes().items()}
    return chose is not None and all(stands.get(place) == said for place, said in chose.facts["places"].items())


def understood(ask: Ask, since: Step) -> bool:
    return ask.steps.filter(what=Step.What.UNDERSTOOD, pk__gt=since.pk).exists()


def check_answers(
    ask: Ask, visitor: Visitor, language: str, places: Sequence[Destination], said: Mapping[str, str]
) -> list[words.Asked]:
    """The questions that were answered wrongly or not at all; none: they understood. What nobody answered is kept as
    no mistake."""
    asked = words.questions(places, ask.question.places, partial(back.of, ask.question.clinic))
    taken = {one.key: choice for one in asked for choice in one.choices if choice.key == said.get(one.key)}
    open_ = [one for one in asked if one.key not in taken or not taken[one.key].right]
    facts = {name: choice.key for name, choice in taken.items()}
    if any(not choice.right for choice in taken.values()):
        stepped(ask, visitor, Step.What.MISTOOK, language, facts)
    elif not open_:
        stepped(ask, visitor, Step.What.UNDERSTOOD, language, facts)
    return open_


@transaction.atomic
def answer(
    ask: Ask,
    visitor: Visitor,
    said: Mapping[Destination, State],
    how: Circumstances,
    *,
    signature: Signature | None = None,
    before: int | None = None,
) -> Consent:
    """Keep what they answered: the consent with its scopes, and what proves it.

    before: how many answers they had given when the page was shown; None where that is not known.
    Raises BadInput where it was answered already, for a yes that can no longer be given, without signature or without
    the two questions, and around an operation; a no can always be said, and a not now where nobody is treated."""
    ask = Ask.objects.select_for_update(of=("self",)).select_related("question__use", "question__copy").get(pk=ask.pk)
    question = ask.question
    pending = ask.pending()
    places = [one for one in pending if one in said]
    if not places or any(said[one] not in CHOICES for one in places) or said_since(ask, said, before):
        raise BadInput("this was answered already", hint="Nothing is lost: look at your answer")
    yes = any(said[one] == State.GIVEN for one in places)
    if (yes or not heard(ask)) and (not question.ready or not putting.fits(question)):
        raise BadInput("the clinic no longer asks for this", hint="You need do nothing")
    if yes and how.language not in ask.digests:
        raise BadInput("there is nothing yet to be read before a yes", hint="Open the page again in a few days")
    if yes and record.too_late(question):
        raise BadInput("it is too late to agree to this", hint="You need do nothing")
    if yes and how.pressed and not question.clinic.own_device:
        raise BadInput(
            "a yes can't be given on the clinic's own device or network",
            hint="Say it on your own phone, away from here",
        )
    if any(said[one] != State.REFUSED for one in places) and rests_until(question.use.patient_id) is not None:
        raise BadInput("this can't be answered just now", hint="Open the page again in a few days")
    last = chosen(ask)
    if last is not None:  # the words that they read when they chose
        how = replace(how, language=last[0].language)
    if yes:
        if last is None or last[1] != said or not understood(ask, last[0]):
            raise BadInput("the two questions were not answered yet", hint="Answer them first")
        if signature is None:
            raise BadInput("the signature is missing", hint="Sign with your finger, or type your full name")
    flags = how.flags(ask) if yes else []
    consent = _keep(ask, visitor, {one: said[one] for one in places}, how, signature, flags)
    Answer.objects.create(ask=ask, consent=consent, visit=visitor.visit, at=clock.now())
    if ask.guardianship_id:  # as they read it: the record may be corrected
        Ask.objects.filter(pk=ask.pk).update(whom=ask.whom | {str(consent.pk): [ask.instead_of, _whom(ask)]})
    _end_older(ask, visitor, consent, [one for one in places if said[one] == State.REFUSED])
    facts = {str(state): sum(said[one] == state for one in places) for state in CHOICES}
    audit.record(
        "ask.answered",
        ask,
        by=visitor.link,
        clinic=question.clinic,
        facts={
            **facts,
            "who": str(visitor.who),
            "by_staff": how.by_staff,
            "same_network": how.same_network,
            "contact_unvouched": Flag.CONTACT_UNVOUCHED in flags,
        },
    )
    if yes:
        if waits := [one for one in flags if one is not Flag.CONTACT_UNVOUCHED or question.clinic.two_person]:
            to_officer(question, waits)
        jobs.begin_later(question, record.first_day(clock.now()))
    return consent


def heard(ask: Ask) -> bool:
    """Whether they are those who may say yes later, so that their no can be kept though the question is over."""
    return speaks(ask.guardianship) if ask.guardianship else for_themselves(ask.person)


def _end_older(ask: Ask, visitor: Visitor, no: Consent, places: Sequence[Destination]) -> None:
    """What they had agreed to of this picture alone is taken back by a later no. What they agreed to of any picture
    stands for the others: `consent.record.noes`."""
    about = [ask.question.use.original.digest]
    older = Scope.objects.filter(
        consent__in=Consent.objects.about(ask.person).filter(guardianship=ask.guardianship).exclude(pk=no.pk),
        purpose=ask.question.purpose,
        state__in=(State.REQUESTED, State.GIVEN),
    )
    for scope in older.select_related("consent"):
        if scope.consent.record["scopes"][scope.number].get("assets") == about:
            for place in places:
                consents.withdraw_place(scope, place.value, who=Who(visitor.who), speaks=ask.guardianship)


def held_back(person: Patient | OtherPerson) -> frozenset[str]:
    """By what a yes of theirs counts for nothing just now: a pause (restrict), an objection (object), an erasure
    (delete)."""
    return frozenset(kind for holds in HOLDS for kind in holds(person))


def beside(ask: Ask) -> str:
    """What others who must agree about the same person say of what this one agreed to, by whichever question: "no"
    where one of them said anything else than yes, "waits" where one has not answered, "" where all agree. Where another
    relative of somebody dead says no, "objects": the officer decides. Only whom the law hears today is told of; of
    relatives one yes is enough."""
    mine = {place for place, scope in ask.scopes().items() if scope.state == State.GIVEN}
    person = ask.person
    wanted = needed(person) if isinstance(person, Patient) else frozenset({GiverRole.SELF})
    if noes := {role for place in mine for role in _who_says_no(ask, place) & (wanted | {GiverRole.SELF})}:
        return "objects" if noes == {GiverRole.KIN} else "no"
    if GiverRole.KIN in wanted:
        return ""
    said = ""
    for other in ask.question.asks.filter(patient=ask.patient_id, other=ask.other_id).exclude(pk=ask.pk):
        if (GiverRole.GUARDIAN if other.guardianship_id else GiverRole.SELF) not in wanted:
            continue
        answered = other.scopes()
        if any(place in answered and answered[place].state != State.GIVEN for place in mine):
            return "no"
        if any(place not in answered for place in mine):
            said = "waits"
    return said


def officer_looks(ask: Ask) -> bool:
    """Whether the officer looks before anything goes out on their yes: what they told or how they answered speaks of
    pressure, or others than the person must have it looked at: a child under seven, whom a court found unable or of
    limited capacity, a parent of somebody dead."""
    person = ask.person
    if isinstance(person, Patient):
        if person.alive and (GiverRole.SELF not in needed(person) or person.capacity == Capacity.LIMITED):
            return True
        if not person.alive and ask.guardianship is not None and ask.guardianship.relation in PARENTS:
            return True
    rows = Evidence.objects.filter(kind=Evidence.Kind.ANSWERS, consent__answer__ask=ask)
    noted = {one for facts in rows.values_list("facts", flat=True) for one in facts.get("flags", ())}
    return bool(noted if ask.question.clinic.two_person else noted - {Flag.CONTACT_UNVOUCHED})


def _who_says_no(ask: Ask, place: Destination) -> frozenset[GiverRole]:
    """In which roles anybody who answers about the same person stands by a no to this very use."""
    rows = Consent.objects.about(ask.person).select_related("guardianship__patient")
    told = list(rows.prefetch_related("scopes", "events__speaks__patient", "guardianship__patient__guardianships"))
    digest = ask.question.use.original.digest
    return refusals(told, digest, ask.question.purpose, place.value).get(ask.person.pk, frozenset())


def agreed_before(ask: Ask) -> bool:
    """Whether they had agreed to one of these places before, on paper or here, and that holds today: the time to think
    again is this answer's."""
    question, today = ask.question, clock.today()
    asset = question.use.original.digest
    given = [scope for scope in ask.scopes().values() if scope.state == State.GIVEN]
    places = {place for scope in given for place in scope.destinations}
    caption = words_of(question.caption)
    older = Scope.objects.given().filter(
        Q(starts=None) | Q(starts__lte=today),
        Q(ends=None) | Q(ends__gte=today),
        consent__in=Consent.objects.about(ask.person).filter(guardianship=ask.guardianship),
        purpose=question.purpose,
    )
    older = older.exclude(pk__in=[scope.pk for scope in given]).select_related("consent")
    signed = ((scope, scope.consent.record["scopes"][scope.number]) for scope in older)
    return any(
        places & set(scope.destinations)
        and asset in (told.get("assets") or [asset])
        and caption == (told.get("words") or caption)
        for scope, told in signed
    )


def ended_before(ask: Ask) -> bool:
    """Whether they had agreed before, on paper or here, to a place of which they have now said no or not now: of this
    picture that yes counts no more."""
    asset, own = ask.question.use.original.digest, (State.REFUSED, State.DEFERRED)
    no = {place: scope.consent for place, scope in ask.scopes().items() if scope.state in own}
    if not no:
        return False
    first = min(consent.signed_at for consent in no.values())
    older = Scope.objects.filter(
        Q(state=State.GIVEN) | Q(state=State.WITHDRAWN, withdrawn_at__gte=first),
        Q(ends=None) | Q(ends__gte=clock.today()),
        consent__in=Consent.objects.about(ask.person).filter(guardianship=ask.guardianship),
        purpose=ask.question.purpose,
    )
    signed = ((scope, scope.consent.record["scopes"][scope.number]) for scope in older.select_related("consent"))
    return any(
        place in told["destinations"] and scope.consent.signed_at < consent.signed_at
        for scope, told in signed
        if asset in (told.get("assets") or [asset])
        for place, consent in no.items()
    )


@transaction.atomic
def take_back(ask: Ask, visitor: Visitor, places: Sequence[Destination]) -> int:
    """They say no, in a window that still asked, where they had said yes: it is taken back. Gives how many places."""
    ask = Ask.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    given = {place: scope for place, scope in ask.scopes().items() if scope.state == State.GIVEN}
    who, speaks = Who(visitor.who), ask.guardianship
    return sum(consents.withdraw_place(given[one], one.value, who=who, speaks=speaks) for one in places if one in given)


def _whom(ask: Ask) -> str:
    """Full name and record number of whom somebody else answers about; "" for who answers for themselves."""
    patient = ask.patient
    return f"{patient.name}, {patient.record_number}" if patient is not None and ask.guardianship_id else ""


def _keep(
    ask: Ask,
    visitor: Visitor,
    said: Mapping[Destination, State],
    how: Circumstances,
    signature: Signature | None,
    flags: Sequence[Flag],
) -> Consent:
    question, now, language = ask.question, clock.now(), how.language
    notice = ask.notice_vi if language == "vi" else ask.notice_en
    yes = any(state == State.GIVEN for state in said.values())
    steps = list(ask.steps.all())
    proofs = [
        Proof(
            Evidence.Kind.CODE,
            {
                "visit": str(visitor.visit.pk),
                "code": str(visitor.visit.code_id),
                "channel": visitor.visit.code.channel,
                "used_at": visitor.visit.at.isoformat(),
                "link": str(visitor.link.pk),
            },
        ),
        Proof(
            Evidence.Kind.ANSWERS,
            {
                "ask": str(ask.pk),
                "language": language,
                "text": ask.digests.get(language, ""),
                "notice": notice.version if notice else "",  # of what was read, whichever version runs now
                "copy": question.copy.digest if question.copy else "",
                "caption": digest_of(question.caption.encode()),
                "looked": any(one.what == Step.What.LOOKED for one in steps),
                "mistook": sum(one.what == Step.What.MISTOOK for one in steps),
                "understood": any(one.what == Step.What.UNDERSTOOD for one in steps),
                "read_at": next((one.at.isoformat() for one in steps if one.what == Step.What.READ), ""),
                "answered": {place.value: str(state) for place, state in said.items()},
                "by_staff": how.by_staff,
                "same_network": how.same_network,
                "promised": how.promised,
                "flags": [str(one) for one in flags],
            },
        ),
    ]
    if signature is not None and yes:
        key = ask.person.key
        file = store.put(signature.content, key=key, clinic=question.clinic, media_type="application/json")
        proofs.append(Proof(Evidence.Kind.SIGNATURE, {"kind": signature.kind}, file=file))
    giver, places = putting.giver_of(ask), list(said)
    answered: dict[str, Any] = {
        "identity": str(uuid4()),
        "signed_at": now,
        "language": language,
        "text": ask.digests.get(language, ""),
        "evidence": consents.digest_of_proofs(proofs),
        "device": how.device,
    }
    if yes:
        ways = contacts(whom(visitor.link))
        told = record.consent(
            question,
            giver,
            places,
            **answered,
            channel=seen(f"{visitor.visit.code.channel} {ways[0].masked if ways else ''}"),
            previewed=any(one.what == Step.What.LOOKED for one in steps),
            duress=frozenset({Duress.DISCOUNT} if question.discount or how.promised else ()),
            starts=None if record.too_late(question) else record.first_day(now),
            given=[place for place, state in said.items() if state == State.GIVEN],
            read=words.lines(ask.statement.get("vi", ())),
        )
    else:
        told = record.refusal(question, giver, places, **answered)
    return consents.sign(
        ask.person,
        told,
        list(said.values()),
        guardianship=ask.guardianship,
        notice=notice,
        proofs=proofs,
        who=Who(visitor.who),
        asked=(question.asked_by, question.created_at),
    )
