"""Releases by the API: posted once, read with their addresses, ordered down, told of; never another clinic's."""

import hashlib
from datetime import UTC, timedelta
from typing import Any
from uuid import uuid4

import pytest

from builders import a_member
from calling import a_system
from kindao import clock
from kindao.engine.vocabulary import Destination, Words
from kindao.web.api import hooks, sending
from kindao.web.api.models import Delivery, Event
from kindao.web.api.scopes import Scope
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Release, Stage, Takedown, Why
from kindao.web.review.models import Use
from outside import a_manual_account, a_use_to_post
from released import worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def test_a_use_is_posted_once_read_and_taken_down(by: Membership) -> None:
    use, account, system = a_use_to_post(by), a_manual_account(by), a_system(by.clinic)
    (shown,) = system("GET", "/accounts").json()["items"]
    assert shown["id"] == str(account.pk) and shown["open"] and "sealed" not in shown and "told" not in shown
    told = {"account": str(account.pk)}
    first, again = (system("POST", f"/uses/{use.pk}/releases", told, Idempotency_Key="one") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json()["id"] == again.json()["id"]
    twice = system("POST", f"/uses/{use.pk}/releases", told)
    assert twice.status_code == 422 and "out there already" in twice.json()["detail"]
    release = worked_off(Release.objects.get())
    with actions.handed_out(by, release) as stream:
        assert stream.read(2) == b"\xff\xd8"
    actions.posted(by, release, [("https://clinic.example/a", Place.POST)])
    read = system("GET", f"/releases/{release.pk}").json()
    assert read["stage"] == "out" and read["copies"][0]["address"] == "https://clinic.example/a"
    assert read["permit"] == str(release.permits.get().pk) and read["why"] is None
    (listed,) = system("GET", "/releases?stage=out").json()["items"]
    assert listed == read and system("GET", "/releases?stage=gone").json()["items"] == []
    for _ in range(2):
        down = system("POST", f"/releases/{release.pk}/take-down", {"why": "leak"})
        assert down.status_code == 200 and down.json()["stage"] == "coming-down"
    order = Takedown.objects.get()
    assert order.why == Why.LEAK and order.by is not None and order.by != by.user, "in the system's own name"
    (told_of,) = down.json()["takedowns"]
    assert told_of["why"] == "leak" and told_of["because"] is None and told_of["over_at"] is None
    assert told_of["ordered_at"].startswith(order.created_at.astimezone(UTC).isoformat()[:16])


def test_by_which_rule_it_comes_down_is_told_where_a_release_is_read(by: Membership) -> None:
    use, system = a_use_to_post(by), a_system(by.clinic)
    release = worked_off(actions.release(by, use, a_manual_account(by)))
    assert system("GET", f"/releases/{release.pk}").json()["takedowns"] == []
    with actions.handed_out(by, release):
        pass
    actions.take_down(release, Why.FACTS, because=Words("Đồng ý đã được rút lại.", "Consent was withdrawn."))
    (order,) = system("GET", f"/releases/{release.pk}").json()["takedowns"]
    assert order["why"] == "facts"
    assert order["because"] == {"vi": "Đồng ý đã được rút lại.", "en": "Consent was withdrawn."}
    Takedown.objects.update(over_at=clock.now())
    (listed,) = system("GET", "/releases").json()["items"]
    assert listed["takedowns"][0]["over_at"], "what is over stays told"


def test_what_has_not_gone_out_is_called_off(by: Membership) -> None:
    use, account, system = a_use_to_post(by), a_manual_account(by), a_system(by.clinic)
    at = clock.now() + timedelta(days=2)
    made = system("POST", f"/uses/{use.pk}/releases", {"account": str(account.pk), "at": at.isoformat()}).json()
    assert made["stage"] == "scheduled" and made["due_at"].startswith(at.astimezone(UTC).isoformat()[:16])
    assert made["why"] is None
    Use.objects.filter(pk=use.pk).update(caption="Lời khác")
    assert "caption has changed" in system("GET", f"/releases/{made['id']}").json()["why"]["en"]
    assert system("POST", f"/releases/{made['id']}/take-down", {}).json()["stage"] == "cancelled"


def test_what_is_wrong_is_told_and_posts_nothing(by: Membership) -> None:
    use, account, system = a_use_to_post(by), a_manual_account(by), a_system(by.clinic)
    there: dict[str, Any] = {"account": str(account.pk)}
    for told, status in (
        ({}, 422),
        ({"account": "x"}, 422),
        ({"account": str(uuid4())}, 404),
        (there | {"at": "2001-01-01T00:00:00Z"}, 422),
        (there | {"at": "2027-01-01T00:00:00"}, 422),
        (there | {"who": "me"}, 422),
    ):
        assert system("POST", f"/uses/{use.pk}/releases", told).status_code == status, told
    assert not Release.objects.exists()


def test_another_clinics_releases_and_accounts_are_not_there(by: Membership) -> None:
    use, account = a_use_to_post(by), a_manual_account(by)
    release = actions.release(by, use, account)
    other = a_member()
    own, system = a_use_to_post(other), a_system(other.clinic)
    assert system("GET", f"/releases/{release.pk}").status_code == 404
    assert system("POST", f"/releases/{release.pk}/take-down", {}).status_code == 404
    assert system("GET", "/releases").json()["items"] == system("GET", "/accounts").json()["items"] == []
    assert system("POST", f"/uses/{use.pk}/releases", {"account": str(account.pk)}).status_code == 404
    assert system("POST", f"/uses/{own.pk}/releases", {"account": str(account.pk)}).status_code == 404
    reader = a_system(by.clinic, Scope.RELEASES_READ, Scope.RELEASES_WRITE)
    assert reader("POST", f"/releases/{release.pk}/take-down", {}).status_code == 403
    release.refresh_from_db()
    assert release.stage == Stage.BY_HAND


def test_other_systems_are_told_whenever_a_release_changes(by: Membership, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    admin = a_member(Role.ADMIN, by.clinic)
    hooks.open_endpoint(admin, address="https://his.example/hook", events=[Event.RELEASE])
    use, account = a_use_to_post(by), a_manual_account(by, Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    with actions.handed_out(by, release):
        pass
    actions.posted(by, release, [("https://clinic.example/a", Place.POST)])
    actions.take_down(release, Why.OFFICER, by=by.user)
    told = Delivery.objects.filter(event=Event.RELEASE)
    assert told.count() == 5, "wanted, ready, handed out, posted, ordered down"
    assert {(one.target, one.about["use"]) for one in told} == {(release.pk, str(use.pk))}
    body = sending.body_of(told[0]).decode()
    assert f'"release": "{release.pk}"' in body and "clinic.example" not in body, "ids alone"


def test_a_system_that_posts_itself_takes_the_copy_by_a_release_and_tells_where(by: Membership) -> None:
    use, account, system = a_use_to_post(by), a_manual_account(by), a_system(by.clinic)
    no = system("GET", f"/uses/{use.pk}/copy")
    assert no.status_code == 409 and no.json()["code"] == "by-release" and "release" in no.json()["detail"]
    made = system("POST", f"/uses/{use.pk}/releases", {"account": str(account.pk)}).json()
    assert made["stage"] == "by-hand", "no worker is waited for"
    where = f"/releases/{made['id']}"
    assert system("POST", f"{where}/posted", {"addresses": ["https://clinic.example/a"]}).status_code == 422, "not yet"
    copy = system("POST", f"{where}/copy")
    data = b"".join(copy.streaming_content)
    told = system("GET", where).json()
    assert told["must_not_be_posted"] is False
    assert copy.status_code == 200 and told["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert "no-store" in copy.headers["Cache-Control"] and told["permit"] and told["sent_at"]
    assert system("POST", f"{where}/copy").status_code == 422, "once"
    for wrong in ({}, {"addresses": ["javascript:alert(1)"]}, {"addresses": ["https://a b"]}, {"elsewhere": "x" * 301}):
        assert system("POST", f"{where}/posted", wrong).status_code == 422, wrong
    out = system("POST", f"{where}/posted", {"addresses": ["https://clinic.example/a"], "elsewhere": "Màn hình"}).json()
    assert out["stage"] == "out" and {one["place"] for one in out["copies"]} == {"post", "elsewhere"}
    late = system("POST", f"{where}/not-posted", {"reason": "x"})
    assert late.status_code == 422 and late.json()["detail"].startswith("This one is known to have gone out"), (
        "a 200 would be taken for done"
    )
    assert system("GET", where).json()["stage"] == "out"


def test_a_system_that_posted_nothing_says_so(by: Membership) -> None:
    use, account, system = a_use_to_post(by), a_manual_account(by), a_system(by.clinic)
    where = f"/releases/{actions.release(by, use, account).pk}"
    assert system("POST", f"{where}/copy").status_code == 200
    assert system("POST", f"{where}/not-posted", {"reason": " "}).status_code == 422
    for _ in range(2):
        assert system("POST", f"{where}/not-posted", {"reason": "Trang web từ chối"}).json()["stage"] == "refused"
    Release.objects.update(stage=Stage.UNSURE)
    for path, told in (("posted", {"elsewhere": "x"}), ("not-posted", {"reason": "x"})):
        assert system("POST", f"{where}/{path}", told).status_code == 404, "the officer looks, and tells"


def test_a_fetched_copy_that_must_not_be_posted_says_so_to_a_program(by: Membership) -> None:
    use, account, system = a_use_to_post(by), a_manual_account(by), a_system(by.clinic)
    where = f"/releases/{system('POST', f'/uses/{use.pk}/releases', {'account': str(account.pk)}).json()['id']}"
    b"".join(system("POST", f"{where}/copy").streaming_content)
    before = system("GET", f"/uses/{use.pk}").json()
    assert before["over"] is None
    assert system("DELETE", f"/uses/{use.pk}").status_code == 204
    told = system("GET", where).json()
    assert told["stage"] == "by-hand" and told["must_not_be_posted"] is True
    assert told["why"]["en"] == "The clinic no longer wants it."
    again = system("POST", f"{where}/copy")
    assert again.status_code == 422
    assert "must not be posted" in again.json()["detail"] and "anew" not in again.json()["detail"]
    after = system("GET", f"/uses/{use.pk}").json()
    assert after["state"] == "lapsed" and after["over"]["why"]["en"] == "The clinic no longer wants it."
    assert after["over"]["at"]
    assert system("GET", "/uses?state=lapsed").json()["items"] == [after]
