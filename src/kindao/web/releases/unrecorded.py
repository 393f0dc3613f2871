"""What is out of the clinic's own, and that no release knows of: posted after the backup that was brought back, or met
by chance. From its address on it is a release as any other, but that no permit ever was, so that nobody is told that it
stands with consent."""

import hashlib
import re
import secrets
from uuid import uuid4

import httpx
from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput, KindaoError
from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import Destination
from kindao.web import audit, calls
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Membership
from kindao.web.releases import actions, probing
from kindao.web.releases.addresses import as_typed, is_at
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, PublicCopy, Release, Stage, Why
from kindao.web.review.models import Use, Work

MARK = re.compile(rf"(?<![0-9a-z])[0-9a-f]{{{2 * actions.NAME_BYTES}}}(?![0-9a-z])", re.IGNORECASE)
"""A random file name of Kindao's own: whatever has it in its path is deleted with it, so nothing else counts as one."""
TIME = 20.0  # seconds
MEDIA = {ending: kind for kind, ending in actions.ENDINGS.items()}
USUAL = {Original.Kind.PICTURE: "image/jpeg", Original.Kind.FILM: "video/mp4"}


def write_down(by: Membership, use: Use, account: Account, address: str) -> Release:
    """It is watched from now on, and ordered down at once where the law says no to this use today.

    Raises BadInput for an address that can't be opened or is not at this account, for one that a release knows, and for
    an account that leads elsewhere than the use."""
    told = as_typed(address)
    if not told.startswith(("http://", "https://")):
        raise BadInput("this address can't be opened", hint="Copy it from the browser, without a password in it")
    if account.destination != use.destination:
        raise BadInput("the account leads elsewhere than what was asked", hint="Choose another, or ask for this place")
    if not is_at(told, Destination(use.destination), account.address):
        raise BadInput("this address is not at this account", hint="Choose the account where it is seen")
    found = MARK.search(told)
    mark = found[0].lower() if found else secrets.token_hex(actions.NAME_BYTES)
    known = PublicCopy.objects.of(by).filter(address=told).exists()
    if known or Release.objects.filter(file_name__startswith=f"{mark}.").exists():
        raise BadInput("a release knows this address already", hint="Say on its page that it is seen there")
    digest, size, look = _seen(told)
    with transaction.atomic():
        Original.objects.lock_picture(use.original)
        use = Use.objects.of(by).select_related("original", "clinic").get(pk=use.pk)
        now, media_type = clock.now(), _media_type(told, use.original)
        row = Release.objects.create(
            clinic=by.clinic,
            use=use,
            account=account,
            stage=Stage.OUT,
            state=Work.State.DONE,
            due_at=now,
            sent_at=now,
            out_at=now,
            created_at=now,
            finished_at=now,
            nonce=uuid4(),
            file_name=f"{mark}{actions.ENDINGS[media_type]}",
            media_type=media_type,
            caption=use.caption,
            digest=digest,
            size=size,
            phash=look,
            asked_by=by.user,
        )
        actions.found(row, told, Place.FILE if found and digest else Place.POST, by="person")
        audit.record("release.met", row, by=by.user, clinic=by.clinic, facts={"account": str(account.pk)})
        if actions.is_denied(row):
            actions.take_down(row, Why.LEAK, by=by.user)
        probing.look_soon.enqueue(str(row.pk))
    row.refresh_from_db()
    return row


def _media_type(address: str, original: Original) -> str:
    ending = address.partition("?")[0].rpartition("/")[2].rpartition(".")
    return MEDIA.get(f".{ending[2].lower()}") or USUAL.get(Original.Kind(original.kind), "audio/mp4")


def _seen(address: str) -> tuple[str, int, str]:
    """(digest, size, look) of the file that a stranger gets there; of a page, or where nothing answers, nothing: by its
    address alone it is known then."""
    try:
        with (
            reaching.client(total=TIME, headers=reaching.BROWSER, max_redirects=probing.HOPS) as client,
            client.stream("GET", address, follow_redirects=True) as answer,
        ):
            kind = answer.headers.get("content-type", "").partition("/")[0]
            if answer.status_code != 200 or kind not in ("image", "video", "audio"):
                return "", 0, ""
            body = calls.body(answer, probing.READ_AT_MOST)
    except (KindaoError, httpx.HTTPError, httpx.InvalidURL, ValueError):
        return "", 0, ""
    try:
        look = phash(open_picture(body).frames[0].pixels).hex() if kind == "image" else ""
    except (KindaoError, ValueError):
        look = ""
    return f"sha256:{hashlib.sha256(body).hexdigest()}", len(body), look
