"""What another system may send to people: nobody sees what it does, and whoever stole what lets it in is nobody's
colleague. Beside what holds for everybody: no message to a number that no person stands by, few to one number, and not
to everybody at once."""

from datetime import timedelta

from django.conf import settings

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.cases.contacts import entered
from kindao.web.clinics.models import User
from kindao.web.clinics.working import is_system
from kindao.web.door import reaching
from kindao.web.door.models import Link, Message

ALL_A_DAY = 300  # of one system, to everybody: what a large clinic asks in a day


def may_send(system: User, link: Link) -> None:
    """Raises BadInput for a number or e-mail that no person wrote down or confirmed, and where it sent too much."""
    there = entered(reaching.whom(link))
    writer = User.objects.get(pk=there.by)
    if is_system(writer) and not there.vouched:
        raise BadInput(
            "nobody of the clinic stands by this phone number or e-mail: a system wrote it down",
            hint="Let a colleague confirm it on the patient's page, then send the link",
        )
    since = clock.now() - timedelta(days=1)
    sent = Message.objects.filter(link__made_by=system, code=None, made_at__gt=since).exclude(state="failed")
    if sent.filter(link__reach=link.reach).count() >= settings.ASK_LINKS_A_DAY:  # whatever they are about
        raise BadInput(
            f"this system sent {settings.ASK_LINKS_A_DAY} links to this phone number or e-mail within a day",
            hint="Wait until tomorrow",
        )
    if sent.count() >= ALL_A_DAY:
        raise BadInput(
            f"this system sent {ALL_A_DAY} links within a day", hint="Wait until tomorrow, or ask at the desk"
        )
