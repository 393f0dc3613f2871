"""What no page of ours sends is refused with a sentence, and breaks nothing."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from desk import a_user, signed_in
from kindao.engine.errors import BadInput
from kindao.web.officer import forms

pytestmark = pytest.mark.django_db
DEEP = "[" * 90_000


def a_credential(**other: object) -> dict[str, object]:
    """Of the shape that a browser sends, signed by nobody."""
    client = {"type": "webauthn.get", "challenge": "AAAA", "origin": "http://localhost"}
    response = {
        "clientDataJSON": websafe_encode(json.dumps(client).encode()),
        "authenticatorData": websafe_encode(bytes(37)),
        "signature": websafe_encode(b"x"),
        "userHandle": websafe_encode(b"1"),
    }
    return {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response, **other}


BAD: tuple[Any, ...] = (
    '{"id":1}',
    DEEP,
    "{}",
    "[]",
    "1",
    '"x"',
    "null",
    "",
    json.dumps(a_credential()),
    json.dumps(a_credential(id=None)),
    json.dumps(a_credential(response=[])),
    json.dumps(a_credential(response={"clientDataJSON": "é", "authenticatorData": 1})),
    json.dumps(a_credential(response={"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AA"})),
)


def test_a_malformed_passkey_signs_nobody_in_and_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.core.ratelimit.consume", lambda *_, **__: True)
    browser = Client()
    address = reverse("mfa_login_webauthn")
    for one in BAD:
        browser.get(address, headers={"X-Requested-With": "XMLHttpRequest"})  # a challenge, as the page asks for one
        answer = browser.post(address, {"credential": one}, REMOTE_ADDR="127.0.0.1")
        assert answer.status_code in (302, 429), one[:80]
        assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
def test_the_other_pages_of_passkeys_hold_as_well(name: str) -> None:
    browser = signed_in(a_user(factor=True))
    for one in BAD:
        assert browser.get(reverse(name)).status_code in (200, 302)
        assert browser.post(reverse(name), {"name": "x", "credential": one}).status_code in (302, 422), one[:80]


def test_boxes_that_are_too_deep_are_refused() -> None:
    for one in (DEEP, '{"drawn":' + "[" * 50_000):
        with pytest.raises(BadInput, match="can't be read"):
            forms._boxes(one)
