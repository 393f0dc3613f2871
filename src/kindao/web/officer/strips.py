"""A frame for each figure of a film, so that the officer sees whom each bar of the timeline means."""

import io
from uuid import uuid4

import numpy as np
from django.db import IntegrityError, transaction
from PIL import Image

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.media.clip import open_clip
from kindao.page.sheet import column
from kindao.web.cases.models import Original
from kindao.web.officer.models import Strip
from kindao.web.review import sight
from kindao.web.review.models import Inspection
from kindao.web.review.running import medium, workplace
from kindao.web.vault import store
from kindao.web.vault.discarding import discard

QUALITY = 82


def of(original: Original) -> Strip:
    """The strip of a film that was inspected; made once. Raises BadInput before its inspection, and what the vault or
    the decoder raises."""
    inspection = Inspection.objects.filter(original=original, state="done").order_by("-created_at").first()
    if inspection is None:
        raise BadInput("the film was not looked at yet", hint="Wait until it is")
    there = Strip.objects.filter(original=original, engine=inspection.engine).select_related("file__key").first()
    if there:
        return there
    with workplace(uuid4()) as folder, medium(original, folder) as file:
        assert not isinstance(file, bytes)
        pixels, cell = column(open_clip(file), sight.findings_of(inspection.findings))
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(out, "JPEG", quality=QUALITY)
    try:
        with transaction.atomic():
            for old in Strip.objects.filter(original=original).select_related("file"):
                old.delete()
                discard(old.file)
            kept = store.put(out.getvalue(), key=original.patient.key, clinic=original.clinic, media_type="image/jpeg")
            return Strip.objects.create(
                original=original,
                file=kept,
                engine=inspection.engine,
                width=pixels.shape[1],
                cell=cell,
                made_at=clock.now(),
            )
    except IntegrityError:  # two looked at once
        return Strip.objects.select_related("file__key").get(original=original)
