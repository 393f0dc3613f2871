"""A use that was permitted, as rows: what the gate would have made, without the minutes it takes."""

from dataclasses import replace
from datetime import date

from builders import a_consent, a_member, a_record, an_original, nose
from kindao import clock
from kindao.engine.policy import consent as engine
from kindao.engine.policy.decide import decide, decision_to_json
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.facts import Copy, Facts, Shown, facts_to_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.report import Report
from kindao.engine.vocabulary import Destination, Identifiability, Level, Outcome, Purpose
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.review import actions, asking, sight
from kindao.web.review.models import Check, Confirmation, Decision, SafeCopy, Use, UseState, Work
from kindao.web.vault import store


def _asked(use: Use, on: date, shows: Identifiability = Identifiability.INDIRECT) -> tuple[Facts, Answer]:
    people, consents = asking.parties(use)
    told = Facts(
        replace(asking.act(use), on=on, asset=use.original.digest, words=engine.words_of(use.caption)),
        tuple(one.person for one in people),
        consents,
        Copy(Level.ALL_HIDDEN, tuple(Shown(one.person.id, shows) for one in people), verified=True),
    )
    answer = decide(told, load_pack(use.law, on=clock.today()))
    return told, answer


def answer_of(use: Use, on: date) -> Answer:
    """What the law says of a copy that hides everybody, by what the clinic's records say now."""
    return _asked(use, on)[1]


def permit(
    use: Use, on: date, *, by_officer: bool = False, shows: Identifiability = Identifiability.INDIRECT
) -> Decision:
    """What the gate would write for this day by what the clinic's records say now: the law itself is asked, the engine
    is not.

    by_officer: the law leaves it to a person, and an officer said yes; shows: how far the copy shows who is in it."""
    told, answer = _asked(use, on, shows)
    asked = Outcome.INDETERMINATE if by_officer else Outcome.PERMIT
    assert answer.outcome is asked, [one.words.en for one in answer.reasons]
    now = clock.now()
    Check.objects.filter(use=use).update(state=Work.State.DONE, lease=None, leased_until=None, finished_at=now)
    copy = use.copies.kept().first()
    if copy is None:
        file = store.put(nose(), key=use.original.patient.key, clinic=use.clinic, media_type="image/jpeg")
        copy = SafeCopy.objects.create(
            use=use, file=file, digest=file.digest, level="everyone-hidden", recipe={}, made_at=now
        )
    decision = Decision.objects.create(
        use=use,
        number=use.decisions.count() + 1,
        outcome=Outcome.PERMIT.value,
        basis=Decision.Basis.OFFICER if by_officer else Decision.Basis.LAW,
        facts=facts_to_json(told),
        decision=decision_to_json(answer),
        pack=answer.pack,
        version=answer.version,
        pack_digest=answer.pack_digest,
        on=on,
        report=sight.report_to(Report(use.original.digest, Outcome.PERMIT, (), None)),
        copy=copy,
        at=now,
    )
    Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED, on=on)
    use.refresh_from_db()
    return decision


def a_permitted_use(
    by: Membership,
    patient: Patient,
    original: Original | None = None,
    *,
    destination: Destination = Destination.FACEBOOK,
    purpose: Purpose = Purpose.ADVERTISING,
    data: bytes | None = None,
) -> Use:
    """Its copy lies in the vault; its check is over."""
    original = original or an_original(by, patient)
    use = actions.draft(by, original, purpose=purpose, destination=destination, body_area="nose")
    actions.ask(by, use)
    now = clock.now()
    Check.objects.filter(use=use).update(state=Work.State.DONE, finished_at=now)
    file = store.put(data or nose(), key=original.patient.key, clinic=by.clinic, media_type="image/jpeg")
    copy = SafeCopy.objects.create(
        use=use, file=file, digest=file.digest, level="deidentified", identifiability="none", recipe={}, made_at=now
    )
    Decision.objects.create(
        use=use,
        number=1,
        outcome=Outcome.PERMIT.value,
        on=clock.today(),
        report=sight.report_to(Report(original.digest, Outcome.PERMIT, (), None)),
        copy=copy,
        at=now,
    )
    Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED)
    use.refresh_from_db()
    return use


def a_lawful_use(
    by: Membership,
    patient: Patient,
    record: engine.Consent | None = None,
    *,
    destination: Destination = Destination.FACEBOOK,
    caption: str = "",
    shows: Identifiability = Identifiability.INDIRECT,
    original: Original | None = None,
) -> Use:
    """As above, with all that the law was told and answered: the patient consented, the copy hides everybody, and a
    withdrawal changes the answer. What the engine would have seen stands in the facts by hand."""
    if record is None:
        (scope,) = a_record().scopes
        record = a_record(scopes=(replace(scope, destinations=frozenset({destination})),))
    a_consent(by, patient, record)
    use = a_permitted_use(by, patient, original, destination=destination)
    Use.objects.filter(pk=use.pk).update(caption=caption)
    use.refresh_from_db()
    permit(use, clock.today(), shows=shows)
    return use


def an_officer_read_the_terms(by: Membership, use: Use) -> None:
    """And says yes: an advert's picture that went out there may go out there once more."""
    decision = use.decisions.latest("number")
    officer = Membership.objects.in_clinic(by.clinic).filter(role=Role.OFFICER).first()
    officer = officer or a_member(Role.OFFICER, by.clinic)
    Confirmation.objects.create(
        use=use, decision=decision, copy=decision.copy, by=officer.user, says="yes", reason="Hai bài", at=clock.now()
    )
