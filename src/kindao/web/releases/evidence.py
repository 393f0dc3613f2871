"""The picture with which a person shows that something is gone: looked at, then kept under the clinic's own key."""

from typing import BinaryIO

import numpy as np
from django.db import transaction

from kindao.engine.errors import BadInput, Unreadable
from kindao.engine.match.phash import SAME_WITHIN, distance, phash
from kindao.engine.media.opening import open_picture, recognise
from kindao.web.cases.content import PICTURE_TYPES
from kindao.web.clinics.models import Membership
from kindao.web.releases import actions
from kindao.web.releases.models import CopyState, PublicCopy
from kindao.web.vault import keys, store

LARGEST = 20 << 20  # bytes; a phone's photograph has a few
ACCEPTS = ",".join(PICTURE_TYPES.values())  # as a form tells a browser


@transaction.atomic
def taken_down(by: Membership, copy: PublicCopy, picture: BinaryIO) -> None:
    """Keep the picture, and that the person says it is gone, with all that is one task with it.

    Raises BadInput for what is no picture, or several, or the released one: nothing is kept then. A second time changes
    nothing."""
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
    turned = [np.rot90(frames[0].pixels, quarter) for quarter in range(4)]
    looks = [phash(np.ascontiguousarray(one)) for way in turned for one in (way, way[:, ::-1])]  # and mirrored
    ours = copy.release.phash
    if ours and min(distance(one, bytes.fromhex(ours)) for one in looks) <= SAME_WITHIN:
        raise BadInput(
            "this is the released picture itself, not one of the place where it was",
            hint="Take a screenshot or a photograph of the place without it",
        )
    file = store.put(data, key=keys.shared_key(by.clinic), clinic=by.clinic, media_type=kind)
    for one in list(PublicCopy.objects.together(copy)) or [copy]:
        actions.taken_down_by_hand(by, one, evidence=file)
