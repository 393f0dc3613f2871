"""What stands in `law/` beside the rules, for people to read: the cases of each rule, what was reported, the file that
a rule stands in, and what the keys of sources mean. Nothing here decides."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kindao.engine.errors import Failed
from kindao.engine.policy import pack as packs
from kindao.engine.vocabulary import Destination, Outcome, Purpose, Words


@dataclass(frozen=True, slots=True)
class Case:
    """A case in words, with the answer that the pack gives."""

    words: Words
    on: date
    purpose: Purpose
    destination: Destination
    outcome: Outcome
    rules: tuple[str, ...]  # that gave the answer, by id


@dataclass(frozen=True, slots=True)
class Cases:
    """One case that a rule decides, and one that it leaves alone."""

    decides: Case
    leaves: Case


@dataclass(frozen=True, slots=True)
class Incident:
    """What was reported, as the law of Việt Nam answers it: asked before the picture went out."""

    id: str
    words: Words
    then: Case | None  # on its day; None where no day is known
    today: Case  # the same facts, under the newest law that was asked


def cases() -> Mapping[str, Mapping[str, Cases]]:
    """By pack and rule. A rule that a clinic wrote for itself may have none.

    Raises Failed when law/cases.json is not sound."""
    return _cases(packs._root())


def cases_of(rule: packs.Rule, pack: packs.Pack) -> Cases | None:
    """The cases of a rule as this pack answers them, or the first of several packs that tells them."""
    told = (cases().get(part.name, {}).get(rule.id) for part in pack.each)
    return next(filter(None, told), None)


def incidents_of(pack: packs.Pack) -> tuple[Incident, ...]:
    """What was reported, for a pack with the law of Việt Nam in it.

    Raises Failed when law/incidents.json is not sound."""
    return _incidents(packs._root()) if "vn" in {part.name for part in pack.each} else ()


def subjects() -> Mapping[str, str]:
    """The name of the file in which each rule stands, by rule, in the order in which reasons are told."""
    return _subjects(packs._root())


def sources() -> Mapping[str, str]:
    """What each key of a source stands for."""
    return _sources(packs._root())


@cache
def _cases(root: Path) -> Mapping[str, Mapping[str, Cases]]:
    try:
        held = json.loads((root / "cases.json").read_bytes())
        return MappingProxyType(
            {
                pack: MappingProxyType(
                    {rule: Cases(_case(said["decides"]), _case(said["leaves"])) for rule, said in told.items()}
                )
                for pack, told in held.items()
            }
        )
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise Failed(f"the cases of the law are not sound ({type(error).__name__})", hint="Install again") from error


@cache
def _incidents(root: Path) -> tuple[Incident, ...]:
    try:
        held = json.loads((root / "incidents.json").read_bytes())
        return tuple(
            Incident(
                identity,
                Words(said["vi"], said["en"]),
                _case(said | said["then"]) if "then" in said else None,
                _case(said | said["today"]),
            )
            for identity, said in held.items()
        )
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise Failed(
            f"the incidents of the law are not sound ({type(error).__name__})", hint="Install again"
        ) from error


def _case(said: Mapping[str, str]) -> Case:
    return Case(
        Words(said["vi"], said["en"]),
        date.fromisoformat(said["on"]),
        Purpose(said["purpose"]),
        Destination(said["destination"]),
        Outcome(said["outcome"]),
        tuple(said["rules"]),
    )


@cache
def _subjects(root: Path) -> Mapping[str, str]:
    files = sorted(root.glob("packs/*/*.cedar"))
    return MappingProxyType(
        {identity: file.stem for file in files for identity in re.findall(r'@id\("([^"]+)"\)', file.read_text("utf-8"))}
    )


@cache
def _sources(root: Path) -> Mapping[str, str]:
    rows = re.findall(r"^\| (\w+) \| (.+) \|$", (root / "sources.md").read_text("utf-8"), re.MULTILINE)
    return MappingProxyType({key: told for key, told in rows if key != "key"})
