"""A list of the API asks the database no more with many rows than with few."""

from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asked import a_question
from builders import a_member, a_patient
from calling import a_system
from kindao import clock
from kindao.web.cases import actions as cases
from kindao.web.cases.models import OtherPerson
from kindao.web.clinics.models import Membership
from kindao.web.review import actions as review
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind
from outside import a_use_to_post

pytestmark = pytest.mark.django_db
_numbers = count(1)


def _request(by: Membership) -> None:
    rights.enter(by, a_patient(by), Kind.SEE, received_at=clock.now())


def _other(by: Membership) -> None:
    cases.add_other_person(by, kind=OtherPerson.Kind.STAFF, name=f"Điều dưỡng {next(_numbers)}")


def _over(by: Membership) -> None:
    review.lapse(by, a_use_to_post(by))


MORE: dict[str, Callable[[Membership], object]] = {
    "/questions": a_question,
    "/rights-requests": _request,
    "/others": _other,
    "/uses": _over,
}


@pytest.mark.parametrize("path", MORE)
def test_no_more_with_many_rows(path: str) -> None:
    by = a_member()
    system = a_system(by.clinic)
    counts: list[int] = []
    for there in (1, 6):
        for _ in range(there - 1 if counts else 1):
            MORE[path](by)
        with CaptureQueriesContext(connection) as asked:
            assert len(system("GET", path).json()["items"]) == there
        counts.append(len(asked))
    assert counts[1] < counts[0] + 3, "a call that begins a minute asks one more"
