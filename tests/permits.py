"""A use that was permitted, as rows: what the gate would have made, without the minutes it takes."""

from builders import an_original, nose
from kindao import clock
from kindao.engine.report import Report
from kindao.engine.vocabulary import Destination, Outcome, Purpose
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Membership
from kindao.web.review import actions, sight
from kindao.web.review.models import Check, Decision, SafeCopy, Use, UseState, Work
from kindao.web.vault import store


def a_permitted_use(
    by: Membership,
    patient: Patient,
    original: Original | None = None,
    *,
    destination: Destination = Destination.FACEBOOK,
    data: bytes | None = None,
) -> Use:
    """Its copy lies in the vault; its check is over."""
    original = original or an_original(by, patient)
    use = actions.draft(by, original, purpose=Purpose.ADVERTISING, destination=destination, body_area="nose")
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
