"""A refused paper form says what is missing where it is missing; no character of a pasted text costs it."""

from typing import Any

import pytest

from builders import a_member, a_patient, a_record, sent, signed_in, written
from kindao.engine.vocabulary import Purpose
from kindao.web.consent.models import Consent

pytestmark = pytest.mark.django_db
FIRST = Purpose.ADVERTISING.value


def entered(**told: str) -> Any:
    by = a_member()
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    data = written(a_record()) | {"controller": by.clinic.name, f"{FIRST}-remuneration": "paid"}
    return sent(client, a_patient(by), data | {f"{FIRST}-{name}": value for name, value in told.items()})


@pytest.mark.parametrize(
    ("told", "place", "words"),
    [
        ({"amount": "2000000", "currency": ""}, "currency", "Fill in both, the amount and its currency."),
        ({"amount": "", "currency": "VND"}, "amount", "Fill in both, the amount and its currency."),
        ({"amount": "2000000", "currency": "1ab"}, "currency", "Not three capital letters such as VND"),
        ({"amount": "two", "currency": "VND"}, "amount", "Not digits such as 2000000"),
    ],
)
def test_what_is_wrong_with_a_payment_is_said_at_its_field(told: dict[str, str], place: str, words: str) -> None:
    page = entered(**told)
    assert page.status_code == 422 and not Consent.objects.exists()
    (line,) = [line for line in page.text.splitlines() if f'href="#id_{FIRST}-{place}"' in line]
    assert words in line and "Is missing" not in page.text


def test_a_character_that_nobody_sees_costs_no_form() -> None:
    assert entered(amount="20\x00000", currency="VND\0").status_code == 302
    assert Consent.objects.get().record["scopes"][0]["payment"] == {"amount": "20000", "currency": "VND"}
