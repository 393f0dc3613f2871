"""A law pack: rules in Cedar with their articles, dates and words, checked whole before any is asked.

Every rule whose effect is not `permit` is written as a Cedar `forbid`, so that no other reader of the
folder would be looser than we are. We ask in two steps: which rules shut the gate (forbid, review,
require), and, when nothing forbids or reviews, which open it. Only the rules in force on the day are
asked, always with the schema; any error that Cedar reports means that we refuse."""

import hashlib
import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kindao.engine.errors import BadInput, Failed
from kindao.engine.policy.decision import Effect, Reason, Verified
from kindao.engine.vocabulary import Words

PRECEDENCE = (Effect.FORBID, Effect.REVIEW, Effect.REQUIRE, Effect.PERMIT)
WEAK = frozenset({Verified.P, Verified.N})  # may raise a review or a duty, nothing more
WEAKEST = (Verified.N, Verified.P, Verified.Y2, Verified.Y)
REMEMBERED = 32768  # answers kept, so that the search for a path and a sweep of releases ask once


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

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def cited(self) -> Words:
        """Its articles, as each language cites them."""
        return Words(self.citation, "; ".join(article.cited.en for article in self.articles))

    def reason(self, person: str = "", effect: Effect | None = None) -> Reason:
        return Reason(self.id, effect or self.effect, self.citation, self.verified, self.words, person, self.cited.en)


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

    def of(self, effect: Effect) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.shut + self.open if rule.effect is effect)


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

    def rule(self, identity: str) -> Rule:
        """Raises KeyError for an id that the pack does not have."""
        return self._cedar.by_id[identity]

    def ask(self, act: str, on: date, context: Mapping[str, Any]) -> Answer:
        """The rules in force on the day that speak about this act.

        Raises Failed when Cedar reports an error: an erring rule would be skipped."""
        return self._cedar.ask(act, on, context)


class _Cedar:
    """The parsed policies, per stretch of days in which the same rules are in force."""

    def __init__(self, text: str, schema: str, rules: tuple[Rule, ...], defaults: tuple[Rule, ...]) -> None:
        import cedarpy

        self.by_id = {rule.id: rule for rule in rules + defaults}
        self._rules = rules
        self._schema = cedarpy.Schema.from_str(schema)
        self._nothing = cedarpy.Entities.from_json_str("[]", self._schema)
        one_each = json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"].values()
        self._texts = {
            policy["annotations"]["id"]: cedarpy.policies_from_json_str(
                json.dumps({"staticPolicies": {"it": policy}, "templates": {}, "templateLinks": []})
            )
            for policy in one_each
        }
        turns = {rule.since for rule in rules} | {rule.until + timedelta(1) for rule in rules if rule.until}
        self._turns = sorted(turns)
        self._sets: dict[tuple[str, int, bool], Any] = {}
        self._asked: dict[tuple[str, int, str], Answer] = {}

    def ask(self, act: str, on: date, context: Mapping[str, Any]) -> Answer:
        stretch = bisect_right(self._turns, on)
        said = json.dumps(context)
        key = (act, stretch, said)
        if (known := self._asked.get(key)) is not None:
            return known
        shut = self._speak(act, on, stretch, said, opens=False)
        stands = any(rule.effect in (Effect.FORBID, Effect.REVIEW) for rule in shut)
        answer = Answer(shut, () if stands else self._speak(act, on, stretch, said, opens=True))
        if len(self._asked) >= REMEMBERED:
            self._asked.clear()
        self._asked[key] = answer
        return answer

    def _speak(self, act: str, on: date, stretch: int, context: str, *, opens: bool) -> tuple[Rule, ...]:
        import cedarpy

        request = {
            "principal": {"type": "Medium" if act in ("release", "keep") else "Person", "id": "it"},
            "action": {"type": "Action", "id": act},
            "resource": {"type": "Medium", "id": "it"},
            "context": context,
        }
        result = cedarpy.is_authorized(
            request, self._set(act, on, stretch, opens), self._nothing, schema=self._schema
        ).diagnostics
        if result.errors:
            raise Failed(
                "the law pack could not judge these facts", hint="Nothing is released; report the pack's version"
            )
        spoke = [self.by_id[identity] for identity in result.id_annotations_by_reason.values()]
        return tuple(sorted(spoke, key=lambda rule: rule.rank))

    def _set(self, act: str, on: date, stretch: int, opens: bool) -> Any:
        """The policies that may speak: a small set is answered quickly."""
        import cedarpy

        key = (act, stretch, opens)
        if key not in self._sets:
            text = "\n".join(
                self._texts[rule.id]
                for rule in self._rules
                if act in rule.acts and rule.in_force(on) and (rule.effect is Effect.PERMIT) is opens
            )
            self._sets[key] = cedarpy.PolicySet.from_str(text)
        return self._sets[key]


def load_pack(name: str = "vn", *, on: date | None = None) -> Pack:
    """The pack of that name, parsed and checked once per process.

    on: today, where there is a clock; a pack past its last day is refused.
    Raises BadInput for an unknown or expired pack, Failed for one that was altered or is not sound."""
    pack = _load(_root(), name)
    if on is not None:
        expired(pack, on)
    return pack


def expired(pack: Pack, on: date) -> None:
    """Raises BadInput when the day is past the last that the pack is good for."""
    if on > pack.valid_until:
        raise BadInput(
            f"law pack {pack.name} {pack.version} is good until {pack.valid_until}, not on {on}",
            hint="Install a newer version of Kindao",
            vi=f"Gói luật {pack.name} {pack.version} chỉ dùng được đến {pack.valid_until:%d/%m/%Y}. Cần bản mới hơn.",
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
        raise BadInput(f"no law pack named {name!r}", hint=f"There is: {known}", vi=f"Không có gói luật tên {name!r}")
    held = (folder / "pack.toml").read_bytes()
    try:
        head = tomllib.loads(held.decode())
        files = {path: _sealed(root, path, digest) for path, digest in head["files"].items()}
        unlisted = {f"packs/{name}/{path.name}" for path in folder.glob("*.cedar")} - files.keys()
        _check(not unlisted, "files stand beside it that it does not list")
        articles = _articles(text for path, text in files.items() if path.startswith("instruments/"))
        text = "\n".join(text for path, text in files.items() if path.endswith(".cedar"))
        schema = files["acts.cedarschema"]
        _check(tuple(head["precedence"]) == tuple(effect.value for effect in PRECEDENCE), "its precedence is not ours")
        rules = _rules(text, schema, articles)
        defaults = tuple(
            _default(one, head["covers_from"], articles, len(rules) + n) for n, one in enumerate(head["default"])
        )
        identities = [rule.id for rule in rules + defaults]
        _check(len(set(identities)) == len(identities), "an id is there twice")
        terms = Terms(**{key: frozenset(words) for key, words in head["terms"].items()})
        return Pack(
            name=head["name"],
            version=head["version"],
            covers_from=head["covers_from"],
            valid_until=head["valid_until"],
            reviewed_by=head["reviewed_by"],
            digest="sha256:" + hashlib.sha256(held).hexdigest(),
            rules=rules + defaults,
            articles=tuple(articles.values()),
            terms=terms,
            data=MappingProxyType({path: text for path, text in files.items() if re.fullmatch(r"\w+\.toml", path)}),
            _cedar=_Cedar(text, schema, rules, defaults),
        )
    except Failed as error:
        raise Failed(
            f"law pack {name}: {error.message}", hint="Install again, or seal the pack that you changed"
        ) from None
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise Failed(f"law pack {name} is not sound ({type(error).__name__})", hint="Install again") from error


def _check(sound: bool, otherwise: str) -> None:
    if not sound:
        raise Failed(otherwise)


def _sealed(root: Path, path: str, digest: str) -> str:
    held = (root / path).read_bytes()
    _check(hashlib.sha256(held).hexdigest() == digest, f"{path} was altered")
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


def _rules(text: str, schema: str, articles: Mapping[str, Article]) -> tuple[Rule, ...]:
    import cedarpy

    checked = cedarpy.validate_policies(text, cedarpy.Schema.from_str(schema))
    _check(checked.validation_passed, "; ".join(error.error for error in checked.errors[:3]))
    policies = json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"]
    in_order = [policies[f"policy{n}"] for n in range(len(policies))]
    return tuple(_rule(policy, articles, rank) for rank, policy in enumerate(in_order))


def _rule(policy: Mapping[str, Any], articles: Mapping[str, Article], rank: int) -> Rule:
    said = policy["annotations"]
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
    return Rule(
        identity, effect, said["cite"], since, last, words, tuple(said["remedy"].split()), verified, acts, cited, rank
    )
