"""What happens elsewhere and matters to what officers drew, in its transaction."""

from typing import Any

from kindao.web.cases import signals
from kindao.web.cases.models import Original
from kindao.web.officer.models import Mark, Strip
from kindao.web.vault.discarding import discard


def listen() -> None:
    signals.refiled.connect(_refiled, dispatch_uid="officer.refiled")


def _refiled(sender: object, original: Original, before: Original, **_: Any) -> None:
    """What was drawn goes along. A film's frames are cut anew, under the key of whose they are."""
    Mark.objects.filter(original=before).update(original=original)
    for strip in Strip.objects.filter(original__in=[before.pk, original.pk]).select_related("file"):
        strip.delete()
        discard(strip.file)
