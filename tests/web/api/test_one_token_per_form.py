"""A form that shows a secret once makes one thing: sent again, as by a page that is loaded anew, it makes nothing."""

import re

import pytest
from django.db import transaction

from desk import a_member, signed_in
from kindao.web.api import actions
from kindao.web.api.models import Endpoint, Token
from kindao.web.api.scopes import Scope
from kindao.web.clinics.models import Role

pytestmark = pytest.mark.django_db
FORMS = {
    "/clinic/systems/": ("make/", {"name": "HIS", "scopes": ["patients:read"], "days": "30"}, Token),
    "/clinic/systems/webhooks/": ("open/", {"address": "https://192.0.2.1/x", "events": ["decision.made"]}, Endpoint),
}


@pytest.mark.parametrize("page", FORMS)
def test_a_form_that_is_sent_twice_makes_one(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kindao.web.api.reaching.allowed", lambda _: None)
    client = signed_in(a_member(Role.ADMIN).user)
    client.cookies["django_language"] = "en"
    to, form, kind = FORMS[page]

    def nonce(shown: str) -> str:
        found = re.search(r'name="nonce" value="([^"]+)"', shown)
        assert found
        return found[1]

    form = form | {"nonce": nonce(client.get(page).content.decode())}
    first, again = client.post(page + to, form), client.post(page + to, form)
    assert first.status_code == 200 and 'class="secret"' in first.content.decode()
    told = again.content.decode()
    assert again.status_code == 409 and 'class="secret"' not in told and "sent already" in told
    assert kind._default_manager.count() == 1
    another = client.post(page + to, form | {"nonce": nonce(told)})
    assert another.status_code == 200 and kind._default_manager.count() == 2, "the page that said so makes another"
    missing = client.post(page + to, form | {"nonce": "?"})
    assert missing.status_code == 422 and "Load it again" in missing.content.decode()


def test_another_clinics_form_makes_nothing_here() -> None:
    one, other = a_member(Role.ADMIN), a_member(Role.ADMIN)
    token, _ = actions.issue(one, name="HIS", scopes=[Scope("patients:read")], days=1)
    with pytest.raises(actions.SentBefore), transaction.atomic():
        actions.issue(other, name="HIS", scopes=[Scope("patients:read")], days=1, nonce=token.pk)
