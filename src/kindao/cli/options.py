"""What several commands ask for, and how it is read: files, people, consents, days."""

import os
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kindao.engine.appearance import Appearance
    from kindao.engine.geometry import Box, Interval
    from kindao.engine.policy.consent import Consent
    from kindao.keeping import Keep


class Named(click.Path):
    """A file's path; an empty word is none, though Python reads it as the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            self.fail("no file is named", param, ctx)
        return super().convert(value, param, ctx)


FILE = Named(path_type=Path)

OURS = """What in the caption is the clinic's own, again for each: its name, an address, a phone number, the licence, an
account, a doctor's name. Nobody's then, unless --person gives it."""

PERSON = """Who is in the picture, film or recording, e.g. 'patient id=P1 born=1990-05-01 name="Lê Thị Hoa"
at=120,40,300,280', 'staff', 'bystander'. Roles: patient, bystander, staff. at is x0,y0,x1,y1 around the face in a
picture; a bystander or staff without at stands for everyone else. In a film track=1,2 names the figures by the numbers
that kindao detect tells, track=all everybody whom nobody else is; heard=0:05-0:20 is when this person alone speaks.
Also: phone=, number=, address=, email=,
status=hiv|fetal-sex|donor|ivf|abuse|domestic-violence|gender-reassignment|epidemic|disabled|family-secret,
family= (the id of one whose secret it is as well), capacity=full|limited|difficulty|none|unable-now, dead,
unable-at-capture (sedated or in an emergency when it was taken)."""


def among(kind: type[StrEnum]) -> click.Choice[str]:
    """One word of a vocabulary."""
    return click.Choice([one.value for one in kind if one.value])


LAW = """The law pack. Of several, with commas or again for each, all must permit; a clinic's own is named by its
folder, such as ./our-pack."""


PREVIEW = """Write, instead of a copy, a small MP4 that shows of a film what a copy would hide: quickly, for one FILE.
It must not go out."""
AREA = """Part under treatment that a redacted copy keeps visible: forehead, eyes, nose, mouth or chin. A consent that
names other parts only does not cover it."""
AREA_KEPT = "Part under treatment that stays visible: forehead, eyes, nose, mouth or chin."


class Day(click.ParamType[date]):
    """A day written as 2026-11-23."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day such as 2026-11-23", param, ctx)


MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?([Zz]|[+-]\d\d:?\d\d)?)?")


class Moment(click.ParamType[datetime]):
    """A day, or a day and time; Vietnamese time unless a zone is written, a day alone from its first minute."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from kindao.engine.policy.consent import VIETNAM

        if isinstance(value, datetime):
            return value
        try:
            said = datetime.fromisoformat(str(value).upper() if MOMENT.fullmatch(str(value)) else "")
            return said.astimezone(VIETNAM) if said.tzinfo else said.replace(tzinfo=VIETNAM)
        except (ValueError, OverflowError):
            self.fail(f"'{value}' is not a moment such as 2026-11-23T09:30", param, ctx)


def people(words: tuple[str, ...]) -> tuple["Appearance", ...]:
    """`--person` options. Raises BadInput that names the option and the key."""
    return tuple(_person(text, n) for n, text in enumerate(words, 1))


_ONCE = ("id", "born", "capacity")
_MANY = ("name", "phone", "number", "address", "email", "status", "family", "at", "track", "heard")


def _person(text: str, n: int) -> "Appearance":
    from kindao.engine.appearance import Appearance
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.consent import FIRST
    from kindao.engine.policy.facts import Capacity, Person, Role, Status
    from kindao.engine.policy.reading import HIDDEN, TOO_OLD, fault
    from kindao.engine.vocabulary import Known

    def bad(message: str, hint: str) -> BadInput:
        return BadInput(f"--person number {n}: {message}", hint=hint)

    if fault(text) == HIDDEN:
        raise bad("holds a control or direction character", "Type it again by hand")
    try:
        role, *words = shlex.split(text) or [""]
    except ValueError:
        raise bad("a quote is not closed", 'Put a second one behind what it holds: name="Lê Thị Hoa"') from None
    if not role:
        raise bad("a role is missing", "Write e.g. 'patient id=P1'")
    if role not in (Role.PATIENT, Role.BYSTANDER, Role.STAFF):
        raise bad(f"'{role}' is not a role", "Use patient, bystander or staff first")
    said: dict[str, list[str]] = {key: [] for key in _ONCE + _MANY}
    plain = {"dead", "unable-at-capture"} & set(words)
    for word in words:
        key, equals, value = word.partition("=")
        if word in plain:
            continue
        if not equals or key not in said or not value:
            raise bad(
                f"'{key}' is not understood", f"Keys: {', '.join(said)}, each as key=value; dead; unable-at-capture"
            )
        if key in _ONCE and said[key]:
            raise bad(f"{key} is given twice", "Give it once")
        said[key].append(value)
    try:
        born = date.fromisoformat(said["born"][0]) if said["born"] else None
    except ValueError:
        raise bad("born is not a day such as 1990-05-01", "Write year-month-day") from None
    if born and born.year < FIRST:
        raise bad(TOO_OLD, "Check the birth date")
    try:
        capacity = Capacity(said["capacity"][0]) if said["capacity"] else Capacity.FULL
        statuses = frozenset(Status(s) for s in said["status"])
    except ValueError as error:
        raise bad(str(error), f"status: {', '.join(Status)}; capacity: {', '.join(Capacity)}") from None
    identity = said["id"][0] if said["id"] else f"{role}-{n}"
    known = Known(
        identity,
        names=tuple(said["name"]),
        phones=tuple(said["phone"]),
        birth_date=born.isoformat() if born else "",
        numbers=tuple(said["number"]),
        addresses=tuple(said["address"]),
        emails=tuple(said["email"]),
    )
    if identity in said["family"]:
        raise bad("family names the person themselves", "Name the others whose secret it is")
    person = Person(
        identity,
        Role(role),
        born,
        "dead" not in plain,
        capacity,
        statuses,
        known,
        unable_at_capture="unable-at-capture" in plain,
        family=frozenset(said["family"]),
    )
    everyone = "all" in said["track"]
    numbers = [_numbers(text, bad) for text in said["track"] if text != "all"]
    return Appearance(
        person,
        tuple(_box(place, bad) for place in said["at"]),
        tuple(dict.fromkeys(number for several in numbers for number in several)),
        tuple(_interval(one, bad) for text in said["heard"] for one in text.split(",")),
        everyone,
    )


def keep(words: tuple[str, ...], hide: tuple[str, ...]) -> "Keep":
    """`--keep` and `--hide` options. Raises BadInput that names the option and the key."""
    from kindao.engine.errors import BadInput
    from kindao.engine.geometry import Interval
    from kindao.keeping import Keep

    def kept(message: str, hint: str) -> BadInput:
        return BadInput(f"--keep: {message}", hint=hint)

    def hidden(message: str, hint: str) -> BadInput:
        return BadInput(f"--hide: {message}", hint=hint)

    kinds: list[str] = []
    tracks: list[int] = []
    heard: list[Interval] = []
    gone: list[int] = []
    for word in words:
        key, equals, value = word.partition("=")
        if key == "track" and equals:
            if value == "all":
                kinds.append("face")
            else:
                tracks += _numbers(value, kept)
        elif key == "heard" and equals:
            heard += [_interval(one, kept) for one in value.split(",")]
        else:
            kinds += [kind.strip() for kind in word.split(",") if kind.strip()]
    for word in hide:
        key, _, value = word.partition("=")
        if key != "track":
            raise BadInput(f"--hide: '{key}' is not understood", hint="Name figures of a film: --hide track=1,2")
        gone += _numbers(value, hidden)
    return Keep.of(kinds, dict.fromkeys(tracks), dict.fromkeys(gone), heard)


def heard(spans: str | None) -> "tuple[Interval, ...] | None":
    """When the sound may be heard, by `--heard` of verify; None: always. Raises BadInput."""
    from kindao.engine.errors import BadInput

    def bad(message: str, hint: str) -> BadInput:
        return BadInput(f"--heard: {message}", hint=hint)

    if spans is None:
        return ()
    return None if spans == "all" else tuple(_interval(one, bad) for one in spans.split(","))


Bad = Callable[[str, str], Exception]


def _numbers(text: str, bad: Bad) -> list[int]:
    parts = text.split(",")
    if not all(NUMBER.fullmatch(part) for part in parts):
        raise bad(
            "track is neither numbers of figures, from 1, nor all",
            "e.g. track=1 or track=1,2; track=all is everybody whom nobody else is",
        )
    return [int(part) for part in parts]


NUMBER = re.compile(r"[1-9][0-9]{0,5}")
SPAN = re.compile(r"([^-–]+)[-–]([^-–]+)")
TIME = re.compile(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,4}):(?=[0-9]{2}(?:[^0-9]|$)))?([0-9]{1,6})(?:[.,]([0-9]{1,9}))?")


def _interval(text: str, bad: Bad) -> "Interval":
    """Such as 0:05-0:20, 1:02:03.5-1:02:09 or, in seconds, 5-20.25."""
    from kindao.engine.geometry import Interval

    found = SPAN.fullmatch(text)
    start, end = (_seconds(found[1]), _seconds(found[2])) if found else (None, None)
    if start is None or end is None:
        raise bad(
            "heard is not from when to when, in minutes and seconds",
            "e.g. heard=0:05-0:20 or, in seconds, heard=5-20.5",
        )
    if start >= end:
        raise bad("heard ends before it begins", "Write the earlier moment first")
    return Interval(start, end)


def _seconds(text: str) -> Fraction | None:
    """A moment as it is written: h:mm:ss, m:ss or seconds, with a fraction after a dot."""
    if not (found := TIME.fullmatch(text)):
        return None
    hours, minutes, seconds, part = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    if minutes and (int(seconds) > 59 or (hours and int(minutes) > 59)):
        return None
    return Fraction(f"{whole}.{part or 0}")


def _box(text: str, bad: Bad) -> "Box":
    from kindao.engine.geometry import Box

    try:
        return Box(*(int(part) for part in text.split(",")))
    except (ValueError, TypeError):
        raise bad(
            "at is not four whole numbers x0,y0,x1,y1 with x0 <= x1 and y0 <= y1", "e.g. at=120,40,300,280"
        ) from None


def shown(words: tuple[str, ...]) -> tuple["Box", ...]:
    """`--shown` of verify. Raises BadInput for what is no place."""
    from kindao.engine.errors import BadInput

    def bad(message: str, hint: str) -> Exception:
        return BadInput(f"--shown: {message}", hint=hint)

    boxes = []
    for word in words:
        key, _, value = word.partition("=")
        if key != "at":
            raise BadInput(f"--shown: '{key}' is not understood", hint="Give a place: --shown at=x0,y0,x1,y1")
        boxes.append(_box(value, bad))
    return tuple(boxes)


def consents(files: tuple[Path, ...]) -> tuple["Consent", ...]:
    """`--consent` files. Raises BadInput that names the file and the field."""
    from kindao import clock
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.consent import load_consent
    from kindao.engine.policy.reading import LARGEST
    from kindao.inputs import content

    read = []
    for file in files:
        try:
            consent = load_consent(content(file, LARGEST))
            consent.happened(clock.now())
            read.append(consent)
        except OSError as error:
            raise BadInput(f"consent {file}: can't be read ({error.strerror})", hint="Check the path") from None
        except BadInput as error:
            said = f"Bản đồng ý {file}: {error.vi or error}"
            raise BadInput(f"consent {file}: {error.message}", hint=error.hint, vi=said) from None
    return tuple(read)


def clinic(file: Path | None) -> tuple[str, ...]:
    """The lines of `--clinic`. Raises BadInput for a file that cannot be read or is no text."""
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.reading import LARGEST
    from kindao.inputs import content

    if file is None:
        return ()
    try:
        text = content(file, LARGEST).decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"--clinic {file}: can't be read ({error.strerror})", hint="Check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"--clinic {file}: not a text file", hint="Write one detail on each line, as UTF-8") from None
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@contextmanager
def folder(path: Path | None) -> Iterator[None]:
    """A folder for several files: made when it is not there, and gone again when nothing came into it."""
    new = path is not None and not path.exists()
    if path is None or not new:
        yield
        return
    path.mkdir()
    try:
        yield
    finally:
        with suppress(OSError):  # something is in it
            path.rmdir()


def is_folder(path: Path) -> bool:
    """Whether it is a folder, or could be made one: nothing is there, and it is not named as a medium or page is."""
    from kindao.engine.media.suffixes import TAKEN

    named = path.suffix.lower() in TAKEN or path.suffix.lower() in (".html", ".htm")
    return path.is_dir() or (not path.exists() and not named and os.access(path.absolute().parent, os.W_OK))


@contextmanager
def about(file: Path | str) -> Iterator[None]:
    """What goes wrong here is said with the name of the file, or of an option or field, which the engine never says:
    its words reach logs."""
    from kindao.engine.errors import BadInput, Unreadable

    try:
        yield
    except (BadInput, Unreadable) as error:
        said = f"{file}: {error.vi}" if error.vi else ""
        raise type(error)(f"{file}: {error.message}", hint=error.hint, vi=said) from None
