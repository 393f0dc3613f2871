"""An operation in 2020 or 2099 is mistyped: whoever asks corrects it, and nothing is put."""

from datetime import timedelta

import pytest

from asked import a_question, terms
from builders import a_member, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.asking import putting
from kindao.web.asking.models import Question
from visitors import a_reached_patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("years", [-6, -3, 3, 70])
def test_an_hour_that_nobody_means_is_refused(years: int) -> None:
    by = a_member()
    use = a_use(by, an_original(by, a_reached_patient(by)))
    with pytest.raises(BadInput, match="more than two years away"):
        putting.put(by, use, terms(procedure_at=clock.now() + timedelta(days=366 * years)))
    assert not Question.objects.exists()


def test_the_form_says_so_and_keeps_what_was_filled_in() -> None:
    by = a_member()
    use = a_use(by, an_original(by, a_reached_patient(by)))
    told = {
        "destinations": ["facebook"],
        "identifiability": "indirect",
        "ends": (clock.today() + timedelta(days=90)).isoformat(),
        "remuneration": "waived",
        "blocks_checked": "on",
        "procedure_at": "2099-01-01T10:00",
        **dict.fromkeys(("content", "method", "form", "frequency", "how_to_refuse"), "…"),
    }
    answer = signed_in(by.user).post(f"/uses/{use.pk}/ask-patient/", told)
    page = answer.content.decode()
    assert answer.status_code == 422 and "cách hôm nay hơn hai năm" in page and "2099-01-01T10:00" in page


def test_an_operation_of_last_month_may_be_named_afterwards() -> None:
    question = a_question(a_member(), procedure_at=clock.now() - timedelta(days=30))
    assert question.procedure_at is not None
