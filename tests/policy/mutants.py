"""Every way in which one rule may be written slightly wrong, and what a rule says, computed without Cedar.

A mutant that no case tells from the rule is a hole in the cases. Mutants are those an engineer makes by mistake: a
condition left out, turned round or off by one, a word missing from a list, a day too early or too late."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import cedarpy

Expression = dict[str, Any]
Context = Mapping[str, Any]
TRUE: Expression = {"Value": True}
FALSE: Expression = {"Value": False}


@dataclass(frozen=True)
class Written:
    """One rule as the pack has it."""

    id: str
    acts: frozenset[str]
    when: Expression
    unless: Expression
    since: date
    until: date
    effect: str = ""

    def speaks(self, on: date, context: Context) -> bool:
        return self.since <= on <= self.until and bool(value(self.when, context) and not value(self.unless, context))


def written(text: str) -> Iterator[Written]:
    """The rules of a Cedar file."""
    for policy in json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"].values():
        said, action = policy["annotations"], policy["action"]
        acts = [action["entity"]] if "entity" in action else action["entities"]
        parts = {"when": TRUE, "unless": FALSE}
        for condition in policy["conditions"]:
            assert parts[condition["kind"]] in (TRUE, FALSE), "one when and one unless at most"
            parts[condition["kind"]] = condition["body"]
        yield Written(
            said["id"],
            frozenset(act["id"] for act in acts),
            parts["when"],
            parts["unless"],
            date.fromisoformat(said["since"]),
            date.fromisoformat(said.get("until", "9999-12-30")),
            said["effect"],
        )


def value(expression: Expression, context: Context) -> Any:
    """What an expression of Cedar's JSON form comes to."""
    ((kind, inner),) = expression.items()
    match kind:
        case "Value":
            return inner
        case "Var":
            return context
        case "Set":
            return {value(one, context) for one in inner}
        case ".":
            return value(inner["left"], context)[inner["attr"]]
        case "!":
            return not value(inner["arg"], context)
        case "isEmpty":
            return not value(inner["arg"], context)
        case "&&":
            return value(inner["left"], context) and value(inner["right"], context)
        case "||":
            return value(inner["left"], context) or value(inner["right"], context)
    left, right = value(inner["left"], context), value(inner["right"], context)
    match kind:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "contains":
            return right in left
        case "containsAny":
            return bool(set(left) & set(right))
        case "containsAll":
            return set(right) <= set(left)
    raise AssertionError(f"cannot compute {kind}")


TURNED = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def mutants(rule: Written, first: date) -> Iterator[tuple[str, Written]]:
    """What was done, and the rule as it then is. first: the pack's first day, before which nothing is asked."""
    for part in ("when", "unless"):
        body: Expression = getattr(rule, part)
        if body in (TRUE, FALSE):
            continue
        for name, changed in _changed(body):
            yield f"{part} {name}", _with(rule, **{part: changed})
    if rule.unless != FALSE:
        yield "no unless", _with(rule, unless=FALSE)
    for name, days in (("later", 1), ("earlier", -1)):
        if max(rule.since, rule.since + timedelta(days)) > first:
            yield f"begins {name}", _with(rule, since=rule.since + timedelta(days))
        if rule.until.year < 9999:
            yield f"ends {name}", _with(rule, until=rule.until + timedelta(days))


def _with(rule: Written, **fields: Any) -> Written:
    return Written(**{name: getattr(rule, name) for name in Written.__dataclass_fields__} | fields)


def _changed(body: Expression) -> Iterator[tuple[str, Expression]]:
    for path in _paths(body):
        ((kind, inner),) = _at(body, path).items()
        where = "/".join(map(str, path)) or "whole"
        if kind in ("&&", "||"):
            yield f"{where}: only the left of {kind}", _put(body, path, inner["left"])
            yield f"{where}: only the right of {kind}", _put(body, path, inner["right"])
            yield f"{where}: {kind} turned", _put(body, path, {"||" if kind == "&&" else "&&": inner})
        elif kind == "!":
            yield f"{where}: not a not", _put(body, path, inner["arg"])
        elif kind in TURNED:
            yield f"{where}: {kind} turned", _put(body, path, {TURNED[kind]: inner})
            right = inner["right"].get("Value")
            if kind not in ("==", "!=") and isinstance(right, int) and not isinstance(right, bool):
                yield f"{where}: one less", _put(body, path, {kind: inner | {"right": {"Value": right - 1}}})
                yield f"{where}: one more", _put(body, path, {kind: inner | {"right": {"Value": right + 1}}})
        elif kind.startswith("contains") or kind == "isEmpty" or (kind == "." and _is_condition(path)):
            yield f"{where}: turned", _put(body, path, {"!": {"arg": {kind: inner}}})
        if kind == "Set" and len(inner) > 1:
            for n in range(len(inner)):
                yield f"{where}: without {inner[n]['Value']}", _put(body, path, {"Set": inner[:n] + inner[n + 1 :]})


Path = tuple[str, ...]


def _paths(body: Expression, path: Path = ()) -> Iterator[Path]:
    yield path
    ((kind, inner),) = body.items()
    if isinstance(inner, dict):
        for side in ("left", "right", "arg"):
            if isinstance(inner.get(side), dict):
                yield from _paths(inner[side], (*path, kind, side))


def _at(body: Expression, path: Path) -> Expression:
    found: Any = body
    for step in path:
        found = found[step]
    return dict(found)


def _put(body: Expression, path: Path, new: Expression) -> Expression:
    if not path:
        return new
    changed = deepcopy(body)
    inside: Any = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = new
    return changed


def _is_condition(path: Path) -> bool:
    """A field that is true or false by itself: the whole, a side of a conjunction, or what is negated."""
    return not path or path[-2] in ("&&", "||", "!")
