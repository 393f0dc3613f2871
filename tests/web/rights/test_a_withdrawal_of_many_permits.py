"""However many permits rest on a consent, taking it back asks the database as little as with two, and each is asked
anew."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from builders import a_consent, a_member, a_patient, an_original
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.audit import verifying
from kindao.web.audit.models import AuditEvent, Log
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Consent, Who
from kindao.web.review import actions as review
from kindao.web.review import jobs
from kindao.web.review.models import Check, Use, UseState, Work
from kindao.web.rights import actions

pytestmark = pytest.mark.django_db


def permitted(by: Membership, number: int) -> tuple[Consent, list[Use]]:
    patient = a_patient(by)
    consent, original = a_consent(by, patient), an_original(by, patient)
    uses = [
        review.draft(by, original, purpose=Purpose.ADVERTISING, destination=Destination.FACEBOOK) for _ in range(number)
    ]
    Use.objects.filter(pk__in=[use.pk for use in uses]).update(state=UseState.PERMITTED)
    return consent, uses


def test_it_asks_the_database_no_more_for_many() -> None:
    by = a_member()
    actions.withdraw(permitted(by, 1)[0], who=Who.PATIENT)  # what is read once
    asked = []
    for number in (2, 12):
        consent, uses = permitted(by, number)
        with CaptureQueriesContext(connection) as queries:
            actions.withdraw(consent, who=Who.PATIENT)
        asked.append(len(queries))
        ids = [use.pk for use in uses]
        assert set(Use.objects.filter(pk__in=ids).values_list("state", flat=True)) == {UseState.INSPECTING}
        told = AuditEvent.objects.filter(verb="use.asked-again", target__in=map(str, ids))
        assert told.count() == number and all(one.facts == {"why": "consent"} for one in told)
    assert asked[0] == asked[1] < 50
    assert verifying.verify(Log.objects.get(pk=by.clinic_id)).problem is None


def test_each_is_asked_anew_by_a_job_of_its_own() -> None:
    by = a_member()
    consent, uses = permitted(by, 3)
    actions.withdraw(consent, who=Who.PATIENT)
    checks = Check.objects.filter(use__in=uses)
    assert checks.count() == 3
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=jobs.start_each.module_path)
    now, later = waiting.order_by("run_after")
    assert now.args_kwargs == later.args_kwargs and later.run_after - now.run_after >= Check.LEASED
    checks.filter(use=uses[0]).update(state=Work.State.DONE)
    mine = DBTaskResult.objects.filter(task_path=jobs.do.module_path)
    mine.delete()
    jobs.start_each.call(*now.args_kwargs["args"])
    left = [str(one.pk) for one in checks.exclude(use=uses[0])]
    assert sorted(one.args_kwargs["args"][1] for one in mine) == sorted(left * 2)
