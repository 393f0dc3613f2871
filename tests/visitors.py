"""Patients at the door, for tests: links that were made, codes that were sent, browsers that are in."""

import re
from typing import Any

from django.test import Client

from builders import a_member, a_patient
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.clinics.models import Membership
from kindao.web.door import links, sending
from kindao.web.door.links import Made
from kindao.web.door.models import Count, Link, Message, Purpose
from kindao.web.vault import ciphers, keys

PHONE = "0900 000 789"


def a_reached_patient(by: Membership, **fields: Any) -> Patient:
    """Somebody whose phone number the clinic holds."""
    return a_patient(by, **({"phone": PHONE} | fields))


def a_link(by: Membership | None = None, person: Patient | OtherPerson | None = None, **told: Any) -> Made:
    by = by or a_member()
    return links.make(by, person or a_reached_patient(by), **({"purpose": Purpose.OWN} | told))


def said(message: Message) -> str:
    """What is on its way to somebody."""
    assert message.sealed is not None, "it was sent already"
    return ciphers.decrypt(
        keys.opened(message.key), bytes(message.sealed), str(message.pk).encode(), sending.USE
    ).decode()


def code_of(link: Link) -> str:
    """The six digits that were sent last."""
    message = link.messages.exclude(code=None).order_by("-made_at").first()
    assert message is not None, "no code was sent"
    found = re.search(r"\b\d{6}\b", said(message))
    assert found
    return found[0]


def came_in(made: Made, client: Client | None = None) -> Client:
    """A browser in which they typed the code."""
    client, path = client or Client(), f"/p/{made.token}/"
    Count.objects.all().delete()  # how often codes were sent before is no matter here
    assert client.post(f"{path}code/").status_code == 302
    answer = client.post(path, {"code": code_of(made.link)})
    assert answer.status_code == 302, answer.content.decode()
    return client
