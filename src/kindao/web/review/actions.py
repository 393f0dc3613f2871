"""All that may be done about a use: asked, asked again, confirmed by an officer, given up."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from kindao import clock
from kindao.api import known_area
from kindao.engine.errors import BadInput, KindaoError
from kindao.engine.policy.decide import decide, decision_to_json
from kindao.engine.policy.facts import facts_from_json, somebody_unknown
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import CareRecording, Destination, Ground, Outcome, Party, Purpose, Trait
from kindao.web import audit, rounds
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Clinic, Membership, Role, User
from kindao.web.consent.models import Consent, Scope, State
from kindao.web.review import asking, jobs
from kindao.web.review.models import (
    CHANGED,
    Check,
    Confirmation,
    Decision,
    Inspection,
    SafeCopy,
    Use,
    UseState,
    Work,
)
from kindao.web.review.over import LAPSED, Because
from kindao.web.review.signals import doubted, lapsed, refused
from kindao.web.review.version import VERSION
from kindao.web.vault.store import move

LONGEST_CAPTION = 10_000  # characters
TWICE = timedelta(minutes=1)  # within which the same question means the same again
LAPSES = timedelta(days=30)  # after the day for which it was asked
AT_ONCE = 50  # uses in one transaction, which holds their clinics' audit
BEFORE, AFTER = timedelta(days=366), timedelta(days=2 * 366)  # of today, between which a day may be asked about


OUT: list[Callable[[], QuerySet[Use]]] = []
"""Uses under which something is out, or waits to go out: apps above add what they know."""


@transaction.atomic
def look_at(original: Original) -> Inspection:
    """Have an original looked at by this engine: once."""
    inspection, new = Inspection.objects.get_or_create(
        original=original, engine=VERSION, defaults={"created_at": clock.now()}
    )
    if new:
        jobs.start(inspection)
    return inspection


@transaction.atomic
def draft(
    by: Membership,
    original: Original,
    *,
    purpose: Purpose,
    destination: Destination,
    on: date | None = None,
    caption: str = "",
    specialty: str = "",
    body_area: str = "",
    care_recording: CareRecording = CareRecording.NONE,
    traits: Iterable[Trait] = (),
    handed_to: Iterable[Party] = (),
    requested: bool = False,
    ground: Ground = Ground.NONE,
    illustration: bool = False,
    law: str = "vn",
) -> Use:
    """What somebody would like to do with an original. Nothing is asked yet.

    illustration: whoever drafts it states that it shows no real person.
    Raises BadInput for a part of the body that is not known, a caption that is too long, an unknown law pack."""
    if original.clinic_id != by.clinic_id:
        raise ValueError("the original is another clinic's")
    if original.file.erased_at:
        raise BadInput("this was erased", hint="Nothing can be asked about it any more")
    known_area(body_area)
    if len(caption) > LONGEST_CAPTION:
        raise BadInput(f"the caption is longer than {LONGEST_CAPTION} characters", hint="Shorten it")
    _day(on)
    load_pack(law, on=clock.today())
    use = Use.objects.create(
        clinic=by.clinic,
        original=original,
        patient_id=original.patient_id,
        purpose=purpose.value,
        destination=destination.value,
        on=on or clock.today(),
        caption=caption.strip(),
        specialty=specialty.strip(),
        body_area=body_area,
        care_recording=care_recording.value,
        traits=sorted(traits),
        handed_to=sorted(handed_to),
        requested=requested,
        ground=ground.value,
        illustration_by=by.user if illustration else None,
        law=law,
        asked_by=by.user,
        asked_at=clock.now(),
    )
    audit.record(
        "use.drafted",
        use,
        by=by.user,
        clinic=by.clinic,
        facts={"purpose": purpose.value, "destination": destination.value},
    )
    return use


def _day(on: object) -> None:
    """Raises BadInput for a day that nobody means."""
    today = clock.today()
    if isinstance(on, date) and not today - BEFORE <= on <= today + AFTER:
        raise BadInput("the day is more than a year ago, or more than two years ahead", hint="Correct the day")


@transaction.atomic
def ask(by: Membership, use: Use) -> None:
    """Put it before the gate. One that is on its way already is not asked twice."""
    if (
        Use.objects.of(by)
        .filter(pk=use.pk, state=UseState.DRAFT)
        .update(state=UseState.INSPECTING, asked_at=clock.now())
    ):
        audit.record("use.asked", use, by=by.user, clinic=by.clinic)
        _run(use)
    use.refresh_from_db()


@transaction.atomic
def asked_once(by: Membership, original: Original, **told: Any) -> Use:
    """Draft it and put it before the gate; the same form sent twice, or clicked twice, is one question."""
    Original.objects.lock_picture(original)
    use = _just_asked(by, original, **told)
    if use is None:
        use = draft(by, original, **told)
        ask(by, use)
    return use


def _just_asked(by: Membership, original: Original, **told: Any) -> Use | None:
    """The same question of the same person that is being answered just now: a form sent twice."""
    asked = {name: value for name, value in told.items() if name not in ("traits", "handed_to", "illustration", "on")}
    return (
        Use.objects.of(by)
        .filter(original=original, asked_by=by.user, state=UseState.INSPECTING, asked_at__gt=clock.now() - TWICE)
        .filter(traits=sorted(told["traits"]), handed_to=sorted(told["handed_to"]), on=told["on"] or clock.today())
        .filter(illustration_by=by.user if told["illustration"] else None, **asked)
        .first()
    )


CHANGEABLE = frozenset({"caption", "body_area", "specialty", "on", "purpose", "destination", "traits", "handed_to"})


@transaction.atomic
def change(by: Membership, use: Use, **fields: object) -> None:
    """Ask about something else: another caption, place, day, part of the body. What was answered, by the gate or by an
    officer, stays on record and no longer counts."""
    if not fields.keys() <= CHANGEABLE:
        raise ValueError("no such field of a use")
    _day(fields.get("on"))
    if "body_area" in fields:
        known_area(str(fields["body_area"]))
    if len(str(fields.get("caption", ""))) > LONGEST_CAPTION:
        raise BadInput(f"the caption is longer than {LONGEST_CAPTION} characters", hint="Shorten it")
    Original.objects.lock_picture(use.original)
    use = Use.objects.of(by).select_for_update().get(pk=use.pk)
    if use.state == UseState.LAPSED:
        raise BadInput("this is over and can't be changed", hint="Ask anew")
    if any(getattr(use, name) != value for name, value in fields.items()):
        fields["answers_before"] = use.decisions.count()
    Use.objects.filter(pk=use.pk).update(**fields)
    told = dict.fromkeys(sorted(fields.keys() & CHANGEABLE), True)
    audit.record(CHANGED, use, by=by.user, clinic=by.clinic, facts=told)
    if use.state != UseState.DRAFT:
        _again([use], "changed")


def handed_out(by: Membership, copy: SafeCopy) -> None:
    """A permitted copy leaves the desk in somebody's hands: to a phone, to another system."""
    audit.record("copy.handed-out", copy, by=by.user, clinic=by.clinic)


@transaction.atomic
def lapse(by: Membership | None, use: Use, because: Because = Because.UNWANTED) -> None:
    """It is over: nobody wants it any more, or its day has passed. A second time changes nothing."""
    Original.objects.lock_picture(use.original)
    if Use.objects.filter(pk=use.pk).exclude(state=UseState.LAPSED).update(state=UseState.LAPSED):
        Check.objects.filter(use=use, state__in=OPEN).update(stale=True)
        audit.record(LAPSED, use, by=by.user if by else None, clinic=use.clinic, facts={"why": because.value})
        use.refresh_from_db(fields=["state"])
        lapsed.send(Use, use=use, by=by)


@transaction.atomic
def refiled(by: Membership, original: Original, before: Original) -> None:
    """The picture is somebody else's than it was said: whatever was asked of it is over, in every record, and what was
    made of it is under the key of whose it is. A row that was left without a file tells nothing any more."""
    if original.pk != before.pk:
        before.inspections.all().delete()
        look_at(original)
    Use.objects.filter(original__in=[before.pk, original.pk]).update(original=original, patient=original.patient_id)
    copies = SafeCopy.objects.kept().filter(use__original=original, file__erased_at=None)
    for copy in copies.exclude(file__key=original.patient.key).select_related("file__key"):
        move(copy.file, original.patient.key)
    for use in Use.objects.of_the_picture(original).select_for_update(of=("self",)).select_related("clinic"):
        lapse(by, use, Because.REFILED)


def is_out(use: Use) -> bool:
    return any(uses().filter(pk=use.pk).exists() for uses in OUT)


OPEN = (Work.State.WAITING, Work.State.RUNNING)


@transaction.atomic
def ask_again(
    *, patients: Sequence[UUID], originals: Sequence[UUID], pictures: Sequence[UUID] | None = None, why: str
) -> int:
    """A fact has changed: whatever was answered about these no longer counts, in this transaction, and is asked anew.
    Gives how many uses that are. pictures: which those touch, where that is known."""
    uses = Use.objects.resting_on(patients=list(patients), originals=list(originals), pictures=pictures)
    ids = list(uses.values_list("pk", flat=True))
    return _again(Use.objects.select_for_update().filter(pk__in=ids), why)


def new_law() -> int:
    """The law pack has changed, or has run out: what was permitted under another is asked again, some at a time, so
    that nobody waits for all of it; what leaves meanwhile asks the law itself. Gives how many."""
    last = Decision.objects.filter(use=OuterRef("pk")).order_by("-number").values("pack_digest")[:1]
    permitted = Use.objects.filter(state=UseState.PERMITTED)
    ids: list[UUID] = []
    for law in permitted.order_by().values_list("law", flat=True).distinct():
        try:
            standing = load_pack(law, on=clock.today()).digest
        except KindaoError:
            standing = ""  # no pack, no permit
        other = permitted.filter(law=law).annotate(rests_on=Subquery(last)).exclude(rests_on=standing)
        ids += other.values_list("pk", flat=True)
    return rounds.every([ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)], _by_new_law)


@transaction.atomic
def _by_new_law(ids: list[UUID]) -> int:
    Original.objects.lock_resting_on(originals=Use.objects.filter(pk__in=ids).values_list("original", flat=True))
    return _again(Use.objects.select_for_update().filter(pk__in=ids, state=UseState.PERMITTED), "law")


@transaction.atomic
def brought_back() -> int:
    """Every row came from a backup: what was permitted in it is asked again, and waits. Gives how many."""
    return _again(Use.objects.select_for_update().filter(state=UseState.PERMITTED), "restored")


@transaction.atomic
def entered_again(by: Membership) -> int:
    """The officer says that what was taken back since the backup is entered: whatever waited for that is asked anew.
    Gives how many uses that are. Raises BadInput for anybody else."""
    if by.role != Role.OFFICER:
        raise BadInput("only the privacy officer answers for this", hint="Send it to the officer")
    clinic = Clinic.objects.select_for_update().get(pk=by.clinic_id)
    if clinic.restored_from is None:
        return 0
    Clinic.objects.filter(pk=clinic.pk).update(restored_from=None)
    audit.record("clinic.entered-again", clinic, by=by.user, clinic=clinic)
    last = Decision.objects.filter(use=OuterRef("pk")).order_by("-number").values("refused_en")[:1]
    waiting = Use.objects.filter(clinic=clinic, state=UseState.REFUSED).annotate(why=Subquery(last))
    ids = list(waiting.filter(why=asking.RESTORED.en).values_list("pk", flat=True))
    return _again(Use.objects.select_for_update().filter(pk__in=ids), "entered-again")


def lapse_old() -> int:
    """Permits whose day is long past are over, but for those under which something is out or waits: each by itself,
    for what holds a clinic's audit holds up whoever writes there. Gives how many."""
    old = Use.objects.filter(state=UseState.PERMITTED, on__lt=clock.today() - LAPSES)
    for uses in OUT:
        old = old.exclude(pk__in=uses().values("pk"))
    found = list(old.select_related("clinic"))
    rounds.every(found, lambda use: lapse(None, use, Because.PAST))
    return len(found)


def _again(uses: Iterable[Use], why: str) -> int:
    found = list(uses)
    prefetch_related_objects(found, "clinic")
    ids = [use.pk for use in found]
    Use.objects.filter(pk__in=ids).update(state=UseState.INSPECTING)
    Check.objects.filter(use__in=ids, state__in=OPEN).update(stale=True)
    now = clock.now()
    jobs.start_all(Check.objects.bulk_create(Check(use=use, created_at=now) for use in found))
    for clinic in {use.clinic for use in found}:
        asked = [use for use in found if use.clinic_id == clinic.pk]
        audit.record_each("use.asked-again", asked, by=None, clinic=clinic, facts={"why": why})
    return len(found)


def _run(use: Use) -> None:
    jobs.start(Check.objects.create(use=use, created_at=clock.now()))


@transaction.atomic
def confirm(by: Membership, use: Use, decision: Decision, *, reason: str) -> Confirmation:
    """An officer has looked at the copy of this decision and answers for it, for what was asked and no other purpose,
    place or words. The gate is asked again with that: it permits what needed a person alone, never what the law
    forbids.

    Raises BadInput for who may not, for who asked, changed or stated it where two must, for a decision that is not the
    last, and as long as nobody has said who somebody in it is."""
    use = _waiting(by, use, decision, reason)
    copy = decision.copy
    if copy is None or copy.gone_at is not None:
        raise BadInput("there is no copy to answer for", hint="Open the page again")
    if decision.facts and somebody_unknown(facts_from_json(decision.facts)):
        raise BadInput("nobody has said who somebody in it is", hint="Say who each person is, then confirm it")
    asked = use.asked_by_id if use.clinic.two_person else None
    if by.user_id in (use.illustration_by_id, asked):
        raise BadInput("whoever asked can't confirm it", hint="Another officer must look")
    if use.needs_another_than(by.user):
        raise BadInput("whoever changed it can't confirm it", hint="Another officer must look")
    if withdrawn(use):
        raise BadInput(
            "somebody in it has withdrawn consent to this purpose", hint="Refuse it, or ask them for a new consent"
        )
    confirmation = _said(by, use, decision, copy, Confirmation.Says.YES, reason)
    _again([use, *_held_beside(use)], "confirmed")
    return confirmation


def withdrawn(use: Use) -> list[Consent]:
    """Consents to this purpose that somebody shown has withdrawn and not given anew: no officer goes beyond that."""
    people = [row.subject_id for row in use.original.appearances.all() if row.subject_id] + [use.patient_id]
    about = Scope.objects.filter(purpose=use.purpose).filter(
        Q(consent__patient__in=people) | Q(consent__other__in=people)
    )
    given = {scope.consent.subject.pk for scope in about.given().select_related("consent__patient", "consent__other")}
    ended = about.filter(state=State.WITHDRAWN).select_related("consent__patient", "consent__other")
    found = {scope.consent_id: scope.consent for scope in ended if scope.consent.subject.pk not in given}
    return list(found.values())


def _held_beside(use: Use) -> list[Use]:
    """Other uses of the picture that the law permits and a person's doubt holds: it may be answered now."""
    last = Decision.objects.filter(use=OuterRef("pk")).order_by("-number").values("outcome")[:1]
    waiting = Use.objects.of_the_picture(use.original).filter(state=UseState.NEEDS_EYES).exclude(pk=use.pk)
    return list(waiting.annotate(outcome=Subquery(last)).filter(outcome=Outcome.PERMIT.value))


def _hold_beside(by: User, use: Use) -> None:
    """What is permitted of the picture waits for an officer now, but for copies that one answers for already."""
    Use.objects.filter(pk=use.pk, state=UseState.PERMITTED).update(state=UseState.NEEDS_EYES)
    others = Use.objects.of_the_picture(use.original).filter(state=UseState.PERMITTED).exclude(pk=use.pk)
    last = Decision.objects.filter(use=OuterRef("pk")).order_by("-number").values("copy")[:1]
    yes = Confirmation.objects.standing().filter(
        use=OuterRef("pk"), says=Confirmation.Says.YES, copy=OuterRef("answer")
    )
    for other in others.annotate(answer=Subquery(last)).exclude(Exists(yes)):
        if other.is_kept:
            continue
        Use.objects.filter(pk=other.pk).update(state=UseState.NEEDS_EYES)
        audit.record("use.held", other, by=by, clinic=use.clinic, facts={"beside": str(use.pk)})


@transaction.atomic
def refuse(by: Membership, use: Use, decision: Decision, *, reason: str) -> Confirmation:
    """An officer says no: of this picture nothing else goes out either, until an officer says yes to that very copy;
    what is out of it comes down.
    Raises BadInput as `confirm`."""
    use = _waiting(by, use, decision, reason)
    confirmation = _said(by, use, decision, decision.copy, Confirmation.Says.NO, reason)
    Use.objects.filter(pk=use.pk).update(state=UseState.REFUSED)
    _hold_beside(by.user, use)
    refused.send(Use, use=use, by=by.user)
    return confirmation


def _waiting(by: Membership, use: Use, decision: Decision, reason: str) -> Use:
    if by.role != Role.OFFICER:
        raise BadInput("only the privacy officer answers for this", hint="Send it to the officer")
    if not reason.strip():
        raise BadInput("a reason is missing", hint="Say why, in a sentence")
    Original.objects.lock_picture(use.original)  # before any of its uses, as whoever decides does
    use = Use.objects.of(by).select_for_update(of=("self",)).select_related("clinic").get(pk=use.pk)
    if use.state != UseState.NEEDS_EYES:
        raise BadInput("this does not wait for the officer any more", hint="Open the page again")
    if use.decisions.order_by("-number").values_list("pk", flat=True).first() != decision.pk:
        raise BadInput("something else waits to be looked at by now", hint="Open the page again and look at that")
    return use


def _said(
    by: Membership, use: Use, decision: Decision, copy: SafeCopy | None, says: Confirmation.Says, reason: str
) -> Confirmation:
    confirmation = Confirmation.objects.create(
        use=use,
        decision=decision,
        copy=copy,
        says=says,
        reason=reason.strip(),
        by=by.user,
        asked_by=use.asked_by if use.clinic.two_person else None,
        stated_by=use.illustration_by,
        at=clock.now(),
    )
    audit.record("use.confirmed", use, by=by.user, clinic=by.clinic, facts={"says": str(says)})
    return confirmation


@transaction.atomic
def send_to_officer(by: Membership, use: Use) -> None:
    """Somebody doubts what was permitted: it goes out only when the officer has looked, now and whenever it is asked
    again, by whom and for what ever: the doubt is about the picture. A second time changes nothing, but after an
    officer's yes it is a new doubt. Raises BadInput where the officer can't help."""
    Original.objects.lock_picture(use.original)
    use = Use.objects.of(by).select_for_update().get(pk=use.pk)
    if _waits_for_an_officer(use):
        return
    if use.state not in (UseState.PERMITTED, UseState.NEEDS_EYES, UseState.INSPECTING):
        raise BadInput("the officer can't permit this", hint="Take the way to yes that the page shows")
    _doubted(use, by.user)


@transaction.atomic
def doubt(use: Use, *, by: User) -> None:
    """The same of what speaks of pressure: who asked for the use stands as who doubts it, whether they still work here
    or not."""
    Original.objects.lock_picture(use.original)
    use = Use.objects.select_for_update().get(pk=use.pk)
    if not _waits_for_an_officer(use):
        _doubted(use, by)


def _waits_for_an_officer(use: Use) -> bool:
    """Whether it is doubted, and no officer has said yes since."""
    return bool(use.doubted_by_id) and not use.confirmations.standing().filter(says=Confirmation.Says.YES).exists()


def _doubted(use: Use, by: User) -> None:
    Use.objects.filter(pk=use.pk).update(doubted_by=by, doubted_at=clock.now())
    audit.record("use.doubted", use, by=by, clinic=use.clinic)
    _hold_beside(by, use)
    doubted.send(Use, use=use, by=by)


@transaction.atomic
def try_again(by: Membership, work: Inspection | Check) -> None:
    """Take up what was given up: a disk was full, a model was missing."""
    kind = type(work)
    if kind._default_manager.filter(pk=work.pk, state=Work.State.DEAD).update(
        state=Work.State.WAITING, attempts=0, not_before=None, failure="", finished_at=None
    ):
        if isinstance(work, Check):
            Use.objects.filter(pk=work.use_id, state=UseState.NEEDS_EYES).update(state=UseState.INSPECTING)
        jobs.start(work)
        audit.record("work.tried-again", work, by=by.user, clinic=by.clinic)


def recomputed(decision: Decision) -> str:
    """The decision from its facts and the pack of today, as canonical JSON; equal to `decision.decision` where the
    pack is still the one it was made with. Raises BadInput where it is another, or the law was not asked."""
    if not decision.facts:
        raise BadInput("the law was not asked", hint="The reason stands in the decision")
    pack = load_pack(decision.pack)
    if pack.digest != decision.pack_digest:
        raise BadInput("the law pack is another than that of the decision", hint="Use Kindao of that version")
    return decision_to_json(decide(facts_from_json(decision.facts), pack))
