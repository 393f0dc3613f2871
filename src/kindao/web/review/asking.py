"""From rows to what the gate is asked, with the database's consents and people as facts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kindao import clock
from kindao.api import keeps
from kindao.engine import gate
from kindao.engine.appearance import Appearance as Seen
from kindao.engine.policy import consent as engine
from kindao.engine.policy.facts import Facts, Nature, Person, Role
from kindao.engine.policy.facts import Use as Act
from kindao.engine.policy.people import Capacity
from kindao.engine.vocabulary import CareRecording, Destination, Finding, Ground, Known, Party, Purpose, Trait, Words
from kindao.web.cases.models import Appearance, Original, OtherPerson, Patient
from kindao.web.cases.speaking import suspected
from kindao.web.clinics.models import User
from kindao.web.consent.models import Consent
from kindao.web.consent.record import Asked, kin_said_no_at, noes, refusals, said_no_to, to_engine
from kindao.web.review import elsewhere
from kindao.web.review.models import Decision, Use

BY_HAND = "officer"
"""By whom a finding is that a person drew."""
MARKS: list[Callable[[Original], tuple[Finding, ...]]] = []
"""What people drew on an original: apps above add how they tell it."""
HOLDS: list[Callable[[Use], Words | None]] = []
"""Why nothing may go out just now, whatever the law would say: apps above add what they know."""
SILENT: list[Callable[[Collection[UUID]], set[UUID]]] = []
"""Of these people who are no patients, those whose yes counts for nothing just now: apps above add what they know."""


def request(
    use: Use,
    data: bytes | Path,
    *,
    folder: Path | None = None,
    confirmed_by: User | None = None,
    asked: Asked = frozenset(),
) -> gate.Request:
    """Everything the gate is told of one use.

    data: a picture's bytes, a film's file; folder: where a film's copy is made; asked: who is asked anew, whose no is
    not counted."""
    people, consents = parties(use, but=asked, look=True)
    return gate.Request(
        data,
        act(use),
        people=people,
        consents=consents,
        caption=use.caption,
        folder=folder,
        kept=keeps(use.body_area),
        marked=drawn_on(use.original),
        confirmed_by=f"user:{confirmed_by.pk}" if confirmed_by else "",
        today=clock.today(),
    )


ERASED = Words("Bản gốc đã bị xóa theo yêu cầu của người bệnh.", "The original was erased, as the patient asked.")
RESTORED = Words(
    "Hệ thống vừa được khôi phục từ bản sao lưu: người phụ trách nhập lại những gì đã bị rút lại rồi mới đăng được.",
    "This desk came back from a backup: nothing goes out until the officer has entered what was taken back since.",
)


def drawn_on(original: Original) -> tuple[Finding, ...]:
    """What people drew on it."""
    return tuple(mark for marks in MARKS for mark in marks(original))


def held(use: Use) -> Words | None:
    """Why nothing may go out for this use just now; None where nothing holds it."""
    if use.original.file.erased_at:
        return ERASED
    return brought_back(use) or forbidden(use)


def brought_back(use: Use) -> Words | None:
    """That this desk came back from a backup, and its officer has not said yet that all taken back since is entered.
    Nothing goes out then; of what is out it tells nothing."""
    return RESTORED if use.clinic.restored_from and not use.is_kept else None


def forbidden(use: Use) -> Words | None:
    """What is known to hold it, out or not: it was erased, a right was used, an officer refused it."""
    if use.original.file.erased_at:
        return ERASED
    return next((why for hold in HOLDS if (why := hold(use))), None) or elsewhere.refused(use)


def last_answer(use: Use) -> Decision | None:
    """The last that was answered to what is asked, and not to what was asked before a change; that a restore kept
    everything in answers nothing."""
    answers = use.decisions.filter(number__gt=use.answers_before)
    return answers.exclude(refused_en=RESTORED.en).order_by("-number").first()


def silent(people: Collection[UUID]) -> set[UUID]:
    """Of these people who are no patients, those who are not to be seen, whatever they agreed to."""
    return {one for told in SILENT for one in told(people)} if people else set()


def act(use: Use) -> Act:
    session = use.original.session
    return Act(
        Purpose(use.purpose),
        Destination(use.destination),
        use.on,
        body_area=use.body_area,
        specialty=use.specialty or session.specialty,
        nature=Nature.ILLUSTRATION if use.illustration_by_id else Nature.PHOTOGRAPH,
        stated_by=f"user:{use.illustration_by_id}" if use.illustration_by_id else "",
        captured_on=session.at.astimezone(engine.VIETNAM).date(),
        traits=frozenset(Trait(one) for one in use.traits),
        handed_to=frozenset(Party(one) for one in use.handed_to),
        requested=use.requested,
        ground=Ground(use.ground),
        care_recording=CareRecording(use.care_recording or session.care_recording),
    )


def everybody(original: Original, *, drawn: bool = False) -> tuple[Seen, ...]:
    """Who is in the original, one for each person with all their places; whoever nobody named stays unknown.

    drawn: stated to be an illustration. Those alone are in it of whom a person said where; that it was taken in a
    patient's session, or that a machine saw a drawn face, says nothing."""
    rows = list(
        Appearance.objects.filter(original=original)
        .select_related("patient", "other")
        .prefetch_related("patient__family")
        .order_by("confirmed_at", "pk")
    )
    if drawn:
        rows = [row for row in rows if row.confirmed_by_id and (row.at or row.tracks or row.everyone)]
    together: dict[str, list[Appearance]] = {}
    for row in rows:
        together.setdefault(identity(row), []).append(row)
    unable = original.session.unable
    return tuple(_seen(one, rows_of, unable=unable) for one, rows_of in together.items())


def identity(row: Appearance) -> str:
    """Whom the law is told of by this id: the patient or other person, or the place alone."""
    return str(row.patient_id or row.other_id or row.pk)


def _seen(identity: str, rows: list[Appearance], *, unable: bool) -> Seen:
    first = rows[0]
    return Seen(
        person(first, identity, unable=unable),
        at=tuple(box for row in rows for box in row.boxes),
        tracks=tuple(sorted({number for row in rows for number in row.tracks})),
        heard=tuple(one for row in rows for one in row.intervals),
        everyone=any(row.everyone for row in rows),
    )


def person(row: Appearance, identity: str, *, unable: bool) -> Person:
    match row.role:
        case Appearance.As.PATIENT:
            assert row.patient is not None
            return of_patient(row.patient, unable=unable)
        case Appearance.As.STAFF | Appearance.As.BYSTANDER:
            role = Role(row.role)
        case Appearance.As.NOBODY:  # a face on a poster: hidden like a passer-by's, and asked nothing
            role = Role.BYSTANDER
        case _:
            role = Role.UNKNOWN
    other = row.other
    return Person(
        identity,
        role,
        birth_date=other.birth_date if other else None,
        known=Known(identity, names=(other.name,)) if other else None,
    )


def of_patient(patient: Patient, *, unable: bool = False) -> Person:
    return Person(
        str(patient.pk),
        Role.PATIENT,
        birth_date=patient.birth_date,
        alive=patient.alive,
        capacity=Capacity(patient.capacity),
        statuses=patient.known_statuses,
        known=known(patient),
        unable_at_capture=unable,
        suspected=patient.guardianships.filter(conflict=True).exists(),
        family=frozenset(str(one.pk) for one in patient.family.all()),
    )


def known(patient: Patient) -> Known:
    """What words are compared with; never stored with what was found."""
    return Known(
        str(patient.pk),
        names=(patient.name,),
        phones=tuple(filter(None, [patient.phone])),
        birth_date=patient.birth_date.isoformat() if patient.birth_date else "",
        numbers=(patient.record_number,),
        addresses=tuple(filter(None, [patient.address])),
        emails=tuple(filter(None, [patient.email])),
    )


def parties(
    use: Use, *, but: Asked = frozenset(), look: bool = False
) -> tuple[tuple[Seen, ...], tuple[engine.Consent, ...]]:
    """Everybody shown, with whether they, or who speaks for them, said no to this very use; and what was agreed.

    but: whose no is not counted, for they are asked anew; look: at pictures that were never compared, too, which takes
    a while."""
    people = everybody(use.original, drawn=use.illustration_by_id is not None)
    kept = _on_file(use.original, people)
    twins = _twins(use, kept, look=look)
    said_no = refusals(kept, use.original.digest, use.purpose, use.destination, but=but, twins=twins)
    noes_of = {str(person): roles for person, roles in said_no.items()}
    told = tuple(
        replace(seen, person=replace(seen.person, refused=noes_of.get(seen.person.id, frozenset()))) for seen in people
    )
    return told, _agreed(use.original, kept)


def _twins(use: Use, kept: list[Consent], *, look: bool = False) -> frozenset[str]:
    others = said_no_to(kept, use.purpose, use.destination) - {use.original.digest}
    return frozenset(elsewhere.twins(use.original, others, look=look)) if others or look else frozenset()


def kin_objected(use: Use, since: datetime) -> bool:
    """Whether a relative of somebody dead in it said no to this very use then or later: nobody who decided between the
    relatives before has heard it. That one of them says no is told by role alone, however many do."""
    kept = _on_file(use.original, everybody(use.original, drawn=use.illustration_by_id is not None))
    at = kin_said_no_at(kept, use.original.digest, use.purpose, use.destination, twins=_twins(use, kept))
    return at is not None and at >= since


def consents_of(original: Original, people: Iterable[Seen]) -> tuple[engine.Consent, ...]:
    """What was agreed by those who are shown, and by the family of those whose secret it is as well; of this picture
    what was said last counts."""
    return _agreed(original, _on_file(original, people))


def _on_file(original: Original, people: Iterable[Seen]) -> list[Consent]:
    ids = {UUID(one) for seen in people for one in (seen.person.id, *seen.person.family)}
    rows = Consent.objects.filter(clinic=original.clinic_id).about(
        *Patient.objects.filter(pk__in=ids), *OtherPerson.objects.filter(pk__in=ids)
    )
    told = rows.select_related("guardianship__patient").prefetch_related("scopes", "events__speaks__patient")
    return list(told.order_by("signed_at", "pk"))


def _agreed(original: Original, kept: list[Consent]) -> tuple[engine.Consent, ...]:
    unseen = silent({row.other_id for row in kept if row.other_id})
    kept = [row for row in kept if row.other_id not in unseen]
    said_no = noes(kept, original.digest)
    today = clock.today()  # what a clock that stood ahead has ended holds nothing until somebody says that it did
    found = (
        _on_record(row, to_engine(row, [one for one in row.scopes.all() if not one.ended_too_early(today)], said_no))
        for row in kept
    )
    return tuple(one for one in found if one is not None)


def _on_record(row: Consent, told: engine.Consent | None) -> engine.Consent | None:
    """With what the record knows now of whoever signed for the person, whatever it knew that day; None where it
    doesn't say who that is."""
    if told is None or told.giver.role is engine.GiverRole.SELF:
        return told
    if row.guardianship is None:
        return None
    return replace(told, giver=replace(told.giver, conflict=told.giver.conflict or suspected(row.guardianship)))


def agreed(facts: Facts) -> frozenset[tuple[str, engine.Scope]]:
    """What was agreed to this purpose and place, by whichever consent: an officer's yes is about an answer that they
    saw, and none to one that came later."""
    use, here = facts.use, frozenset({facts.use.destination})
    return frozenset(
        (one.id, replace(scope, destinations=here, ticked=scope.ticked & here))  # of another place no matter
        for one in facts.consents
        for scope in one.scopes
        if scope.purpose is use.purpose and use.destination in scope.destinations
    )
