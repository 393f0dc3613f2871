"""What comes from the officer's page: names by the form's fields, boxes as JSON by its script."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Interval
from kindao.web.cases.models import Appearance, Original, OtherPerson, Patient
from kindao.web.clinics.models import Membership
from kindao.web.officer.actions import Drawn, Said, Who, patient_numbered, whom
from kindao.web.officer.models import Mark
from kindao.web.officer.seeing import Choice, Seen, Voice

LARGEST = 100_000  # characters of JSON
BY_NUMBER = "by-number"  # the option that means: the patient with the record number beside it
MOST_OTHERS = 200
TIME = re.compile(r"(?:[0-9]{1,3}:){0,2}[0-9]{1,5}(?:[.,][0-9]{1,3})?")
NEW = re.compile(r"new-[0-9]{1,5}")  # the key of a box that was just drawn
Option = tuple[str, str]
S = TypeVar("S", Seen, Voice)


def options(by: Membership, original: Original, seen: Iterable[Seen]) -> list[tuple[str, list[Option]]]:
    """Groups of who somebody can be."""
    patients = {original.patient_id: original.patient}
    patients |= {one.row.patient.pk: one.row.patient for one in seen if one.row and one.row.patient}
    others = list(OtherPerson.objects.of(by).in_order()[:MOST_OTHERS])
    known: list[Option] = [(f"patient:{one.pk}", _called(one)) for one in patients.values()]
    staff = [(f"staff:{one.pk}", one.name) for one in others if one.kind == OtherPerson.Kind.STAFF]
    visitors = [(f"bystander:{one.pk}", one.name) for one in others if one.kind == OtherPerson.Kind.BYSTANDER]
    return [
        ("", [("unknown", str(Appearance.As.UNKNOWN.label)), ("nobody", str(Appearance.As.NOBODY.label))]),
        (_("Patient"), [*known, (BY_NUMBER, _("Another patient: the record number below"))]),
        (_("Staff"), [*staff, ("staff", _("Somebody who works here"))]),
        (_("Bystander"), [*visitors, ("bystander", _("A bystander"))]),
    ]


def speakers(groups: Iterable[tuple[str, list[Option]]]) -> list[tuple[str, list[Option]]]:
    """The same for voices: nobody is a person of whom it isn't known, or several at once, and then it is silenced."""
    nobody = [("unknown", _("Nobody knows, or several at once: silenced"))]
    rest = [(name, [one for one in listed if one[0] != BY_NUMBER]) for name, listed in groups if name]
    return [("", nobody), *rest]


def _called(patient: Patient) -> str:
    return f"{patient.name} ({patient.record_number})"


@dataclass(frozen=True, slots=True)
class Kept:
    """All that a page had said, when it is shown again because it was not saved."""

    people: list[Seen]
    voices: list[Voice]
    drawn: list[Seen]  # somebody's face each, in a box that is not saved yet
    boxes: str = ""  # as the page's script sends them


def kept(
    sent: QueryDict, people: Sequence[Seen], voices: Sequence[Voice], marks: Iterable[str], *, last: int, same: bool
) -> Kept:
    """marks: keys of the boxes that are no persons. last: the last number of the page. same: the film's figures are
    numbered as on that page; where they aren't, none is named by its number."""
    boxes = _kept_boxes(sent.get("boxes", ""), {*marks, *(one.key for one in people)})
    drawn = enumerate(boxes.get("drawn", []), last + 1)  # each has a number, as the script gives them
    faces = [(number, one) for number, one in drawn if one["kind"] == Mark.Kind.PERSON]
    return Kept(
        [_chosen(sent, one) if same or not one.track else one for one in people],
        [_chosen(sent, one) for one in voices],
        [_chosen(sent, Seen(one["key"], number, box=Box(*one["box"]))) for number, one in faces],
        json.dumps(boxes) if boxes else "",
    )


def _chosen(sent: QueryDict, one: S) -> S:
    on = f"on-{one.key}" in sent if f"had-{one.key}" in sent else None
    return replace(one, chosen=Choice(sent.get(one.field, ""), sent.get(f"number-{one.key}", ""), on))


def _kept_boxes(text: str, known: set[str]) -> dict[str, Any]:
    """Those that are still on the page, and the new ones. Nothing of what can't be read."""
    try:
        told = _boxes(text)
        moved = {key: _edges(box) for key, box in told.get("moved", {}).items() if key in known}
        gone = [key for key in told.get("gone", []) if key in known]
        drawn: list[dict[str, Any]] = [
            {"key": _new(one.get("key")), "kind": _kind(one.get("kind")).value, "box": _edges(one.get("box"))}
            for one in told.get("drawn", [])
        ]
    except BadInput:
        return {}
    return {"moved": moved, "gone": gone, "drawn": drawn} if moved or gone or drawn else {}


def _new(key: object) -> str:
    if not NEW.fullmatch(str(key)):
        raise _unreadable()
    return str(key)


def _edges(told: object) -> list[int]:
    box = _box(told)
    return [box.x0, box.y0, box.x1, box.y1]


def read(by: Membership, sent: QueryDict) -> Said:
    """All that was said. Raises BadInput for what no page of ours sends."""
    boxes = _boxes(sent.get("boxes", ""))
    who = {}
    for name in sent:
        key = name.removeprefix("who-")
        if key == name or key.startswith("new-"):
            continue
        who[key] = _switched(sent, key, _who(by, sent, key))
    drawn = [
        Drawn(_kind(one.get("kind")), _box(one.get("box")), _who(by, sent, str(one.get("key"))))
        for one in boxes.get("drawn", [])
    ]
    return Said(
        who,
        {str(key): _box(box) for key, box in boxes.get("moved", {}).items()},
        frozenset(str(key) for key in boxes.get("gone", [])),
        drawn,
        _spoken(by, sent),
    )


def _spoken(by: Membership, sent: QueryDict) -> tuple[Interval, Who] | None:
    """A stretch that the officer adds: from, to, and who. Raises BadInput for what is no time, or names nobody."""
    first, last = sent.get("spoken-from", "").strip(), sent.get("spoken-to", "").strip()
    if not first and not last:
        return None
    who = whom(by, sent.get("spoken-who", ""))
    if who.role in (Appearance.As.UNKNOWN, Appearance.As.NOBODY):
        raise BadInput("nobody was named who speaks there", hint="Choose who it is")
    start, end = _seconds(first), _seconds(last)
    if start >= end:
        raise BadInput("this ends before it begins", hint="Write the earlier moment first")
    return Interval(start, end), who


def _seconds(written: str) -> Fraction:
    """Of "0:05", "1:02:03.5", "5"."""
    if not TIME.fullmatch(written):
        raise BadInput("this is no moment of the sound", hint="Write minutes and seconds, such as 0:05")
    seconds = Fraction(0)
    for part in written.replace(",", ".").split(":"):
        seconds = seconds * 60 + Fraction(part)
    return seconds


def _switched(sent: QueryDict, key: str, who: Who) -> Who:
    """A film's figure that was switched off is nobody; one that was switched on again is somebody."""
    before, now = sent.get(f"had-{key}", ""), f"on-{key}" in sent
    if before and not now:
        return Who(Appearance.As.NOBODY)
    if before == "off" and now and who.role is Appearance.As.NOBODY:
        return Who(Appearance.As.UNKNOWN)
    return who


def _who(by: Membership, sent: QueryDict, key: str) -> Who:
    option = sent.get(f"who-{key}") or Appearance.As.UNKNOWN.value
    if option == BY_NUMBER:
        return Who(Appearance.As.PATIENT, patient=patient_numbered(by, sent.get(f"number-{key}", "")))
    return whom(by, option)


def _boxes(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        told = json.loads(text) if len(text) <= LARGEST else None
        sound = (
            isinstance(told, dict)
            and isinstance(told.get("moved", {}), dict)
            and isinstance(told.get("gone", []), list)
            and isinstance(told.get("drawn", []), list)
            and all(isinstance(one, dict) for one in told.get("drawn", []))
        )
    except (ValueError, RecursionError):
        sound = False
    if not sound:
        raise _unreadable()
    assert isinstance(told, dict)
    return told


def _box(edges: object) -> Box:
    if not (isinstance(edges, list) and len(edges) == 4 and all(type(edge) is int for edge in edges)):
        raise _unreadable()
    x0, y0, x1, y1 = (max(0, min(edge, 1 << 20)) for edge in edges)
    if x0 > x1 or y0 > y1:
        raise _unreadable()
    return Box(x0, y0, x1, y1)


def _kind(told: object) -> Mark.Kind:
    try:
        return Mark.Kind(str(told))
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> BadInput:
    return BadInput("the boxes can't be read", hint="Load the page again and draw them once more")
