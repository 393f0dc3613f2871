"""What is sent to patients, by what this installation uses (settings.CODES): printed in the server's own window,
e-mail, or the clinic's SMS gateway. A message is a row made in the transaction of what it tells; a job sends it, waits
longer after each failure, and gives up after the last: the desk then shows that it could not be sent."""

import hmac
import json
import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext, override
from django_tasks import task

from kindao import clock
from kindao.engine.errors import Failed, Missing
from kindao.web import audit, calls
from kindao.web.door import reaching
from kindao.web.door.models import GOOD_FOR, Channel, Code, Link, Message
from kindao.web.door.reaching import Contact
from kindao.web.vault import ciphers, keys

ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=5)  # before the second attempt; three times as long before each further one
USE = "message"
LOCAL = ("localhost", "127.0.0.1", "::1")


def post(link: Link, contact: Contact, text: str, *, code: Code | None = None) -> Message:
    """Put it on its way, within the caller's transaction."""
    identity, key = uuid4(), keys.shared_key(link.clinic)
    message = Message.objects.create(
        id=identity,
        link=link,
        code=code,
        channel=contact.channel,
        key=key,
        sealed=ciphers.encrypt(keys.opened(key), text.encode(), str(identity).encode(), USE),
        made_at=clock.now(),
    )
    send.enqueue(str(identity))
    return message


@task(queue_name="messages")
def send(pk: str) -> None:
    """One attempt; a message that was sent, or given up, is left alone."""
    message = Message.objects.select_related("link__clinic", "link__patient", "link__other", "code", "key").get(
        pk=UUID(pk)
    )
    if message.state != Message.State.WAITING or message.sealed is None:
        return
    try:
        _sent(message)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again, and told at the end
        _failed(message, type(error).__name__)
        return
    _ended(message, Message.State.SENT)


def _sent(message: Message) -> None:
    """Raises what the way there raises."""
    link, code = message.link, message.code
    if code is not None and (code.ends_at - GOOD_FOR < clock.now() or code.ended_at is not None):
        raise _Late("the code is over, or would be before the time that its message says")
    if reaching.is_stale(link):
        raise _Late("the phone number or e-mail was changed")
    ways = [one for one in reaching.contacts(reaching.whom(link)) if one.channel == message.channel]
    if not ways:
        raise _Late("there is nowhere to send it")
    text = ciphers.decrypt(keys.opened(message.key), bytes(message.sealed or b""), str(message.pk).encode(), USE)
    WAYS[Channel(message.channel)](message, ways[0], text.decode())


class _Late(Exception):
    """Sending it later is of no use either."""


def _failed(message: Message, kind: str) -> None:
    attempts = message.attempts + 1
    logging.getLogger("kindao.door").warning("message %s: attempt %d failed: %s", message.pk, attempts, kind)
    Message.objects.filter(pk=message.pk).update(attempts=attempts, failure=kind)
    if attempts >= ATTEMPTS or kind == _Late.__name__:
        _ended(message, Message.State.FAILED)
        return
    send.using(run_after=clock.now() + FIRST_WAIT * 3 ** (attempts - 1)).enqueue(str(message.pk))


@transaction.atomic
def _ended(message: Message, state: Message.State) -> None:
    ended = Message.objects.filter(pk=message.pk, state=Message.State.WAITING)
    if ended.update(state=state, sealed=None, ended_at=clock.now()):
        verb = "door.message-sent" if state == Message.State.SENT else "door.message-failed"
        audit.record(verb, message, by=None, clinic=message.link.clinic, facts={"channel": message.channel})


def by_console(message: Message, contact: Contact, text: str) -> None:
    """Printed where the server runs, for the clinic to hand over: whoever reads that window can come in, too."""
    sys.stderr.write(f"[kindao] {contact.masked}: {text}\n")
    sys.stderr.flush()


def by_email(message: Message, contact: Contact, text: str) -> None:
    if not settings.SENDS_MAIL:
        raise Missing("no e-mail can be sent from here", hint="Name a mail server: KINDAO_MAIL=smtp://…")
    with override("vi"):
        subject = gettext("From %(clinic)s") % {"clinic": message.link.clinic.name}
    EmailMessage(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [contact.address]).send()


def by_sms(message: Message, contact: Contact, text: str) -> None:
    """A POST of JSON {id, to, text} to the clinic's gateway, signed as webhooks are: HMAC-SHA256 over "SECONDS.BODY"
    (docs/api.md); without HTTPS on this machine alone. A status from 200 to 299 is sent; no redirect is followed."""
    said, secret = urlsplit(settings.SMS), settings.SMS_SECRET.encode()
    host = said.hostname or ""
    if not host or not secret or (said.scheme != "https" and not (said.scheme == "http" and host in LOCAL)):
        raise Missing(
            "the SMS gateway is not set up",
            hint="Name it and its secret: KINDAO_SMS=https://… and KINDAO_SMS_SECRET",
        )
    body = json.dumps({"id": str(message.pk), "to": contact.address, "text": text}, ensure_ascii=False).encode()
    at = int(clock.now().timestamp())
    signature = hmac.digest(secret, f"{at}.".encode() + body, "sha256").hex()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Kindao",
        "Kindao-Delivery": str(message.pk),
        "Kindao-Signature": f"t={at},v1={signature}",
    }
    status, _ = calls.post(settings.SMS, body, headers)
    if not 200 <= status < 300:
        raise Failed(
            "the SMS gateway did not take the message", hint="See that it answers with a status from 200 to 299"
        )


WAYS: dict[Channel, Callable[[Message, Contact, str], None]] = {
    Channel.CONSOLE: by_console,
    Channel.EMAIL: by_email,
    Channel.SMS: by_sms,
}
