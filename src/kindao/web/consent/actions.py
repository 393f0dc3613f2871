"""All that may happen to a consent. Who agrees is the patient or who speaks for them; staff only writes down what was
signed, and a second person compares it with the paper before it counts. Who withdraws needs nobody."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy import consent as engine
from kindao.engine.policy.consent import GiverRole, instant
from kindao.engine.policy.reading import seen
from kindao.engine.vietnamese import unmarked
from kindao.web import audit, rounds
from kindao.web.cases.models import Guardianship, Original, OtherPerson, Patient
from kindao.web.cases.speaking import speaks
from kindao.web.clinics.models import Membership, User
from kindao.web.consent import papers, signals
from kindao.web.consent.models import ENDED, Consent, ConsentEvent, Evidence, Notice, Scope, State, Who
from kindao.web.consent.record import rows
from kindao.web.vault import store
from kindao.web.vault.discarding import discard
from kindao.web.vault.models import StoredFile

MOVES: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.DEFERRED, State.REFUSED, State.GIVEN, State.WITHDRAWN, State.INVALIDATED}),
    State.DEFERRED: frozenset({State.REFUSED, State.GIVEN, State.WITHDRAWN, State.INVALIDATED}),
    State.GIVEN: frozenset({State.WITHDRAWN, State.EXPIRED, State.SUPERSEDED, State.INVALIDATED}),
    **dict.fromkeys(ENDED, frozenset()),
}
"""From where to where a scope may go: from what has ended, nowhere."""


ANSWERS = frozenset({State.GIVEN, State.REFUSED, State.DEFERRED})


@transaction.atomic
def write_notice(by: Membership, *, version: str, language: str, text: str) -> Notice:
    """A new version of the words that somebody is shown before they are asked."""
    notice = Notice.objects.create(
        clinic=by.clinic,
        version=version,
        language=language,
        text=text,
        digest=papers.digest_of(text.encode()),
        made_at=clock.now(),
        made_by=by.user,
    )
    audit.record("notice.written", notice, by=by.user, clinic=by.clinic)
    return notice


@transaction.atomic
def enter(
    by: Membership,
    subject: Patient | OtherPerson,
    record: engine.Consent,
    *,
    scan: BinaryIO | bytes | None = None,
    guardianship: Guardianship | None = None,
    notice: Notice | None = None,
    supersedes: Consent | None = None,
) -> Consent:
    """Write down a consent that was signed on paper or elsewhere. It counts when somebody else has confirmed it; what
    it tells of a withdrawal counts at once.

    scan: what proves it, whatever the method: of a call its recording, of all else a picture or a PDF of the paper, the
    message or the page. The same paper again, which the same person entered and which still waits, is the one that is
    there: a form sent twice. Raises BadInput for a signature still to come, one by staff,
    one by somebody of whom the record doesn't say that they may speak for the patient, another person's birth date,
    another clinic's consent, one without what proves it."""
    now = clock.now()
    record.happened(now)
    _sound(by, record, subject, guardianship, supersedes)
    if guardianship is not None:
        record = replace(record, giver=_on_record(record.giver, guardianship))
    media_type = _proving(record.method, scan)
    assert scan is not None
    evidence = store.put(scan, key=subject.key, clinic=by.clinic, media_type=media_type)
    identity = uuid4()
    # What proves it is what lies here, never a digest that stands in a file.
    told = replace(record, id=str(identity), subject=str(subject.pk), evidence=evidence.digest)
    columns, scopes = rows(told)
    if there := _there(by, subject, columns["record"]):
        discard(evidence)
        return there
    consent = Consent.objects.create(
        id=identity,
        clinic=by.clinic,
        patient=subject if isinstance(subject, Patient) else None,
        other=subject if isinstance(subject, OtherPerson) else None,
        guardianship=guardianship,
        notice=notice,
        supersedes=supersedes,
        entered_by=by.user,
        entered_at=now,
        **columns,
    )
    withdrawn = consent.withdrawn_at is not None
    made = Scope.objects.bulk_create(
        Scope(consent=consent, state=State.WITHDRAWN if withdrawn or one["withdrawn_at"] else State.REQUESTED, **one)
        for one in scopes
    )
    kind = Evidence.Kind.VOICE if papers.is_voice(evidence.media_type) else Evidence.Kind.SCAN
    Evidence.objects.create(consent=consent, kind=kind, file=evidence, digest=evidence.digest, at=now, by=by.user)
    _event(consent, "entered", Who.STAFF, by.user, now)
    for scope in made:
        if scope.state == State.WITHDRAWN:
            _event(consent, State.WITHDRAWN, giver(consent), None, now, scope)
    Original.objects.lock_resting_on(patients=[consent.subject.pk])
    audit.record("consent.entered", consent, by=by.user, clinic=by.clinic, facts={"scopes": len(made)})
    _heard(consent)
    return consent


def _there(by: Membership, subject: Patient | OtherPerson, record: dict[str, Any]) -> Consent | None:
    """The same record of the same person, entered by the same colleague, which nobody has confirmed yet."""
    # Two at once come one after the other.
    type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)
    waiting = Consent.objects.about(subject).filter(
        entered_by=by.user, confirmed_at=None, scopes__state=State.REQUESTED
    )
    same = (one for one in waiting.distinct() if one.record | {"id": ""} == record | {"id": ""})
    return next(same, None)


def _sound(
    by: Membership,
    record: engine.Consent,
    subject: Patient | OtherPerson,
    guardianship: Guardianship | None,
    supersedes: Consent | None,
) -> None:
    if subject.clinic_id != by.clinic_id or any(
        one is not None and subject.pk not in (one.patient_id, getattr(one, "other_id", None))
        for one in (guardianship, supersedes)
    ):
        raise ValueError("another person's, or another clinic's")
    if record.giver.role is GiverRole.STAFF:
        raise BadInput(
            "giver.role: staff can't agree for anybody", hint="Name who signed: the person, a guardian or kin"
        )
    if record.giver.role is not GiverRole.SELF:
        _may_speak(guardianship)
    elif guardianship is not None:
        raise BadInput("giver.role: who signs for themselves speaks for nobody else", hint="See who signed")
    if record.birth_date and subject.birth_date and record.birth_date != subject.birth_date:
        raise BadInput(
            "birth_date: another than in the patient's record", hint="See whose consent this is, then correct the day"
        )
    signed = instant(record.signed_at).astimezone(engine.VIETNAM).date()
    if record.controller and not any(_names(record.controller, name) for name in by.clinic.names_on(signed)):
        raise BadInput(
            "controller: another clinic than this one, or one that was not called so that day",
            hint="A consent counts for whom it names: see whose it is, or ask the patient anew. What the clinic was "
            "called before, its administrator says under Clinic settings",
        )


def _may_speak(guardianship: Guardianship | None) -> None:
    """Raises BadInput where the patient's record doesn't say that they may, today."""
    if guardianship is None:
        raise BadInput(
            "giver: whoever signs for somebody else must be chosen from the patient's record",
            hint="Add them there with what proves it, let a colleague look at that, too, then choose them",
        )
    if not speaks(guardianship):
        raise BadInput("this person may not speak for the patient", hint="Choose who does")


def _on_record(giver: engine.Giver, guardianship: Guardianship) -> engine.Giver:
    """With the relation and the proof that a second person has seen. Raises BadInput where the paper says another
    relation, or tells of a conflict."""
    relation = engine.Relation(guardianship.relation)
    if giver.conflict:
        raise BadInput("this person may not speak for the patient", hint="Choose who does")
    if giver.relation not in (engine.Relation.NONE, relation):
        raise BadInput("giver.relation: another than in the patient's record", hint="See who signed, and choose them")
    return replace(giver, relation=relation, proof=seen(guardianship.proof) or f"file:{guardianship.proof_file_id}")


def _names(written: str, clinic: str) -> bool:
    """Whether a paper names this clinic, however it writes capitals, marks and what stands around it."""
    said, sought = (re.findall(r"\w+", unmarked(seen(one).casefold())) for one in (written, clinic))
    return any(said[n : n + len(sought)] == sought for n in range(len(said) - len(sought) + 1))


def _proving(method: engine.Method, scan: BinaryIO | bytes | None) -> str:
    """The media type of what proves it. Raises BadInput where that is missing, or can't prove this way of agreeing."""
    voice = method is engine.Method.RECORDED_CALL
    media_type = papers.kind_of(scan) if scan is not None else ""
    if media_type and papers.is_voice(media_type) is voice:
        return media_type
    if voice:
        raise BadInput("the recording of the call is missing", hint="Add it: a sound that can be played")
    if method is engine.Method.WRITING:
        raise BadInput("the signed paper is missing", hint="Add a scan or a photograph of it")
    raise BadInput(
        "what proves this consent is missing", hint="Add a picture or a PDF of the message, the page or the paper"
    )


@transaction.atomic
def confirm(by: Membership, consent: Consent) -> None:
    """A second person has compared what was entered with the paper: from now on it counts. Twice changes nothing.

    Raises BadInput for who entered it, for one by somebody who may not speak for the patient, and for a consent of
    which nothing waits any more."""
    now = clock.now()
    consent = Consent.objects.of(by).select_for_update().get(pk=consent.pk)
    if consent.confirmed_at is not None:
        return
    if consent.entered_by_id == by.user_id:
        raise BadInput(
            "whoever entered a consent can't confirm it", hint="Ask a colleague to compare it with the paper"
        )
    waiting = list(consent.scopes.filter(state=State.REQUESTED))
    if not waiting:
        raise BadInput("nothing of this consent waits to be confirmed", hint="Look at what became of it")
    if consent.giver != GiverRole.SELF.value:
        _may_speak(consent.guardianship)
    if not consent.evidence.filter(file__isnull=False, file__erased_at=None).exists():
        raise BadInput("what proves this consent is missing", hint="Have it entered anew, with its scan or recording")
    Consent.objects.filter(pk=consent.pk).update(confirmed_by=by.user, confirmed_at=now)
    _event(consent, "confirmed", Who.STAFF, by.user, now)
    for scope in waiting:
        _move(scope, State.GIVEN, giver(consent), None, now)
    if consent.supersedes_id:
        for old in Scope.objects.filter(consent=consent.supersedes_id, state=State.GIVEN).select_related("consent"):
            _move(old, State.SUPERSEDED, Who.SYSTEM, None, now)
    Original.objects.lock_resting_on(patients=[consent.subject.pk])
    audit.record("consent.confirmed", consent, by=by.user, clinic=by.clinic)
    _heard(consent)


@transaction.atomic
def withdraw(
    consent: Consent,
    *,
    scopes: Iterable[Scope] | None = None,
    who: Who,
    by: User | None = None,
    speaks: Guardianship | None = None,
    locked: bool = False,
) -> int:
    """End it, wholly or some scopes of it: in force in this transaction, whatever it was waiting for. Gives how many
    scopes ended; a second time ends nothing and is no error. Of what was left for later nothing was
    agreed to, so that nothing is taken back.

    by: the member of staff who was told of it; None where the person did it themselves; speaks: who did it in the
    person's place, where somebody did; locked: whoever calls has locked the pictures that rest on it."""
    now = clock.now()
    rows = Consent.objects.select_for_update(of=("self",)).select_related("clinic", "patient", "other")
    consent = rows.get(pk=consent.pk)
    open_scopes = consent.scopes.filter(state__in=(State.REQUESTED, State.GIVEN))
    if scopes is not None:
        open_scopes = open_scopes.filter(pk__in=[scope.pk for scope in scopes])
    ended = 0
    at = max(now, instant(consent.signed_at))  # a clock that was set back must not keep a withdrawal out
    for scope in open_scopes:
        # Of a part each scope tells when; of the whole the consent does.
        when = {} if scopes is None else {"withdrawn_at": at}
        Scope.objects.filter(pk=scope.pk).update(state=State.WITHDRAWN, **when)
        _event(consent, State.WITHDRAWN, who, by, now, scope, speaks=speaks)
        ended += 1
    if not ended:
        return 0
    if scopes is None and consent.withdrawn_at is None:
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=at)
    if not locked:
        Original.objects.lock_resting_on(patients=[consent.subject.pk])
    audit.record("consent.withdrawn", consent, by=by, clinic=consent.clinic, facts={"scopes": ended})
    _heard(consent)
    return ended


@transaction.atomic
def withdraw_place(
    scope: Scope, place: str, *, who: Who, by: User | None = None, speaks: Guardianship | None = None
) -> int:
    """End one place of a scope, as `withdraw` ends all of it; with the last place the scope ends. Gives how many
    ended: 1, or 0 where it had ended or was never agreed."""
    now = clock.now()
    consent = Consent.objects.select_for_update().get(pk=scope.consent_id)
    scope = consent.scopes.get(pk=scope.pk)
    if scope.state not in (State.REQUESTED, State.GIVEN) or place not in scope.destinations:
        return 0
    left = [one for one in scope.destinations if one != place]
    if not left:
        return withdraw(consent, scopes=[scope], who=who, by=by, speaks=speaks)
    Scope.objects.filter(pk=scope.pk).update(destinations=left)
    _event(consent, State.WITHDRAWN, who, by, now, scope, {"place": place}, speaks)
    Original.objects.lock_resting_on(patients=[consent.subject.pk])
    audit.record("consent.withdrawn", consent, by=by, clinic=consent.clinic, facts={"place": place})
    _heard(consent)
    return 1


@transaction.atomic
def answer(scope: Scope, said: State, *, who: Who) -> None:
    """What the patient, or who speaks for them, answers to what they were asked: yes, no, or not now.

    Raises BadInput where it has ended, or for another word or another person."""
    if who not in (Who.PATIENT, Who.REPRESENTATIVE) or said not in (State.GIVEN, State.REFUSED, State.DEFERRED):
        raise BadInput("only the patient, or who speaks for them, answers", hint="Let them answer themselves")
    scope = Scope.objects.select_for_update(of=("self",)).select_related("consent__clinic").get(pk=scope.pk)
    _move(scope, said, who, None, clock.now())
    Original.objects.lock_resting_on(patients=[scope.consent.subject.pk])
    audit.record(f"consent.{said}", scope.consent, by=None, clinic=scope.consent.clinic)
    _heard(scope.consent)


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that proves an answer: what is known of it, and its file where it has one."""

    kind: Evidence.Kind
    facts: Mapping[str, Any] = field(default_factory=dict)  # ids, digests, words of the code
    file: StoredFile | None = None

    @property
    def digest(self) -> str:
        return self.file.digest if self.file else papers.digest_of(json.dumps(self.facts, sort_keys=True).encode())


def digest_of_proofs(proofs: Sequence[Proof]) -> str:
    """What stands in the record for all that proves it."""
    return papers.digest_of("\n".join(f"{one.kind} {one.digest}" for one in proofs).encode())


@transaction.atomic
def sign(
    subject: Patient | OtherPerson,
    record: engine.Consent,
    answers: Sequence[State],
    *,
    who: Who,
    proofs: Sequence[Proof],
    asked: tuple[User, datetime],
    guardianship: Guardianship | None = None,
    notice: Notice | None = None,
) -> Consent:
    """What the person, or who speaks for them, answered themselves, each scope apart: yes, no or not now. One signature
    is one record; what is answered later is another.

    answers: in the order of the record's scopes; asked: by whom and when. Raises BadInput for who may not answer and
    for a signature still to come."""
    now = clock.now()
    record.happened(now)
    if who not in (Who.PATIENT, Who.REPRESENTATIVE) or not set(answers) <= ANSWERS:
        raise BadInput("only the patient, or who speaks for them, answers", hint="Let them answer themselves")
    if guardianship is not None and not speaks(guardianship):
        raise BadInput("this person may not speak for the patient", hint="Choose who does")
    if (
        len(answers) != len(record.scopes)
        or record.subject != str(subject.pk)
        or (guardianship is None) is not (who == Who.PATIENT)
        or (guardianship is not None and guardianship.patient_id != subject.pk)
        or (State.GIVEN in answers and not (proofs and record.evidence))
    ):
        raise ValueError("another person's answers, or a yes that nothing proves")
    columns, scopes = rows(record)
    consent = Consent.objects.create(
        id=UUID(record.id),
        clinic_id=subject.clinic_id,
        patient=subject if isinstance(subject, Patient) else None,
        other=subject if isinstance(subject, OtherPerson) else None,
        guardianship=guardianship,
        notice=notice,
        entered_at=now,
        **columns,
    )
    made = Scope.objects.bulk_create(Scope(consent=consent, state=State.REQUESTED, **one) for one in scopes)
    for proof in proofs:
        Evidence.objects.create(
            consent=consent, kind=proof.kind, file=proof.file, digest=proof.digest, facts=dict(proof.facts), at=now
        )
    for scope, said in zip(made, answers, strict=True):
        _event(consent, State.REQUESTED, Who.STAFF, asked[0], asked[1], scope)
        _move(scope, said, who, None, now)
    Original.objects.lock_resting_on(patients=[consent.subject.pk])
    for said in dict.fromkeys(answers):
        facts = {"scopes": list(answers).count(said)}
        audit.record(f"consent.{said}", consent, by=None, clinic=consent.clinic, facts=facts)
    _heard(consent)
    return consent


@transaction.atomic
def invalidate(by: Membership, consent: Consent, *, reason: str) -> int:
    """It was found not to be valid: entered wrongly, signed by who may not. Gives how many scopes ended.

    reason: a code, no text: it is told in the audit."""
    now = clock.now()
    standing = consent.scopes.exclude(state__in=ENDED)
    ended = 0
    for scope in standing.select_for_update():
        _move(scope, State.INVALIDATED, Who.STAFF, by.user, now, facts={"reason": reason})
        ended += 1
    if ended:
        Original.objects.lock_resting_on(patients=[consent.subject.pk])
        audit.record("consent.invalidated", consent, by=by.user, clinic=by.clinic, facts={"reason": reason})
        _heard(consent)
    return ended


def expire() -> int:
    """Mark what has run out by now; the law looks at the day itself. Each consent in a transaction of its own, so that
    on the last day of a year nobody waits for all of them. Gives how many scopes ended."""
    over = Scope.objects.given().filter(ends__lt=clock.today())
    return rounds.every(list(over.order_by().values_list("consent", flat=True).distinct()), _expire)


@transaction.atomic
def _expire(pk: UUID) -> int:
    over = Scope.objects.given().filter(consent=pk, ends__lt=clock.today()).select_for_update(of=("self",))
    ended = list(over.select_related("consent__clinic"))
    for scope in ended:
        _move(scope, State.EXPIRED, Who.SYSTEM, None, clock.now())
    for consent in {scope.consent for scope in ended}:
        Original.objects.lock_resting_on(patients=[consent.subject.pk])
        audit.record("consent.expired", consent, by=None, clinic=consent.clinic)
        _heard(consent)
    return len(ended)


def _heard(consent: Consent) -> None:
    """Whoever listens is told which pictures rest on it, as they stand now that the audit is locked: who said in the
    meantime that the person is in another picture has come before."""
    pictures = Original.objects.resting_on(patients=[consent.subject.pk], originals=[]).values_list("pk", flat=True)
    signals.changed.send(Consent, consent=consent, pictures=list(pictures))


def giver(consent: Consent) -> Who:
    return Who.PATIENT if consent.giver == GiverRole.SELF.value else Who.REPRESENTATIVE


def _move(
    scope: Scope, to: State, who: Who, by: User | None, at: datetime, facts: dict[str, str] | None = None
) -> None:
    """The one way a scope changes its state. Raises BadInput where it may not."""
    allowed = [state for state, further in MOVES.items() if to in further]
    if not Scope.objects.filter(pk=scope.pk, state__in=allowed).update(state=to):
        raise BadInput("this consent has ended and can't be changed", hint="Only a new consent can be given")
    scope.state = to
    _event(scope.consent, to, who, by, at, scope, facts)


def _event(
    consent: Consent,
    what: str,
    who: Who,
    by: User | None,
    at: datetime,
    scope: Scope | None = None,
    facts: dict[str, str] | None = None,
    speaks: Guardianship | None = None,
) -> None:
    ConsentEvent.objects.create(
        consent=consent, scope=scope, what=str(what), who=who, by=by, speaks=speaks, at=at, facts=facts or {}
    )
