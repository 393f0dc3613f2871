"""A law pack: rules in Cedar with their articles, dates and words, checked whole before any is asked.

Every rule whose effect is not `permit` is written as a Cedar `forbid`, so that no other reader of the
folder would be looser than we are. We ask in two steps: which rules shut the gate (forbid, review,
require), and, when nothing forbids or reviews, which open it. Only the rules in force on the day are
asked, always with the schema; any error that Cedar reports means that we refuse.

A pack may share the house's rules of another. A clinic may extend a pack with rules of its own, which can
only shut: it is asked beside the one that it extends, never instead of it. Of several packs all must permit."""

import hashlib
import json
import os
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from operator import attrgetter, itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kindao.engine.errors import BadInput, Failed
from kindao.engine.policy.decision import Effect, Reason, Verified
from kindao.engine.vocabulary import Words

PRECEDENCE = (Effect.FORBID, Effect.REVIEW, Effect.REQUIRE, Effect.PERMIT)
WEAK = frozenset({Verified.P, Verified.N})  # may raise a review or a duty, nothing more
REMEDIES = frozenset({"ask", "redact", "remove-words", "name", "officer", "record", "close", "keep"}) | frozenset(
    {"wait", "area", "age", "correct", "illustrate", "new-consent", "rewrite", "as-advert", "keep-inside"}
    | {"written-request", "ask-family", "relation"}
)
"""What a rule may name as lifting it; policy/path.py knows how."""
SAID = ("id", "effect", "since", "cite", "vi", "en", "remedy")
"""Annotations that every rule has."""
OWN = frozenset({"name", "version", "extends", "valid_until", "reviewed_by", "precedence", "terms", "files", "seal"})
"""What the pack.toml of a pack that extends another may say."""
NEEDED = {"name": '"our-clinic"', "version": '"1"', "extends": '"vn"', "valid_until": "2027-01-31"}
"""What it must say, with an example of each."""
WEAKEST = (Verified.N, Verified.P, Verified.Y2, Verified.Y)
REMEMBERED = 32768  # answers kept of each group of rules, so that a path's search and a sweep of releases ask once


@dataclass(frozen=True, slots=True)
class Instrument:
    """A constitution, code, law or decree; or the house rules."""

    id: str
    short: Words  # as it is cited
    title: Words
    since: date
    until: date | None
    replaced_by: str
    source: str
    verified: Verified
    first_day: Verified | None = None  # how well `since` is known, where that is less than the rest


@dataclass(frozen=True, slots=True)
class Article:
    """One clause that rules cite, in our own words."""

    instrument: Instrument
    place: Words  # điểm, khoản, Điều
    words: Words
    since: date
    until: date | None
    source: str
    verified: Verified

    @property
    def cited(self) -> Words:
        """Instrument and place, as each language cites them."""
        short, place = self.instrument.short, self.place
        return Words(f"{short.vi}, {place.vi}", f"{short.en}, {place.en}")

    @property
    def citation(self) -> str:
        return self.cited.vi


_PLACE = re.compile(r"(?:điểm (?P<point>\w) )?(?:khoản (?P<clause>\d+) )?Điều (?P<article>\d+)|mục (?P<section>\d+)")


def placed(vi: str, en: str = "") -> Words:
    """A place as the law files write it, "điểm a khoản 1 Điều 26", with its English, "Article 26(1)(a)".

    en: for a place of another form, which has to bring its own. Raises Failed when it does not."""
    found = _PLACE.fullmatch(vi)
    _check(bool(found or en), f"{vi}: its place has no English")
    if found and not en:
        parts = found.groupdict()
        inner = "".join(f"({part})" for part in (parts["clause"], parts["point"]) if part).replace("đ", "dd")
        en = f"section {parts['section']}" if parts["section"] else f"Article {parts['article']}{inner}"
    return Words(vi, en)


@dataclass(frozen=True, slots=True)
class Rule:
    """One article's effect on one kind of act."""

    id: str
    effect: Effect
    citation: str
    since: date
    until: date | None  # the last day
    words: Words
    remedy: tuple[str, ...]  # what would lawfully lift it, see policy/path.py
    verified: Verified  # of the weakest article it cites
    acts: tuple[str, ...]  # sign, rely, capture, publish, release, keep; empty: said when no rule speaks
    articles: tuple[Article, ...]
    rank: int  # in which order reasons are told
    pack: str = ""  # the pack that brought it

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    cited_en: str = ""

    @property
    def cited(self) -> Words:
        """Its articles, as each language cites them."""
        return Words(self.citation, self.cited_en)

    def reason(self, person: str = "", effect: Effect | None = None) -> Reason:
        return Reason(
            self.id,
            effect or self.effect,
            self.citation,
            self.verified,
            self.words,
            person,
            self.cited_en,
            self.pack,
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """The pack's lists."""

    open: frozenset[str]
    social: frozenset[str]
    foreign: frozenset[str]
    sensitive_specialties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rules of one act that speak; `open` is asked only when nothing forbids or reviews."""

    shut: tuple[Rule, ...]
    open: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Rules ready to be asked. Immutable; one instance serves all threads."""

    name: str
    version: str
    covers_from: date
    valid_until: date
    reviewed_by: str  # the lawyer who signed it off, "" is nobody yet
    digest: str  # "sha256:…" of pack.toml, which holds the digests of all other files
    rules: tuple[Rule, ...]
    articles: tuple[Article, ...]
    terms: Terms
    data: Mapping[str, str] = field(repr=False)  # the text of the sealed files beside the instruments, by name
    _cedar: "_Cedar" = field(repr=False)
    parts: tuple["Pack", ...] = ()  # of several packs, each to be asked on its own
    own: bool = False  # a clinic's, beside those that ship

    @property
    def each(self) -> tuple["Pack", ...]:
        """The packs that must all permit; the pack itself when it is one."""
        return self.parts or (self,)

    def rule(self, identity: str) -> Rule:
        """Raises KeyError for an id that the pack does not have."""
        for part in self.parts:
            if identity in part._cedar.by_id:
                return part.rule(identity)
        return self._cedar.by_id[identity]

    def ask(self, act: str, on: date, context: Mapping[str, Any]) -> Answer:
        """The rules in force on the day that speak about this act.

        Raises Failed when Cedar reports an error: an erring rule would be skipped; TypeError for several
        packs, of which each has to be asked."""
        if self.parts:
            raise TypeError("several packs are asked one by one")
        return self._cedar.ask(act, on, context)


class _Cedar:
    """The parsed policies, per stretch of days in which the same rules are in force."""

    def __init__(self, text: str, schema: str, rules: tuple[Rule, ...], defaults: tuple[Rule, ...]) -> None:
        import cedarpy

        self.by_id = {rule.id: rule for rule in rules + defaults}
        self.text, self.schema = text, schema
        self._rules = rules
        self._schema = cedarpy.Schema.from_str(schema)
        self._nothing = cedarpy.Entities.from_json_str("[]", self._schema)
        one_each = json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"].values()
        self._texts, self._reads = {}, {}
        for policy in one_each:
            identity = policy["annotations"]["id"]
            self._reads[identity] = frozenset(_read_of(policy["conditions"]))
            self._texts[identity] = cedarpy.policies_from_json_str(
                json.dumps({"staticPolicies": {"it": policy}, "templates": {}, "templateLinks": []})
            )
        turns = {rule.since for rule in rules} | {rule.until + timedelta(1) for rule in rules if rule.until}
        self._turns = sorted(turns)
        self._sets: dict[tuple[str, int, bool], _Asked] = {}
        self._groups: dict[tuple[str, tuple[Rule, ...]], _Group] = {}

    def ask(self, act: str, on: date, context: Mapping[str, Any]) -> Answer:
        stretch = bisect_right(self._turns, on)
        shut = self._speak(act, on, stretch, context, opens=False)
        stands = any(rule.effect in (Effect.FORBID, Effect.REVIEW) for rule in shut)
        return Answer(shut, () if stands else self._speak(act, on, stretch, context, opens=True))

    def _speak(self, act: str, on: date, stretch: int, context: Mapping[str, Any], *, opens: bool) -> tuple[Rule, ...]:
        asked = self._sets.get((act, stretch, opens)) or self._set(act, on, stretch, opens)
        known = asked.known(context)
        return asked.learnt(context, self._answer(asked, act, context)) if known is None else known

    def _answer(self, asked: "_Asked", act: str, context: Mapping[str, Any]) -> frozenset[str]:
        """Cedar's own answer: the ids of the rules that speak."""
        import cedarpy

        request = {
            "principal": {"type": "Medium" if act in ("release", "keep") else "Person", "id": "it"},
            "action": {"type": "Action", "id": act},
            "resource": {"type": "Medium", "id": "it"},
            "context": json.dumps(context),
        }
        result = cedarpy.is_authorized(request, asked.policies, self._nothing, schema=self._schema).diagnostics
        if result.errors:
            raise Failed(
                "the law pack could not judge these facts", hint="Nothing is released; report the pack's version"
            )
        return frozenset(result.id_annotations_by_reason.values())

    def _set(self, act: str, on: date, stretch: int, opens: bool) -> "_Asked":
        """The policies that may speak: a small set is answered quickly."""
        import cedarpy

        rules = [
            rule
            for rule in self._rules
            if act in rule.acts and rule.in_force(on) and (rule.effect is Effect.PERMIT) is opens
        ]
        alike: dict[frozenset[str], list[Rule]] = {}
        for rule in rules:
            alike.setdefault(self._reads[rule.id], []).append(rule)
        asked = self._sets[act, stretch, opens] = _Asked(
            cedarpy.PolicySet.from_str("\n".join(self._texts[rule.id] for rule in rules)),
            [
                # Whatever else begins or ends, the same rules go on answering the same.
                self._groups.setdefault((act, tuple(together)), _Group(_projection(read), tuple(together), {}))
                for read, together in alike.items()
            ],
        )
        return asked


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that read the same fields of one act's context, and which of them spoke for each value of those."""

    values: "_Projection"
    rules: tuple[Rule, ...]
    remembered: dict[object, tuple[Rule, ...]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Policies that are asked together, and what is remembered of their answers.

    A rule's answer hangs on the facts that it reads and on no other, so it is remembered under the values of those
    alone: what Cedar once said of a destination and a purpose it need not be asked again because the patient is a
    year older."""

    policies: Any
    groups: list[_Group]

    def known(self, context: Mapping[str, Any]) -> tuple[Rule, ...] | None:
        """The rules that speak, None when some of them have not been asked about the like."""
        spoke: list[Rule] = []
        for group in self.groups:
            rules = group.remembered.get(group.values(context))
            if rules is None:
                return None
            if rules:
                spoke += rules
        return tuple(sorted(spoke, key=_RANK))

    def learnt(self, context: Mapping[str, Any], spoke: frozenset[str]) -> tuple[Rule, ...]:
        """Remember Cedar's answer, the ids of the rules that speak; these rules."""
        for group in self.groups:
            if len(group.remembered) >= REMEMBERED:
                group.remembered.clear()
            group.remembered[group.values(context)] = tuple(rule for rule in group.rules if rule.id in spoke)
        rules = (rule for group in self.groups for rule in group.rules if rule.id in spoke)
        return tuple(sorted(rules, key=_RANK))


_Projection = Callable[[Mapping[str, Any]], object]
_RANK = attrgetter("rank")


def _projection(read: frozenset[str]) -> _Projection:
    return itemgetter(*sorted(read)) if read else lambda _: ()


def _read_of(part: object) -> Iterator[str]:
    """The fields of the context that a condition reads; Failed where it takes the context in another way than by
    `context.field`, for then nobody could say what it hangs on."""
    if isinstance(part, list):
        for one in part:
            yield from _read_of(one)
    elif isinstance(part, dict):
        for kind, inner in part.items():
            if kind in (".", "has") and inner["left"] == {"Var": "context"}:
                yield inner["attr"]
            else:
                _check((kind, inner) != ("Var", "context"), "a rule takes its context whole")
                yield from _read_of(inner)


def load_pack(name: str = "vn", *, on: date | None = None) -> Pack:
    """The pack of that name, parsed and checked once per process.

    name: of several packs, which must all permit, with commas between; a clinic's own pack is named by its
    folder, with a slash ("vn,./our-pack"), and brings the one that it extends.
    on: today, where there is a clock; a pack past its last day is refused.
    Raises BadInput for an unknown or expired pack and for a clinic's own that is not sound or loosens another;
    Failed for one of ours that was altered."""
    parts = dict.fromkeys(part for one in name.split(",") for part in _named(_root(), one.strip()))
    pack = _together(tuple(parts))
    if on is not None:
        expired(pack, on)
    return pack


def expired(pack: Pack, on: date) -> None:
    """Raises BadInput when the day is past the last that the pack, or one of several, is good for."""
    for one in pack.each:
        if on > one.valid_until and one.own:
            raise BadInput(
                f"law pack {one.name} {one.version}, your own, is good until {one.valid_until}, not on {on}",
                hint="Look through its rules, set valid_until in its pack.toml to a later day, and seal it again",
                vi=f"Gói luật riêng {one.name} {one.version} chỉ dùng được đến {one.valid_until:%d/%m/%Y}. Hãy xem lại "
                "các quy tắc, ghi ngày valid_until mới trong pack.toml của gói rồi niêm phong lại.",
            )
        if on > one.valid_until:
            raise BadInput(
                f"law pack {one.name} {one.version} is good until {one.valid_until}, not on {on}",
                hint="Install a newer version of Kindao",
                vi=f"Gói luật {one.name} {one.version} chỉ dùng được đến {one.valid_until:%d/%m/%Y}. Cần bản mới hơn.",
            )


def _named(root: Path, name: str) -> tuple[Pack, ...]:
    if "/" not in name and os.sep not in name:
        return (_load(root, name),)
    folder = Path(name)
    try:
        held = (folder / "pack.toml").read_bytes()
    except OSError as error:
        raise BadInput(
            f"no law pack in {name}: pack.toml can't be read ({error.strerror})",
            hint="Name the folder that holds it, such as ./our-pack",
        ) from None
    return _extended(root, folder, held)


@cache
def _together(parts: tuple[Pack, ...]) -> Pack:
    """Packs that must all permit, as one."""
    if len(parts) == 1:
        return parts[0]
    whole = "\n".join(f"{one.name} {one.version} {one.digest}" for one in parts)
    rules = {rule.id: rule for one in reversed(parts) for rule in reversed(one.rules)}
    articles = {article.citation: article for one in parts for article in one.articles}
    return Pack(
        name=",".join(one.name for one in parts),
        version=",".join(one.version for one in parts),
        covers_from=max(one.covers_from for one in parts),
        valid_until=min(one.valid_until for one in parts),
        reviewed_by=", ".join(one.reviewed_by for one in parts) if all(one.reviewed_by for one in parts) else "",
        digest="sha256:" + _digest(whole.encode()),
        rules=tuple(reversed(rules.values())),
        articles=tuple(articles.values()),
        terms=parts[0].terms,
        data=parts[0].data,
        _cedar=parts[0]._cedar,
        parts=parts,
    )


def _root() -> Path:
    """The folder `law`: in the installed package, or in the checkout."""
    here = Path(__file__).resolve()
    installed = here.parents[2] / "law"
    return installed if installed.is_dir() else here.parents[4] / "law"


@cache
def _load(root: Path, name: str) -> Pack:
    folder = root / "packs" / name
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not (folder / "pack.toml").is_file():
        known = ", ".join(sorted(found.parent.name for found in root.glob("packs/*/pack.toml")))
        raise BadInput(
            f"no law pack named {name!r}",
            hint=f"There is: {known}; a pack of your own is named by its folder, such as ./our-pack",
            vi=f"Không có gói luật tên {name!r}. Hiện có: {known}; gói của riêng phòng khám thì ghi thư mục, "
            "ví dụ ./goi-rieng",
        )
    held = (folder / "pack.toml").read_bytes()
    try:
        head = _opened(held)
        files = {path: _sealed(root, path, digest) for path, digest in head["files"].items()}
        unlisted = {f"packs/{name}/{path.name}" for path in folder.glob("*.cedar")} - files.keys()
        _check(not unlisted, "files stand beside it that it does not list")
        lent = [tomllib.loads(text) for path, text in files.items() if path.endswith("/pack.toml")]
        house = head if "terms" in head else lent[0]  # whose word lists and last words it has
        articles = _articles(text for path, text in files.items() if path.startswith("instruments/"))
        text = "\n".join(text for path, text in files.items() if path.endswith(".cedar"))
        schema = files["acts.cedarschema"]
        _check(tuple(head["precedence"]) == tuple(effect.value for effect in PRECEDENCE), "its precedence is not ours")
        rules = _rules(text, schema, articles, head["name"])
        defaults = tuple(
            replace(_default(one, head["covers_from"], articles, len(rules) + n), pack=head["name"])
            for n, one in enumerate(house["default"])
        )
        identities = [rule.id for rule in rules + defaults]
        _check(len(set(identities)) == len(identities), "an id is there twice")
        return Pack(
            name=head["name"],
            version=head["version"],
            covers_from=head["covers_from"],
            valid_until=head["valid_until"],
            reviewed_by=head["reviewed_by"],
            digest="sha256:" + _digest(held),
            rules=rules + defaults,
            articles=tuple(articles.values()),
            terms=Terms(**{key: frozenset(words) for key, words in house["terms"].items()}),
            data=MappingProxyType({path: text for path, text in files.items() if re.fullmatch(r"\w+\.toml", path)}),
            _cedar=_Cedar(text, schema, rules, defaults),
        )
    except Failed as error:
        raise Failed(
            f"law pack {name}: {error.message}", hint="Install again, or seal the pack that you changed"
        ) from None
    except (KeyError, TypeError, ValueError, IndexError, OSError) as error:
        raise Failed(f"law pack {name} is not sound ({type(error).__name__})", hint="Install again") from error


@cache
def _extended(root: Path, folder: Path, held: bytes) -> tuple[Pack, Pack]:
    """The pack that a clinic's own extends, and the same with the clinic's rules: asked both, the worst counts.

    So no rule that is added can make an answer looser, whatever it says; what would try to is refused all the same.
    Raises BadInput that names the rule or field."""
    try:
        head = _opened(held)
        _needs(folder.name, head)
        files = {
            path: _sealed(folder, path, digest)
            for path, digest in head["files"].items()
            if path == "instruments.toml" or re.fullmatch(r"[\w-]+\.cedar", path)
        }
        _check(files.keys() == head["files"].keys(), "lists files that are not its own")
        _check(
            {path.name for path in folder.glob("*.cedar")} <= files.keys(),
            "files stand beside it that it does not list",
        )
        base = _load(root, head["extends"])
        own = _articles(text for path, text in files.items() if path == "instruments.toml")
        text = "\n".join(text for path, text in files.items() if path.endswith(".cedar"))
        _adds_only(folder.name, head, own, base)
        articles = {article.citation: article for article in base.articles} | dict(own)
        rules = tuple(rule for rule in base.rules if rule.acts)
        added = _rules(text, base._cedar.schema, articles, head["name"], len(rules)) if text.strip() else ()
        _shut(folder.name, added, base)
        last = tuple(replace(rule, rank=rule.rank + len(added)) for rule in base.rules if not rule.acts)
        terms = {
            key: getattr(base.terms, key) | frozenset(head.get("terms", {}).get(key, ()))
            for key in Terms.__dataclass_fields__
        }
        return base, Pack(
            name=head["name"],
            version=head["version"],
            covers_from=base.covers_from,
            valid_until=head["valid_until"],
            reviewed_by=head.get("reviewed_by", ""),
            digest="sha256:" + _digest(f"{base.digest} {_digest(held)}".encode()),
            rules=rules + added + last,
            articles=tuple(articles.values()),
            terms=Terms(**terms),
            data=base.data,
            _cedar=_Cedar(f"{base._cedar.text}\n{text}", base._cedar.schema, rules + added, last),
            own=True,
        )
    except Failed as error:
        raise BadInput(
            f"law pack {folder.name}: {error.message}", hint="Mend it and seal it again; docs/law.md shows the form"
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise BadInput(
            f"law pack {folder.name} is not sound ({type(error).__name__}: {error})",
            hint="Mend it and seal it again; docs/law.md shows the form",
        ) from None


def _needs(name: str, head: Mapping[str, Any]) -> None:
    """Raises BadInput for what every pack of a clinic's own says in its pack.toml, and this one does not."""
    for key, example in NEEDED.items():
        if key not in head:
            raise BadInput(
                f"law pack {name}: its pack.toml has no {key}",
                hint=f"Write it, such as {key} = {example}, and seal it again",
            )
        if key != "valid_until" and not isinstance(head[key], str):
            raise BadInput(
                f"law pack {name}: {key} in its pack.toml is no text",
                hint=f"Write it, such as {key} = {example}, and seal it again",
            )


def _adds_only(name: str, head: Mapping[str, Any], own: Mapping[str, Article], base: Pack) -> None:
    """Raises BadInput where the pack.toml of a pack that extends another says what is not its to say."""
    for key in sorted(head.keys() - OWN):
        raise BadInput(
            f"law pack {name}: {key} is not for a pack that extends {base.name}",
            hint="Mend it and seal it again; docs/law.md shows the form",
        )
    if head["name"] == base.name or not re.fullmatch(r"[a-z][a-z0-9-]*", head["name"]):
        raise BadInput(
            f"law pack {name}: it needs a name of its own, in small letters",
            hint="Mend it and seal it again; docs/law.md shows the form",
        )
    if head.get("precedence", list(PRECEDENCE)) != list(PRECEDENCE):
        raise BadInput(
            f"law pack {name}: precedence is that of the pack it extends",
            hint="Mend it and seal it again; docs/law.md shows the form",
        )
    if not isinstance(head["valid_until"], date) or head["valid_until"] > base.valid_until:
        raise BadInput(
            f"law pack {name}: valid_until is no day, or later than {base.valid_until} of {base.name}",
            hint="Mend it and seal it again; docs/law.md shows the form",
        )
    for key, words in head.get("terms", {}).items():
        if key not in Terms.__dataclass_fields__:
            raise BadInput(
                f"law pack {name}: terms.{key} is no list of {base.name}",
                hint="Mend it and seal it again; docs/law.md shows the form",
            )
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise BadInput(
                f"law pack {name}: terms.{key} is not a list of words to add",
                hint="Mend it and seal it again; docs/law.md shows the form",
            )
    theirs = {one.instrument.id for one in base.articles} | {one.instrument.short.vi for one in base.articles}
    for article in own.values():
        if theirs & {article.instrument.id, article.instrument.short.vi}:
            raise BadInput(
                f"law pack {name}: {article.citation} belongs to the pack it extends",
                hint="Mend it and seal it again; docs/law.md shows the form",
            )


def _shut(name: str, added: tuple[Rule, ...], base: Pack) -> None:
    """Raises BadInput for a rule that would open the gate, or stand in for one of the pack that is extended."""
    theirs = {rule.id for rule in base.rules}
    for n, rule in enumerate(added):
        if rule.effect is Effect.PERMIT:
            raise BadInput(
                f"law pack {name}: rule {rule.id} permits; a pack that extends another may not",
                hint="Mend it and seal it again; docs/law.md shows the form",
            )
        if rule.id in theirs or rule.id in [other.id for other in added[:n]]:
            raise BadInput(
                f"law pack {name}: rule {rule.id} is there already",
                hint="Mend it and seal it again; docs/law.md shows the form",
            )


def _digest(held: bytes) -> str:
    return hashlib.sha256(held).hexdigest()


def _opened(held: bytes) -> dict[str, Any]:
    """A pack.toml, whose last lines seal all above them."""
    above, _, seal = held.rpartition(b"[seal]\n")
    if seal != f'above = "{_digest(above)}"\n'.encode():
        raise Failed("pack.toml was altered, or never sealed")
    return tomllib.loads(held.decode())


def _check(sound: bool, otherwise: str) -> None:
    if not sound:
        raise Failed(otherwise)


def _sealed(root: Path, path: str, digest: str) -> str:
    held = (root / path).read_bytes()
    if _digest(held) != digest:
        raise Failed(f"{path} was altered")
    return held.decode()


def _articles(texts: Any) -> Mapping[str, Article]:
    found: dict[str, Article] = {}
    for text in texts:
        for one in tomllib.loads(text)["instrument"]:
            instrument = Instrument(
                one["id"],
                Words(one["short"], one["short_en"]),
                Words(one["vi"], one["en"]),
                one["since"],
                one.get("until"),
                one.get("replaced_by", ""),
                one["source"],
                Verified(one["verified"]),
                Verified(one["first_day"]) if "first_day" in one else None,
            )
            for part in one["article"]:
                article = Article(
                    instrument,
                    placed(part["place"], part.get("place_en", "")),
                    Words(part["vi"], part["en"]),
                    part["since"],
                    part.get("until"),
                    part["source"],
                    Verified(part["verified"]),
                )
                _check(article.citation not in found, f"{article.citation} is there twice")
                found[article.citation] = article
    return MappingProxyType(found)


def _rules(text: str, schema: str, articles: Mapping[str, Article], pack: str, before: int = 0) -> tuple[Rule, ...]:
    """before: how many rules are told before these."""
    import cedarpy

    checked = cedarpy.validate_policies(text, cedarpy.Schema.from_str(schema))
    _check(checked.validation_passed, "; ".join(error.error for error in checked.errors[:3]))
    policies = json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"]
    in_order = [policies[f"policy{n}"] for n in range(len(policies))]
    return tuple(replace(_rule(policy, articles, rank), pack=pack) for rank, policy in enumerate(in_order, before))


def _rule(policy: Mapping[str, Any], articles: Mapping[str, Article], rank: int) -> Rule:
    said = policy["annotations"]
    lacking = [f"@{name}" for name in SAID if name not in said]
    _check(not lacking, f"{said.get('id', 'a rule')}: has no {', '.join(lacking)}")
    effect = Effect(said["effect"])
    _check(
        (effect is Effect.PERMIT) is (policy["effect"] == "permit"), f"{said['id']}: its effect is written otherwise"
    )
    action = policy["action"]
    acts = [action["entity"]] if "entity" in action else action.get("entities", [])
    _check(bool(acts), f"{said['id']}: names no act")
    return _made(
        said,
        effect,
        date.fromisoformat(said["since"]),
        said.get("until"),
        tuple(act["id"] for act in acts),
        articles,
        rank,
    )


def _default(said: Mapping[str, Any], first: date, articles: Mapping[str, Article], rank: int) -> Rule:
    """first: the pack's first day, which its words may name."""
    said = {**said, "vi": said["vi"].format(first=f"{first:%d/%m/%Y}"), "en": said["en"].format(first=first)}
    return _made(said, Effect.FORBID, said["since"], None, (), articles, rank)


def _made(
    said: Mapping[str, Any],
    effect: Effect,
    since: date,
    until: str | None,
    acts: tuple[str, ...],
    articles: Mapping[str, Article],
    rank: int,
) -> Rule:
    identity, last = said["id"], date.fromisoformat(until) if until else None
    missing = [cite for cite in said["cite"].split("; ") if cite not in articles]
    _check(not missing, f"{identity}: cites what the law files do not have")
    cited = tuple(articles[cite] for cite in said["cite"].split("; "))
    for article in cited:
        outlived = article.until is not None and (last is None or last > article.until)
        _check(article.since <= since and not outlived, f"{identity}: in force when its article is not")
    verified = min((article.verified for article in cited), key=WEAKEST.index)
    _check(
        verified not in WEAK or effect in (Effect.REVIEW, Effect.REQUIRE), f"{identity}: stands on what is not verified"
    )
    words = Words(said["vi"], said["en"])
    _check(bool(words.vi and words.en), f"{identity}: has no words")
    unknown = set(said["remedy"].split()) - REMEDIES
    _check(not unknown, f"{identity}: no such remedy: {', '.join(sorted(unknown))}")
    return Rule(
        identity,
        effect,
        said["cite"],
        since,
        last,
        words,
        tuple(said["remedy"].split()),
        verified,
        acts,
        cited,
        rank,
        cited_en="; ".join(article.cited.en for article in cited),
    )
