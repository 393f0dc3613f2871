"""JSON in and out of frozen dataclasses: errors name the field, and the same value gives the same bytes."""

import dataclasses
import json
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

from kindao.engine.errors import BadInput
from kindao.engine.vietnamese import in_vietnamese

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
LARGEST = 1 << 20  # bytes; a consent or a case of facts is a few thousand
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing
DAY = r"(?:19|20)\d\d-\d\d-\d\d"
WRITTEN = {
    date: (re.compile(DAY), "not a day such as 2026-11-23"),
    datetime: (
        # At either end of the calendar a moment has no day in another zone.
        re.compile("(?!0001|9999)" + DAY + r"[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?([Zz]|[+-]\d\d:?\d\d)?"),
        "not a day and time such as 2026-11-23T09:30:00+07:00",
    ),
}
"""How a day and a moment are written (ISO 8601), and what is said of anything else; digits alone are none."""
OLDEST = 122  # full years of the longest life on record, 1875 to 1997 (Guinness World Records, "oldest person ever")
BEFORE = "before 1900, where the days that are read begin"
AFTER = "after 2099, where the days that are read end"
TOO_OLD = (
    f"before 1900, which is older than anybody: the longest life on record is {OLDEST} years (Guinness World Records)"
)


def read(kind: type[T], data: object) -> T:
    """`data` (JSON bytes or text, or plain Python values) as a `kind`, strictly: no guessing of types.

    Raises BadInput; the message names the field and never repeats its value."""
    data = parsed(data)
    written(data)
    for path, said in _wrongly_dated(kind, data):
        raise _bad(path, said)
    from pydantic import ValidationError

    try:
        value: T = _adapter(cast(Hashable, kind)).validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise _wrong(error.errors(include_url=False, include_input=False)[0]) from None
    except (TypeError, ValueError, RecursionError):
        raise BadInput("not something that JSON can hold") from None
    for path, said in faults(value):
        raise _bad(path, said)
    return value


def parsed(data: object) -> Any:
    """What the JSON says, as plain Python values; anything but bytes and text is given back as it is.

    Raises BadInput for what is too large, not UTF-8, not JSON, nested too deep, or has a field twice."""
    if isinstance(data, bytes | bytearray | str) and len(data) > LARGEST:
        raise BadInput(f"larger than {LARGEST >> 20} MiB", hint="Name the JSON file itself, which is far smaller")
    if isinstance(data, bytes | bytearray):
        try:
            data = bytes(data).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadInput("not UTF-8 text", hint="Save it as JSON in UTF-8") from None
    if isinstance(data, str):
        try:
            data = json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            raise BadInput(
                f"not JSON (line {error.lineno}, column {error.colno})",
                hint="Mend it there, then kindao consent show FILE for a consent, kindao law explain FILE for facts",
            ) from None
        except ValueError as error:
            raise BadInput(str(error)) from None
        except RecursionError:
            raise BadInput("nested too deep") from None
    return data


def faults(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Where something was written and nothing of it can be seen, or what it holds must not be printed, and what is
    said of it: ("giver.proof", "is empty")."""
    if _faultless(value):  # nearly always, and it is told without a path
        return
    if isinstance(value, str):
        yield path, fault(value)
    elif isinstance(value, tuple | frozenset):
        for n, one in enumerate(value):
            yield from faults(one, f"{path}[{n}]")
    else:
        names, get, _ = _fields(cast(Hashable, type(value)), frozenset())
        for name, one in zip(names, get(value), strict=True):
            yield from faults(one, f"{path}.{name}".lstrip("."))


def _faultless(value: object) -> bool:
    """Whether `faults` finds nothing. A consent holds some eighty values, and is made a hundred thousand times where
    the law is asked about everything; so without calls into itself."""
    left: list[Any] = [value]
    while left:
        one = left.pop()
        within = _within(cast(Hashable, type(one)))
        if within is not None:
            left += within(one)
        elif fault(one):
            return False
    return True


@cache
def _within(kind: Any) -> Callable[[Any], Iterable[Any]] | None:
    """How to get what is in a value of that kind; None for a text that somebody wrote."""
    if issubclass(kind, str) and not issubclass(kind, Enum):
        return None
    if issubclass(kind, tuple | frozenset):
        return tuple
    return _fields(cast(Hashable, kind), frozenset())[1] if dataclasses.is_dataclass(kind) else lambda _: ()


def fault(text: str) -> str:
    """What is wrong with a text that a person wrote; "" when nothing is. A control character or one that turns the
    direction of writing moves the cursor of a terminal or makes a name look like another's."""
    if not text or (text.isascii() and text.isprintable() and not text.isspace()):  # most are, and it is quickly told
        return ""
    if all(unicodedata.category(one)[0] in "ZC" or one in FILLERS for one in text):
        return "is empty"
    return HIDDEN if any(unicodedata.category(one) in NEVER_SEEN for one in text) else ""


def seen(text: str) -> str:
    """A text as it is seen, on one line: without the characters that nobody sees, a break a blank; "" where nothing is
    left to see. Whatever it was, `fault` finds nothing in it."""
    kept = (one for one in text if one.isspace() or unicodedata.category(one) not in NEVER_SEEN)
    told = BREAK.sub(" ", "".join(kept)).strip()
    return "" if fault(told) else told


HIDDEN = "holds a control or direction character that nobody sees"
NEVER_SEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})  # Unicode's control, format, and separators of lines and paragraphs
BREAK = re.compile(r"\s*[\t-\r\x1c-\x1f\x85\u2028\u2029]\s*")  # those of them that part words


def written(data: object, at: str = "") -> None:
    """Raises BadInput for a text, or a field's name, that has half of a surrogate pair, which JSON can write and
    nothing can store, or a character that must not be printed.

    data: plain Python values, as JSON gives them; at: where they stand."""
    for path, said in _wrongly_written(data, at):
        raise _bad(path, said)


def _wrongly_written(data: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        if any("\ud800" <= one <= "\udfff" for one in data):
            yield path, "holds half a character"
        elif fault(data) == HIDDEN:  # an empty text is told of its field, which may do without
            yield path, HIDDEN
    elif isinstance(data, dict):
        for name, one in data.items():
            if isinstance(name, str) and not name.isprintable():  # the name itself is not repeated
                yield path, "holds half a character" if fault(name) != HIDDEN else HIDDEN
            yield from _wrongly_written(one, f"{path}.{name}".lstrip("."))
    elif isinstance(data, list):
        for n, one in enumerate(data):
            yield from _wrongly_written(one, f"{path}[{n}]")


def _wrongly_dated(kind: Any, data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Where a day or moment is written in another form than `WRITTEN`, and what is wrong with it."""
    if isinstance(data, dict) and dataclasses.is_dataclass(kind):
        for name, held in get_type_hints(kind).items():
            if name in data:
                yield from _wrongly_dated(held, data[name], f"{path}.{name}".lstrip("."))
    elif isinstance(data, list):
        for inner in get_args(kind):
            for n, one in enumerate(data):
                yield from _wrongly_dated(inner, one, f"{path}[{n}]")
    elif isinstance(data, str):
        for one in (kind, *get_args(kind)):
            if one in WRITTEN and not WRITTEN[one][0].fullmatch(data):
                yield path, _misdated(path, data) if one is date else WRITTEN[one][1]


def _misdated(path: str, said: str) -> str:
    """What is wrong with a day."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", said):
        return WRITTEN[date][1]
    if said > "2099":
        return AFTER
    return TOO_OLD if path.endswith("birth_date") else BEFORE


def canonical(value: object, *, without: frozenset[str] = frozenset()) -> str:
    """JSON with sorted keys and sets and no spaces; the fields named in `without` are left out."""
    return _CANONICAL.encode(_plain(value, without))


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def schema(kind: type[T]) -> dict[str, Any]:
    """JSON Schema of what `read` takes."""
    return _adapter(cast(Hashable, kind)).json_schema()


@cache
def _adapter(kind: Any) -> "TypeAdapter[Any]":
    """The reader of one dataclass; fields it does not have are errors, in the dataclasses it holds too."""
    from pydantic import ConfigDict, TypeAdapter

    for held in set(_dataclasses(kind)):
        held.__pydantic_config__ = ConfigDict(extra="forbid")
    return TypeAdapter(kind)


def _dataclasses(kind: Any) -> Iterator[Any]:
    if dataclasses.is_dataclass(kind):
        yield kind
        for inner in get_type_hints(kind).values():
            yield from _dataclasses(inner)
    for inner in get_args(kind):
        yield from _dataclasses(inner)


def _plain(value: Any, without: frozenset[str]) -> Any:
    """What json.dumps takes as it is; a StrEnum it does."""
    if value is None or isinstance(value, str):
        return value
    kind = type(value)
    if kind is tuple or kind is list:
        return [_plain(one, without) for one in value]
    if kind is frozenset or kind is set:
        if all(isinstance(one, str) for one in value):
            return _in_order(frozenset(value))
        return sorted((_plain(one, without) for one in value), key=json.dumps)
    if hasattr(kind, "__dataclass_fields__"):
        names, get, deeper = _fields(cast(Hashable, kind), without)
        told = dict(zip(names, get(value), strict=True))
        for name in deeper:
            held = told[name]
            if held:
                told[name] = _plain(held, without)
            elif held is not None:
                told[name] = []  # an empty set is the same as an empty list
        return told
    return value.isoformat() if isinstance(value, datetime | date) else value


@lru_cache(maxsize=4096)
def _in_order(words: frozenset[str]) -> tuple[str, ...]:
    """Always in the same order: sets of the same few words are told thousands of times."""
    return tuple(sorted(words, key=json.dumps))


@cache
def _fields(kind: Any, without: frozenset[str]) -> tuple[list[str], Callable[[Any], tuple[Any, ...]], list[str]]:
    """The fields of a dataclass that are told, in their order; how to get them all; which of them hold more than a
    word, a number or a yes. A dataclass has thousands of instances to tell and its fields are the same each time."""
    names = sorted(field.name for field in dataclasses.fields(kind) if field.name not in without)
    hints = get_type_hints(kind)
    get = attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)
    return names, get, [name for name in names if not _simple(hints[name])]


def _simple(hint: Any) -> bool:
    if isinstance(hint, type) and not get_args(hint):
        return issubclass(hint, str | int | float | NoneType)
    return bool(get_args(hint)) and isinstance(hint, UnionType) and all(_simple(one) for one in get_args(hint))


def _wrong(error: Any) -> BadInput:
    """One error of pydantic as "people[0].birth_date: what is wrong"."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).lstrip(".")
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "value_error":  # our own: starts with the field
        field, _, message = message.partition(": ")
        path = f"{path}.{field}".lstrip(".")
    match error["type"].split("_"):
        case ["missing", *_]:
            message = "is missing"
        case ["unexpected", "keyword", *_] | ["extra", "forbidden"]:
            message = "there is no such field"
        case ["date", *_]:
            message = WRITTEN[date][1]
        case ["datetime" | "timezone", *_]:
            message = WRITTEN[datetime][1]
        case ["string", *_]:
            message = "not a text in quotes"
        case ["bool", *_]:
            message = "not true or false, without quotes"
        case ["tuple" | "list" | "set" | "frozen", *_]:
            message = "not a list in square brackets"
        case ["dataclass" | "model" | "dict", *_]:
            message = "not a group of fields in braces"
        case ["enum"]:
            message = f"not one of {error['ctx']['expected'].replace(' or ', ', ')}"
    return _bad(path, message)


def _bad(path: str, message: str) -> BadInput:
    whole = f"{path}: {message}" if path else message
    return BadInput(whole, vi=f"Trường {path or 'gốc'} không hợp lệ: {in_vietnamese(message) or message}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) < len(pairs):
        raise ValueError("a field is there twice")
    return seen


def _no_constant(_: str) -> None:
    raise ValueError("a number that JSON does not have")
