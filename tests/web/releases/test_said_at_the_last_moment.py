"""Forms that somebody sends after another has acted: what they read is what is so."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages

from builders import a_member, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions
from kindao.web.releases.models import Release, Stage
from outside import a_manual_account, a_use_to_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


def test_a_form_for_an_account_that_was_closed_meanwhile_says_so(officer: Membership) -> None:
    use, account = a_use_to_post(officer), a_manual_account(officer)
    accounts.close(officer, account)
    told = {"nonce": uuid4(), "account": account.pk, "when": "now"}
    answer = signed_in(officer.user).post(f"/uses/{use.pk}/post/", told)
    assert answer.status_code == 422 and "Tài khoản này đã được đóng" in answer.content.decode()
    other = a_manual_account(a_member())
    strange = signed_in(officer.user).post(f"/uses/{use.pk}/post/", told | {"account": other.pk})
    assert strange.status_code == 404, "another clinic's is not there"
    assert not Release.objects.exists()


def test_called_off_a_second_time_it_is_called_off(officer: Membership) -> None:
    at = clock.now() + timedelta(days=2)
    release = actions.release(officer, a_use_to_post(officer), a_manual_account(officer), at=at)
    desk = signed_in(officer.user)
    for _ in range(2):
        answer = desk.post(f"/releases/{release.pk}/call-off/")
        assert [str(one) for one in get_messages(answer.wsgi_request)][-1].startswith("Đã hủy")
    sent = actions.release_by_hand(officer, a_use_to_post(officer))
    with actions.handed_out(officer, sent) as stream:
        stream.read()
    assert not actions.call_off(officer, sent), "that is too late"


def test_what_a_withdrawal_calls_off_says_why(officer: Membership) -> None:
    at = clock.now() + timedelta(days=2)
    release = actions.release(officer, a_use_to_post(officer), a_manual_account(officer), at=at)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    release.refresh_from_db()
    assert release.stage == Stage.CANCELLED and release.why_en == "Consent was withdrawn."
    assert release.why_vi in signed_in(officer.user).get(f"/releases/{release.pk}/").content.decode()
    assert release.why_vi and release.why_vi != release.why_en


def test_the_form_of_one_use_is_no_form_of_another(officer: Membership) -> None:
    account, nonce = a_manual_account(officer), uuid4()
    one, other = a_use_to_post(officer), a_use_to_post(officer)
    made = actions.release(officer, one, account, nonce=nonce)
    assert actions.release(officer, one, account, nonce=nonce) == made
    with pytest.raises(BadInput, match="for something else"):
        actions.release(officer, other, account, nonce=nonce)


def test_a_closed_account_is_neither_tried_nor_closed_again(officer: Membership) -> None:
    account, desk = a_manual_account(officer), signed_in(officer.user)
    accounts.close(officer, account)
    tested = account.tested_at
    for what in ("test", "close"):
        page = desk.post(f"/releases/accounts/{account.pk}/{what}/", follow=True).content.decode()
        assert "Tài khoản này đã đóng." in page
    account.refresh_from_db()
    assert account.tested_at == tested
