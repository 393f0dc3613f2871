"""JSON in and out of frozen dataclasses: errors name the field, and the same value gives the same bytes."""

import dataclasses
import json
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime
from functools import cache
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


def read(kind: type[T], data: object) -> T:
    """`data` (JSON bytes or text, or plain Python values) as a `kind`, strictly: no guessing of types.

    Raises BadInput; the message names the field and never repeats its value."""
    data = parsed(data)
    for path in _halved(data):
        raise _bad(path, "holds half a character")
    for path, said in _wrongly_dated(kind, data):
        raise _bad(path, said)
    from pydantic import ValidationError

    try:
        value: T = _adapter(cast(Hashable, kind)).validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise _wrong(error.errors(include_url=False, include_input=False)[0]) from None
    except (TypeError, ValueError, RecursionError):
        raise BadInput("not something that JSON can hold") from None
    for path in blanks(value):
        raise _bad(path, "is empty")
    return value


def parsed(data: object) -> Any:
    """What the JSON says, as plain Python values; anything but bytes and text is given back as it is.

    Raises BadInput for what is too large, not UTF-8, not JSON, nested too deep, or has a field twice."""
    if isinstance(data, bytes | bytearray | str) and len(data) > LARGEST:
        raise BadInput(f"larger than {LARGEST >> 20} MiB", hint="Compare it with docs/examples")
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
                f"not JSON (line {error.lineno}, column {error.colno})", hint="Compare it with docs/examples"
            ) from None
        except ValueError as error:
            raise BadInput(str(error)) from None
        except RecursionError:
            raise BadInput("nested too deep") from None
    return data


def blanks(value: object, path: str = "") -> Iterator[str]:
    """Where something was written and nothing of it can be seen: "giver.proof", "recipients[0].name"."""
    if isinstance(value, str):
        seen = value.isascii() and value.isprintable() and not value.isspace()  # most are, and it is quickly told
        if value and not seen and all(unicodedata.category(one)[0] in "ZC" or one in FILLERS for one in value):
            yield path
    elif isinstance(value, tuple | frozenset):
        for n, one in enumerate(value):
            yield from blanks(one, f"{path}[{n}]")
    elif dataclasses.is_dataclass(value):
        names, get, _ = _fields(cast(Hashable, type(value)), frozenset())
        for name, one in zip(names, get(value), strict=True):
            if one is not None and one is not True and one is not False:
                yield from blanks(one, f"{path}.{name}".lstrip("."))


def _halved(data: object, path: str = "") -> Iterator[str]:
    """Where a text, or a field's name, has half of a surrogate pair: JSON can write it, and nothing can store it."""
    if isinstance(data, str):
        if any("\ud800" <= one <= "\udfff" for one in data):
            yield path
    elif isinstance(data, dict):
        for name, one in data.items():
            yield from _halved(name, path)
            yield from _halved(one, f"{path}.{name}".lstrip("."))
    elif isinstance(data, list):
        for n, one in enumerate(data):
            yield from _halved(one, f"{path}[{n}]")


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
                yield path, WRITTEN[one][1]


def canonical(value: object, *, without: frozenset[str] = frozenset()) -> str:
    """JSON with sorted keys and sets and no spaces; the fields named in `without` are left out."""
    return json.dumps(_plain(value, without), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


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


def _plain(value: object, without: frozenset[str]) -> Any:
    """What json.dumps takes as it is; a StrEnum it does."""
    if isinstance(value, str) or value is None:
        return value
    if dataclasses.is_dataclass(value):
        names, get, deeper = _fields(cast(Hashable, type(value)), without)
        told = dict(zip(names, get(value), strict=True))
        for name in deeper:
            told[name] = _plain(told[name], without)
        return told
    if isinstance(value, frozenset | set | tuple | list):
        plain = [one if isinstance(one, str) else _plain(one, without) for one in value]
        return sorted(plain, key=json.dumps) if isinstance(value, frozenset | set) and len(plain) > 1 else plain
    return value.isoformat() if isinstance(value, datetime | date) else value


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
