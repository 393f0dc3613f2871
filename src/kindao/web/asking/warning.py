"""Whoever was reached by a phone number or e-mail is told there when the clinic writes down another: somebody whose
number was changed hears of it before anybody can answer in their place."""

import logging
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext, override
from django_tasks import task

from kindao import clock
from kindao.web import audit
from kindao.web.asking.models import Warned
from kindao.web.cases import signals
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.door.models import Channel, Link, Message
from kindao.web.door.reaching import Contact, contacts
from kindao.web.door.sending import ATTEMPTS, FIRST_WAIT, WAYS
from kindao.web.vault import ciphers, keys

USE = "warning"


def listen() -> None:
    signals.contact_changed.connect(_changed, dispatch_uid="asking.contact-changed")


def _changed(sender: object, person: Patient | OtherPerson, before: tuple[str, str], **_: Any) -> None:
    """Within the transaction of the change."""
    for old in contacts(Patient(phone=before[0], email=before[1])):
        identity, key = uuid4(), keys.shared_key(person.clinic)
        Warned.objects.create(
            id=identity,
            patient=person if isinstance(person, Patient) else None,
            other=person if isinstance(person, OtherPerson) else None,
            channel=old.channel,
            key=key,
            sealed=ciphers.encrypt(keys.opened(key), old.address.encode(), str(identity).encode(), USE),
            made_at=clock.now(),
        )
        send.enqueue(str(identity))


def text(person: Patient | OtherPerson) -> str:
    """In both languages, and nothing of what it is about."""
    said, clinic = [], person.clinic
    where = clinic.phone or clinic.email or clinic.address
    for language in ("vi", "en"):
        with override(language):
            told = gettext(
                "%(clinic)s: the phone number or e-mail that we hold of you was changed. If you did not want that, "
                "call the clinic."
            )
            if where:
                told = gettext(
                    "%(clinic)s: the phone number or e-mail that we hold of you was changed. If you did not want that, "
                    "tell the clinic: %(where)s."
                )
            said.append(told % {"clinic": clinic.name, "where": where})
    return "\n".join(said)


def address_of(row: Warned) -> str:
    return ciphers.decrypt(keys.opened(row.key), bytes(row.sealed or b""), str(row.pk).encode(), USE).decode()


@task(queue_name="messages")
def send(pk: str) -> None:
    """One attempt; one that was sent, or given up, is left alone."""
    row = Warned.objects.select_related("patient__clinic", "other__clinic", "key").get(pk=UUID(pk))
    if row.ended_at is not None:
        return
    channel = Channel(row.channel)
    try:
        # The ways want a message of a link: of this one nothing but its id and the clinic's name is used.
        stands_for = Message(id=row.pk, link=Link(clinic=row.person.clinic))
        WAYS[channel](stands_for, Contact(channel, address_of(row)), text(row.person))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
        logging.getLogger("kindao.asking").warning("warning %s: failed: %s", row.pk, type(error).__name__)
        attempts = row.attempts + 1
        Warned.objects.filter(pk=row.pk).update(attempts=attempts)
        if attempts < ATTEMPTS:
            send.using(run_after=clock.now() + FIRST_WAIT * 3 ** (attempts - 1)).enqueue(str(row.pk))
            return
        _ended(row, "contact.old-not-told")
        return
    _ended(row, "contact.old-told")


@transaction.atomic
def _ended(row: Warned, verb: str) -> None:
    if Warned.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now(), sealed=None):
        audit.record(verb, row.person, by=None, clinic=row.person.clinic, facts={"channel": str(row.channel)})
