"""What is out of the clinic's own, and that no release knows of: posted after the backup that was brought back, or met
by chance. From its address on it is a release as any other, but that no permit ever was, so that nobody is told that it
stands with consent. What the backup held as not out yet, and what goes by its random name, is that release."""

import hashlib
import re
import secrets
from urllib.parse import urlsplit
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
from kindao.web.releases import actions, fronts, probing
from kindao.web.releases.addresses import as_typed, is_at, is_front, may_be_front, page_of
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, PublicCopy, Release, Stage, Why
from kindao.web.review.models import Use, Work

MARK = re.compile(rf"[0-9a-f]{{{2 * actions.NAME_BYTES}}}(?![0-9a-z])", re.IGNORECASE)
"""A random file name of Kindao's own: whatever has it in its path is deleted with it, so nothing else counts as one."""
TIME = 20.0  # seconds
MEDIA = {ending: kind for kind, ending in actions.ENDINGS.items()}
USUAL = {Original.Kind.PICTURE: "image/jpeg", Original.Kind.FILM: "video/mp4"}


def write_down(by: Membership, use: Use, account: Account, address: str) -> Release:
    """It is watched from now on, and ordered down at once where the law says no to this use today.

    Raises BadInput for an address that can't be opened, is not at this account or a front page on which no look sees
    it, or a platform's, for one that a release knows, for a file of another use, and for an account that leads
    elsewhere than the use."""
    told = as_typed(address)
    if not told.startswith(("http://", "https://")):
        raise BadInput("this address can't be opened", hint="Copy it from the browser, without a password in it")
    if account.destination != use.destination:
        raise BadInput("the account leads elsewhere than what was asked", hint="Choose another, or ask for this place")
    if not is_at(told, Destination(use.destination), account.address):
        raise BadInput("this address is not at this account", hint="Choose the account where it is seen")
    actions.no_front_of_a_platform(told, account)
    pictures = _pictures_on(told, use, account)
    own = actions.not_of_another(use, pictures)
    front, (seen, *besides) = bool(pictures), own or pictures or (told,)  # where all are another's it is known
    mark = _mark_in(seen)
    _known(by, use, seen, mark)
    digest, size, look = _seen(seen)
    with transaction.atomic():
        Original.objects.lock_picture(use.original)
        use = Use.objects.of(by).select_related("original", "clinic").get(pk=use.pk)
        if known := _known(by, use, seen, mark):
            row = _out_after_all(by, known, account, told)
        else:
            row = _new(by, use, account, seen, mark)
        if digest:
            Release.objects.filter(pk=row.pk).update(digest=digest, size=size, phash=look)
        row.refresh_from_db()
        if front:
            actions.found(row, told, Place.POST, by="person")
        for one in besides:
            actions.found(row, one, Place.FILE, by="person")
        actions.found(row, seen, Place.FILE if front or (mark and digest) else Place.POST, by="person")
        audit.record("release.met", row, by=by.user, clinic=by.clinic, facts={"account": str(row.account_id)})
        if no := actions.denied(row):
            actions.take_down(row, Why.LEAK, by=by.user, because=no)
        probing.look_soon.enqueue(str(row.pk))
    row.refresh_from_db()
    return row


def _pictures_on(page: str, use: Use, account: Account) -> tuple[str, ...]:
    """Where the picture itself lies that a look sees on a front page of the clinic's own; none for what is no front
    page. Raises BadInput for one on which no look sees it."""
    place = Destination(use.destination)
    if not may_be_front(page, place, account.address):
        return ()
    sent = use.releases.exclude(digest="").select_related("account").order_by("-created_at")[: fronts.COPIES]
    look = fronts.look_at(
        page, [*map(probing.known_of, sent), *fronts.of_use(use)], is_front=is_front(page, place, account.address)
    )
    if look.is_front and not look.pictures:
        raise actions.front_page(ended=look.ended)
    return look.pictures


def _mark_in(address: str) -> str:
    """With which the name of the file, or of the post, begins; "" for none. That of a folder is somebody else's."""
    found = MARK.match(urlsplit(address).path.rstrip("/").rpartition("/")[2])
    return found[0].lower() if found else ""


def _known(by: Membership, use: Use, address: str, mark: str) -> Release | None:
    """The release of this use that has the name, and is thought never to have left. Raises BadInput where it is known
    that it left, or that it is another use's."""
    if PublicCopy.objects.of(by).filter(address__in={address, page_of(address)}).exists():
        raise _told_already()
    row = Release.objects.of(by).filter(file_name__startswith=f"{mark}.").first() if mark else None
    if row is None:
        return None
    if row.sent_at is not None or row.stage == Stage.SENDING:
        raise _told_already()
    if row.use_id != use.pk:
        raise BadInput(
            "this file is that of another question",
            hint="Write it down on the page of the question it was to go out for",
        )
    return row


def _told_already() -> BadInput:
    return BadInput("a release knows this address already", hint="Say on its page that it is seen there")


def _out_after_all(by: Membership, row: Release, account: Account, address: str) -> Release:
    """The account is the one it was to go out by, where that leads there."""
    actions.call_off(by, row)  # whatever it waits for still
    now, own = clock.now(), row.account
    leads_there = is_at(address, Destination(own.destination), own.address)
    Release.objects.filter(pk=row.pk).update(
        account=own if leads_there else account,
        stage=Stage.OUT,
        state=Work.State.DONE,
        sent_at=now,
        out_at=now,
        finished_at=now,
        not_posted_by=None,
        why_vi="",
        why_en="",
    )
    return row


def _new(by: Membership, use: Use, account: Account, address: str, mark: str) -> Release:
    if not mark or Release.objects.filter(file_name__startswith=f"{mark}.").exists():  # another clinic's
        mark = secrets.token_hex(actions.NAME_BYTES)
    now, media_type = clock.now(), _media_type(address, use.original)
    return Release.objects.create(
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
        asked_by=by.user,
    )


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
