"""What happens elsewhere and matters here. Each of these runs in the transaction of what happened: a permit that rests
on a consent is gone when the withdrawal is there."""

from typing import Any
from uuid import UUID

from kindao.web.cases import signals as cases
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Membership
from kindao.web.consent import signals as consents
from kindao.web.consent.models import Consent
from kindao.web.consent.record import NO
from kindao.web.vault import signals as vault


def listen() -> None:
    cases.taken_in.connect(_taken_in, dispatch_uid="review.taken-in")
    cases.changed.connect(_changed, dispatch_uid="review.changed")
    cases.refiled.connect(_refiled, dispatch_uid="review.refiled")
    consents.changed.connect(_consented, dispatch_uid="review.consented")
    vault.restored.connect(_restored, dispatch_uid="review.restored")


def _taken_in(sender: object, original: Original, **_: Any) -> None:
    from kindao.web.review import actions

    actions.look_at(original)
    if Original.objects.filter(clinic=original.clinic_id, digest=original.digest).exclude(pk=original.pk).exists():
        cases.changed.send(Original, patients=[], originals=[original.pk])  # the same picture is in another record


def _refiled(sender: object, original: Original, before: Original, by: Membership, **_: Any) -> None:
    from kindao.web.review import actions

    actions.refiled(by, original, before)


def _changed(sender: object, patients: list[UUID], originals: list[UUID], **_: Any) -> None:
    from kindao.web.review import actions

    actions.ask_again(patients=patients, originals=originals, why="facts")


def _consented(sender: object, consent: Consent, pictures: list[UUID], **_: Any) -> None:
    from kindao.web.review import actions, jobs

    actions.ask_again(patients=[consent.subject.pk], originals=[], pictures=pictures, why="consent")
    if consent.events.filter(what__in=NO).exists():
        jobs.hear_elsewhere.enqueue(str(consent.pk))  # finds what looks the same: not while somebody waits


def _restored(sender: object, **_: Any) -> None:
    from kindao.web.review import actions

    actions.brought_back()
