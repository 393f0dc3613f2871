"""What a consent says and FHIR R5 has no element for: one extension of ours for each field, named after it.

`urn:kindao:consent:affirmative` is `Consent.affirmative`, `urn:kindao:scope:ad_terms.form` the form of a scope's
advert. Nothing is written for a field left as it is when nobody states it. What makes a consent narrower or doubtful is
a modifier extension: FHIR has every reader refuse a record whose modifier it does not know."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from kindao.engine.policy.consent import Consent, Scope, instant
from kindao.engine.policy.exchange.codes import OURS
from kindao.engine.policy.exchange.node import ABSENT_FIELD, NOT_UNDERSTOOD, TWICE, WRONG, Node

ELEMENTS = {
    Consent: frozenset(
        {
            "id",
            "subject",
            "scopes",
            "signed_at",
            "giver.role",
            "birth_date",
            "data_types",
            "controller",
            "recipients",
            "evidence",
            "text.digest",
            "withdrawn_at",
            "stated_regime",
        }
    ),
    Scope: frozenset({"purpose", "destinations", "identifiability", "assets", "level"}),
}
"""Fields that have an element of their own in R5."""

NARROWING = frozenset(
    {"giver.conflict", "capacity", "duress", "territory", "body_areas", "ends_when", "ticked", "words"}
)
"""Fields that a reader must not overlook: written as modifier extensions."""

_VALUES: Mapping[type, str] = {
    bool: "valueBoolean",
    StrEnum: "valueCode",
    str: "valueString",
    datetime: "valueDateTime",  # before date, which it is too
    date: "valueDate",
    int: "valueInteger",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One field that goes into an extension."""

    name: str  # from the record down: "ad_terms.form"
    value: str  # FHIR's name for a value of its type; "" for a record, which has `parts`
    many: bool
    parts: Mapping[str, str]  # of a record: its fields, and FHIR's names for their types
    default: object

    @property
    def modifies(self) -> bool:
        return self.name in NARROWING


Kind = type[Consent] | type[Scope]


def kept(kind: Kind) -> Mapping[str, Kept]:
    """By URL, every field of a consent or a scope that has no element."""
    return _kept(of_scope=kind is Scope)


@cache
def _kept(*, of_scope: bool) -> Mapping[str, Kept]:
    kind: Kind = Scope if of_scope else Consent
    space = f"{OURS}{'scope' if of_scope else 'consent'}:"
    return {space + one.name: one for one in _fields(kind, "", ELEMENTS[kind])}


def _fields(kind: type, before: str, but: frozenset[str]) -> Iterator[Kept]:
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        name = before + field.name
        if name in but:
            continue
        held, many = _bare(hints[field.name])
        if dataclasses.is_dataclass(held) and isinstance(held, type) and not many:
            yield from _fields(held, f"{name}.", but)
            continue
        made = field.default_factory
        default = made() if made is not dataclasses.MISSING else field.default
        parts = {}
        if dataclasses.is_dataclass(held):
            parts = {part.name: value_of(get_type_hints(held)[part.name]) for part in dataclasses.fields(held)}
        yield Kept(name, "" if parts else value_of(held), many, parts, default)


def _bare(hint: Any) -> tuple[Any, bool]:
    """The type without "or None", or that of the members; whether there are several."""
    if get_origin(hint) in (tuple, frozenset):
        return get_args(hint)[0], True
    inner = [one for one in get_args(hint) if one is not type(None)]
    return (inner[0], False) if inner else (hint, False)


def value_of(kind: type) -> str:
    return next((value for known, value in _VALUES.items() if issubclass(kind, known)), "")


def written(record: Consent | Scope) -> dict[str, list[dict[str, Any]]]:
    """`extension` and `modifierExtension` of the record, whichever it has."""
    found: dict[str, list[dict[str, Any]]] = {}
    for url, one in sorted(kept(type(record)).items()):
        value = _held(record, one.name)
        if value is None or value == one.default:
            continue
        members = value if isinstance(value, tuple) else sorted(value) if isinstance(value, frozenset) else (value,)
        slot = found.setdefault("modifierExtension" if one.modifies else "extension", [])
        slot.extend(_extension(url, one, member) for member in members)
    return found


def empty(value: Any, path: str = "", *, may_be: bool = False) -> Iterator[str]:
    """Where a text is empty that is not so when it is left out: "recipients[0].name", "text.language"."""
    if value == "" and not may_be:
        yield path
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            name = f"{path}.{field.name}".lstrip(".")
            yield from empty(getattr(value, field.name), name, may_be=field.default == "")
    elif isinstance(value, tuple | frozenset):
        for n, one in enumerate(value):
            yield from empty(one, f"{path}[{n}]")


def _held(record: object, name: str) -> Any:
    for part in name.split("."):
        record = getattr(record, part, None)
    return record


def _extension(url: str, one: Kept, value: object) -> dict[str, Any]:
    if not one.parts:
        return {"url": url, one.value: plain(value)}
    parts = [(name, key, getattr(value, name)) for name, key in one.parts.items()]
    return {"url": url, "extension": [{"url": name, key: plain(held)} for name, key, held in parts if held != ""]}


def plain(value: object) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def moment(at: datetime) -> str:
    """As FHIR writes it, which is never without a zone."""
    return instant(at).isoformat()


def read(node: Node, kind: Kind) -> dict[str, Any]:
    """The fields that extensions of ours state, nested as in a consent file; those of others are passed over.

    Raises BadInput for a modifier that is not ours, and for one of ours that is not as `written` writes it."""
    data: dict[str, Any] = {}
    for slot, modifies in (("extension", False), ("modifierExtension", True)):
        for entry in node.nodes(slot):
            url = entry.need("url")
            one = kept(kind).get(url)
            if one is None or one.modifies is not modifies:
                if modifies or url.startswith(OURS):
                    raise entry.refuse(NOT_UNDERSTOOD if modifies else ABSENT_FIELD)
                continue
            *way, last = one.name.split(".")
            into = data
            for part in way:
                into = into.setdefault(part, {})
            value = _parts(entry, one) if one.parts else _value(entry, one.value)
            if one.many:
                into.setdefault(last, []).append(value)
            elif last in into:
                raise entry.refuse(TWICE)
            else:
                into[last] = value
    return data


def _value(entry: Node, key: str) -> Any:
    if entry.value.keys() != {"url", key}:
        raise entry.refuse(WRONG)
    return entry.value[key]


def _parts(entry: Node, one: Kept) -> dict[str, Any]:
    if entry.value.keys() != {"url", "extension"}:
        raise entry.refuse(WRONG)
    found: dict[str, Any] = {}
    for part in entry.nodes("extension"):
        name = part.need("url")
        if name not in one.parts or name in found:
            raise part.refuse(WRONG)
        found[name] = _value(part, one.parts[name])
    return found
