"""The picture with which a person shows that something is gone: looked at, then kept under the clinic's own key."""

from typing import BinaryIO

import numpy as np
from django.db import transaction

from kindao.engine.errors import BadInput, KindaoError, Unreadable
from kindao.engine.match.parts import shown
from kindao.engine.match.phash import SAME_WITHIN, distance, phash
from kindao.engine.media.opening import open_picture, recognise
from kindao.engine.media.picture import Pixels
from kindao.engine.vocabulary import Destination
from kindao.web.cases.content import PICTURE_TYPES
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import actions, fronts, orders, probing
from kindao.web.releases.addresses import is_front, may_be_front, platform_of
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release
from kindao.web.vault import keys, store

LARGEST = 20 << 20  # bytes; a phone's photograph has a few
WHOLE = 0.6
"""Of the released picture, as `shown` tells. Measured on three pictures: a screenshot of the whole shows 0.93 at least,
a cut to six tenths of each side 0.52 at most, a banner above and below, which other pictures bear too, 0.27."""
ACCEPTS = ",".join(PICTURE_TYPES.values())  # as a form tells a browser


def taken_down(by: Membership, copy: PublicCopy, picture: BinaryIO, reason: str = "") -> None:
    """Keep the picture, and that the person says it is gone, with all that is one task with it.

    Raises BadInput for what is no picture, or several, or the released one, or shows it, or a part of it, as far as
    that can be seen: nothing is kept then. What only shows a part may be of another that has it too, as a banner:
    there the officer's word counts, with the reason, which is kept there alone. A second time changes nothing."""
    if copy.state not in (CopyState.BY_HAND, CopyState.CAME_BACK):
        return
    data = picture.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput(f"the picture is larger than {LARGEST >> 20} MiB", hint="Take a screenshot instead")
    try:
        frames, kind = open_picture(data).frames, PICTURE_TYPES[recognise(data)]
    except Unreadable:
        raise BadInput(
            "this is no picture that can be opened", hint="Add a photograph or a screenshot: no film, no PDF"
        ) from None
    if len(frames) != 1:
        raise BadInput(
            "this holds more than one picture", hint="Add one photograph or one screenshot: nothing that moves"
        )
    answers = by.role == Role.OFFICER
    _is_off_its_page(copy, tells=answers)
    part = _is_without(copy.release, frames[0].pixels, tells_parts=answers)
    if part and not reason.strip():
        raise BadInput(
            "a part of the released picture is to be seen on this one",
            hint="Say in a sentence why it is gone all the same, and add the picture again",
        )
    with transaction.atomic():
        file = store.put(data, key=keys.shared_key(by.clinic), clinic=by.clinic, media_type=kind)
        for one in list(PublicCopy.objects.together(copy)) or [copy]:
            actions.taken_down_by_hand(by, one, evidence=file, despite=reason.strip() if part else "")


def _is_off_its_page(copy: PublicCopy, *, tells: bool) -> None:
    """Raises BadInput where a look sees the picture on the page of a site that somebody told of, under whatever name:
    what it sees has to come down as well; and where what may be a front page can't be looked at whole, but for whoever
    `tells`. No other look opens the pictures of a page."""
    is_page = copy.place not in probing.FILES and copy.address.startswith(("http://", "https://"))
    if copy.found_by != "person" or not is_page or platform_of(copy.address):
        return
    account = copy.release.account
    where = (copy.address, Destination(account.destination), account.address)
    may_be = may_be_front(*where)
    seen = fronts.look_at(copy.address, [probing.known_of(copy.release)], is_front=not may_be or is_front(*where))
    pictures = actions.not_of_another(copy.release.use, seen.pictures, but=copy.release)
    if not pictures:
        if not seen.whole and not tells and may_be and not seen.is_post:
            raise BadInput(
                "this page can't be looked at whole just now",
                hint="Add the picture again later, or let the privacy officer add it",
            )
        return
    with transaction.atomic():
        Original.objects.lock_picture(copy.release.use.original)
        for one in pictures:
            actions.found(copy.release, one, Place.FILE, by="person")
        orders.hurry(copy.release.takedowns.all())
    raise BadInput("the picture is still seen on this page", hint="Delete it there first, the file too")


def _is_without(release: Release, pixels: Pixels, *, tells_parts: bool) -> bool:
    """Raises BadInput where the released picture is seen on it, whole or in part. tells_parts: by somebody who tells a
    part of it from what others have in common with it; then whether there is such a part."""
    turned = [np.rot90(pixels, quarter) for quarter in range(4)]
    looks = [phash(np.ascontiguousarray(one)) for way in turned for one in (way, way[:, ::-1])]  # and mirrored
    if release.phash and min(distance(one, bytes.fromhex(release.phash)) for one in looks) <= SAME_WITHIN:
        raise BadInput(
            "this is the released picture itself, not one of the place where it was",
            hint="Take a screenshot or a photograph of the place without it",
        )
    ours = _released(release)
    seen = shown(pixels, ours) if ours is not None else 0
    if seen >= WHOLE:
        raise BadInput(
            "the released picture, or a part of it, is to be seen on this one",
            hint="Take a screenshot or a photograph of the place without it",
        )
    if seen and not tells_parts:
        raise BadInput(
            "the released picture, or a part of it, is to be seen on this one",
            hint="Take a screenshot or a photograph of the place without it, or let the privacy officer add it",
        )
    return seen > 0


def _released(release: Release) -> Pixels | None:
    """The picture that went out, or that could have under the same question; None of a film, and where it is not kept
    any more."""
    permit = release.permits.select_related("copy__file").last()
    copies = release.use.copies.kept().select_related("file").order_by("made_at")
    copy = permit.copy if permit is not None and permit.copy.gone_at is None else copies.last()
    if copy is None or not copy.file.media_type.startswith("image/"):
        return None
    try:
        return open_picture(store.read(copy.file)).frames[0].pixels
    except KindaoError:
        return None
