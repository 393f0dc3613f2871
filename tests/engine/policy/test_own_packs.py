"""Several packs must all permit; a clinic's own pack only shuts: whatever it says, no answer becomes looser."""

import hashlib
import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import chain, islice
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kindao.engine.errors import BadInput, Failed
from kindao.engine.policy import Facts, Pack, decide, decision_to_json, flaws, load_pack
from kindao.engine.policy.consent import Statement
from kindao.engine.policy.decide import judge
from kindao.engine.policy.decision import Effect
from kindao.engine.policy.pack import _load, _together
from kindao.engine.vocabulary import Destination, Identifiability, Outcome
from policy import space

ROOT = Path(__file__).parents[3]
ARTICLES = """
[[instrument]]
id = "our-rules"
short = "Quy chế phòng khám"
short_en = "Our clinic's rules"
vi = "Quy chế về hình ảnh của phòng khám"
en = "Our clinic's rules on pictures"
since = 2020-01-01
source = "our board, 2020"
verified = "Y"

[[instrument.article]]
place = "Điều 1"
vi = "Không đăng ảnh người bệnh lên mạng xã hội."
en = "No picture of a patient goes on a social network."
since = 2020-01-01
source = "our board, 2020"
verified = "Y"

[[instrument.article]]
place = "Điều 2"
vi = "Điều này chưa được thông qua."
en = "This one was not adopted yet."
since = 2020-01-01
source = "a draft"
verified = "P"
"""
HEAD = """name = "our-clinic"
version = "1"
extends = "vn"
valid_until = 2027-01-31
"""
SHUT = "context.social"


def a_rule(
    identity: str = "OC-1",
    effect: str = "forbid",
    written: str = "forbid",
    act: str = "publish",
    when: str = SHUT,
    cite: str = "Quy chế phòng khám, Điều 1",
    remedy: str = "illustrate",
) -> str:
    return (
        f'@id("{identity}") @effect("{effect}") @since("2020-01-01") @cite("{cite}")\n'
        f'@vi("Phòng khám không cho phép.") @en("Our clinic does not allow it.") @remedy("{remedy}")\n'
        f'{written} (principal, action == Action::"{act}", resource) when {{ {when} }};\n'
    )


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seal_pack", ROOT / "tools" / "seal_pack.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SEAL: Callable[..., None] = tool().seal


def a_pack(folder: Path, *rules: str, head: str = HEAD, articles: str = ARTICLES, seal: bool = True) -> str:
    """A clinic's own pack in this folder; its name for `load_pack`, beside that of the pack that it extends."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(head)
    (folder / "rules.cedar").write_text("\n".join(rules))
    (folder / "instruments.toml").write_text(articles)
    if seal:
        SEAL(folder, root=folder)
    return f"vn,{folder}"


WORSE = {Outcome.PERMIT: 0, Outcome.INDETERMINATE: 1, Outcome.DENY: 2}


@cache
def sample() -> tuple[Facts, ...]:
    """Made where it is asked for: it takes seconds, and every process of the tests reads this file."""
    return tuple(islice(chain.from_iterable(enumerate_() for enumerate_ in space.SPACES), 0, None, 331))


def answers(facts: Facts, pack: Pack) -> dict[str, Outcome]:
    people, picture = judge(facts, pack)
    return {one.person: one.outcome for one in people} | {"": picture.outcome}


# ---- several packs


@pytest.mark.parametrize("names", ["vn,gdpr", "gdpr,vn", "vn,hipaa,gmc"])
def test_of_several_packs_the_worst_answer_counts_for_each_person_and_the_picture(names: str) -> None:
    whole, parts = load_pack(names), [load_pack(name) for name in names.split(",")]
    for facts in sample():
        alone = [answers(facts, part) for part in parts]
        together = answers(facts, whole)
        for person, outcome in together.items():
            assert WORSE[outcome] == max(WORSE[one[person]] for one in alone if person in one), facts


def test_a_decision_of_several_packs_names_them_all_and_each_reason_its_own() -> None:
    pack = load_pack("vn,gdpr")
    decision = decide(space.facts(consents=(), copy=space.a_copy(caption=frozenset())), pack)
    assert (decision.pack, decision.version) == ("vn,gdpr", "2026.11.1,2026.11.1")
    assert {reason.pack for reason in decision.reasons} >= {"vn", "gdpr"}
    assert decision.pack_digest not in (load_pack().digest, load_pack("gdpr").digest)
    assert decision.pack_digest != decide(space.facts(), load_pack("gdpr,vn")).pack_digest
    live = space.facts(consents=(), use=space.a_use(destination=Destination.LIVESTREAM))
    assert "vn,gdpr" in {one.pack for one in decide(live, pack).reasons if one.rule == "KD-LIVE"}
    assert decision_to_json(decision) == decision_to_json(
        decide(space.facts(consents=(), copy=space.a_copy(caption=frozenset())), load_pack("vn,gdpr"))
    )


def test_the_way_to_yes_satisfies_every_pack() -> None:
    """The national pack permits; HIPAA misses what an authorization says, and asking anew is the way for both."""
    facts = space.facts()
    assert decide(facts, load_pack()).outcome is Outcome.PERMIT
    decision = decide(facts, load_pack("vn,hipaa"))
    assert decision.outcome is not Outcome.PERMIT
    assert [step.step for step in decision.path] == ["ask-consent"]
    whole = facts.consents[0]
    signed = replace(
        whole,
        statements=frozenset(Statement),
        scopes=tuple(replace(one, ends=space.TODAY + timedelta(90)) for one in whole.scopes),
    )
    assert decide(replace(facts, consents=(signed,)), load_pack("vn,hipaa")).outcome is Outcome.PERMIT
    named = {flaw.rule for flaw in flaws(whole, load_pack("vn,hipaa"), facts)}
    assert {"HI-AUTH-REVOKE", "HI-AUTH-CARE", "HI-AUTH-AGAIN", "HI-AUTH-EXPIRES", "HI-AUTH-PAID"} <= named


def test_several_packs_are_never_asked_as_one() -> None:
    with pytest.raises(TypeError, match="one by one"):
        load_pack("vn,gdpr").ask("keep", space.TODAY, {})


def test_several_packs_are_good_until_the_first_of_them_is_not(tmp_path: Path) -> None:
    pack = load_pack(a_pack(tmp_path / "own", a_rule()))
    assert pack.valid_until == date(2027, 1, 31)
    with pytest.raises(BadInput, match="our-clinic 1, your own, is good until 2027-01-31"):
        decide(space.facts(use=space.a_use(on=date(2027, 2, 1))), pack)


@pytest.mark.parametrize("names", ["vn,", "vn,mars", ",", "vn,./nowhere", "vn,/etc/passwd"])
def test_one_pack_that_is_not_there_refuses_them_all(names: str) -> None:
    with pytest.raises(BadInput, match="no law pack") as error:
        load_pack(names)
    assert error.value.vi


# ---- a clinic's own pack


def test_an_own_rule_shuts_and_says_whose_it_is(tmp_path: Path) -> None:
    pack = load_pack(a_pack(tmp_path / "own", a_rule()))
    decision = decide(space.facts(), pack)
    assert decision.outcome is Outcome.DENY
    (reason,) = decision.reasons
    assert (reason.rule, reason.pack, reason.cited.en) == ("OC-1", "our-clinic", "Our clinic's rules, Article 1")
    assert decision.pack == "vn,our-clinic"
    website = space.facts(
        use=space.a_use(destination=Destination.WEBSITE),
        consents=(space.a_consent(space.a_scope(destinations=frozenset({Destination.WEBSITE}))),),
    )
    assert decide(website, pack).outcome is decide(website, load_pack()).outcome


def test_named_alone_it_brings_the_pack_that_it_extends(tmp_path: Path) -> None:
    name = a_pack(tmp_path / "own", a_rule()).removeprefix("vn,")
    assert load_pack(name).name == "vn,our-clinic"
    assert load_pack(name) is load_pack(f"vn,{name}")


def test_own_words_are_added_to_the_lists_and_none_can_be_taken_away(tmp_path: Path) -> None:
    pack = load_pack(a_pack(tmp_path / "own", head=HEAD + '[terms]\nopen = ["lecture"]\nsocial = []\n'))
    own, base = pack.parts[1], load_pack()
    assert own.terms.open == base.terms.open | {"lecture"} and own.terms.social == base.terms.social


CONDITIONS = {
    "sign": (
        "context.patient",
        'context.method != "web"',
        "!context.conflict",
        "context.age < 30",
        "!context.evidence",
    ),
    "rely": ("context.shown > 0", 'context.purpose == "advertising"', "context.previewed", 'context.giver == "self"'),
    "capture": ("context.patient", "context.shown > 0"),
    "publish": (
        "context.lacking.isEmpty()",
        "context.shown == 1",
        "context.age < 20",
        "context.online",
        "context.live",
    ),
    "release": ("context.open", "context.people > 1", "context.illustration", "context.sensitive"),
    "keep": ("context.sensitive", "context.people > 0"),
}


@st.composite
def rules(draw: st.DrawFn) -> list[str]:
    written = []
    for n in range(draw(st.integers(1, 4))):
        act = draw(st.sampled_from(sorted(CONDITIONS)))
        when = " || ".join(draw(st.lists(st.sampled_from(CONDITIONS[act]), min_size=1, max_size=2)))
        effect = draw(st.sampled_from(["forbid", "review", "require"]))
        remedy = (
            "" if effect == "require" else draw(st.sampled_from(["ask", "redact", "officer", "new-consent", "keep"]))
        )
        written.append(a_rule(f"OC-{n}", effect, act=act, when=when, remedy=remedy))
    return written


WORDS = st.lists(st.sampled_from(["lecture", "website", "journal", "nose", "nam khoa"]), max_size=3)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(written=rules(), open_=WORDS, social=WORDS, sensitive=WORDS, data=st.data())
def test_no_accepted_pack_makes_any_decision_looser(
    tmp_path: Path, written: list[str], open_: list[str], social: list[str], sensitive: list[str], data: st.DataObject
) -> None:
    """For each person and the picture, over a sample of every fact that pack and oracle are compared on."""
    lists = {"open": open_, "social": social, "sensitive_specialties": sensitive}
    terms = "[terms]\n" + "".join(f"{key} = {words}\n".replace("'", '"') for key, words in lists.items())
    key = hashlib.sha256("".join([*written, terms]).encode()).hexdigest()[:12]
    pack, base = load_pack(a_pack(tmp_path / key, *written, head=HEAD + terms)), load_pack()
    start = data.draw(st.integers(0, len(sample()) - 1))
    for facts in (sample() + sample())[start : start + 25]:
        before, after = answers(facts, base), answers(facts, pack)
        assert before.keys() == after.keys()
        assert all(WORSE[after[person]] >= WORSE[before[person]] for person in before), (written, facts)


def test_a_rule_that_takes_one_consent_away_does_not_let_a_second_carry_further(tmp_path: Path) -> None:
    """Nobody found a face, and the first consent is to a hidden one: the officer looks. Without it the second, which
    goes further, would be the one relied on; the pack that is extended is asked alone, too."""
    pack = load_pack(a_pack(tmp_path / "own", a_rule(act="rely", when="context.agreedShown == 1", remedy="ask")))
    wider = space.a_consent(space.a_scope(identifiability=Identifiability.DIRECT), id="c2")
    facts = space.facts(consents=(space.a_consent(), wider), copy=space.a_copy(face_found=False))
    assert answers(facts, load_pack())["p"] is Outcome.INDETERMINATE
    assert answers(facts, pack.parts[1])["p"] is Outcome.PERMIT
    assert answers(facts, pack)["p"] is Outcome.INDETERMINATE


# ---- what is refused


def refused(name: str) -> BadInput:
    with pytest.raises(BadInput) as error:
        load_pack(name)
    assert error.value.vi and error.value.hint
    return error.value


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (a_rule("OC-9", "permit", "permit"), "rule OC-9 permits"),
        (a_rule("VN-DP-10"), "rule VN-DP-10 is there already"),
        (a_rule("KD-NOTHING-PERMITS"), "KD-NOTHING-PERMITS is there already"),
        (a_rule("OC-9") + a_rule("OC-9"), "rule OC-9 is there already"),
        (a_rule("OC-9", "forbid", "permit"), "OC-9: its effect is written otherwise"),
        (a_rule("OC-9", "permit", "forbid"), "OC-9: its effect is written otherwise"),
        (a_rule("OC-9", cite="Quy chế phòng khám, Điều 2"), "OC-9: stands on what is not verified"),
        (a_rule("OC-9", cite="Luật 116/2025/QH15, quy định về bí mật cá nhân"), "OC-9: "),
        (a_rule("OC-9", cite="Quy chế phòng khám, Điều 3"), "OC-9: cites what the law files do not have"),
        (a_rule("OC-9", when="context.sociall"), "sociall"),
        (a_rule("OC-9", act="publsh"), "publsh"),
        (a_rule("OC-9", effect="allow"), "allow"),
        (a_rule("OC-9", remedy="pay"), "OC-9: no such remedy: pay"),
        (a_rule("OC-9").replace('@en("Our clinic does not allow it.")', '@en("")'), "OC-9: has no words"),
        (a_rule("OC-9").replace('@since("2020-01-01")', ""), "OC-9: has no @since"),
        (a_rule("OC-9").replace('@id("OC-9")', ""), "has no @id"),
        (
            a_rule("OC-9").replace('@since("2020-01-01")', '@since("2019-12-31")'),
            "OC-9: in force when its article is not",
        ),
        ("forbid (principal", "rules"),
    ],
)
def test_a_rule_that_loosens_or_is_not_sound_is_refused_by_name(tmp_path: Path, rule: str, says: str) -> None:
    error = refused(a_pack(tmp_path / "own", rule))
    assert says in error.message or says == "rules", error.message


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (HEAD + 'precedence = ["permit", "require", "review", "forbid"]\n', "precedence is that of the pack"),
        (HEAD.replace("2027-01-31", "2027-07-01"), "valid_until is no day, or later than 2027-06-30"),
        (HEAD.replace("2027-01-31", '"never"'), "valid_until is no day"),
        (HEAD + "covers_from = 2001-01-01\n", "covers_from is not for a pack that extends vn"),
        (HEAD + 'removes = ["VN-DP-10"]\n', "removes is not for a pack that extends vn"),
        (HEAD + '[[default]]\nid = "KD-NOTHING-PERMITS"\n', "default is not for a pack that extends vn"),
        (HEAD + 'shares = ["../../law/packs/vn/house.cedar"]\n', ""),
        (HEAD + "[terms]\nclosed = []\n", "terms.closed is no list of vn"),
        (HEAD + '[terms]\nopen = "lecture"\n', "terms.open is not a list of words to add"),
        (HEAD.replace("our-clinic", "vn"), "it needs a name of its own"),
        (HEAD.replace("our-clinic", "our clinic"), "it needs a name of its own"),
        (HEAD.replace('"vn"', '"mars"'), "no law pack named"),
        (HEAD.replace('"vn"', '"../vn"'), "no law pack named"),
        (HEAD.replace('extends = "vn"\n', ""), "its pack.toml has no extends"),
        (HEAD.replace('extends = "vn"', "extends = 1"), "extends in its pack.toml is no text"),
        (HEAD.replace('name = "our-clinic"\n', ""), "its pack.toml has no name"),
        (HEAD.replace("valid_until = 2027-01-31\n", ""), "its pack.toml has no valid_until"),
        (HEAD.replace('version = "1"\n', ""), "its pack.toml has no version"),
        ("name = [", ""),
    ],
)
def test_a_head_that_says_what_is_not_its_to_say_is_refused_by_field(tmp_path: Path, head: str, says: str) -> None:
    folder = tmp_path / "own"
    try:
        name = a_pack(folder, a_rule(), head=head)
    except (OSError, ValueError):  # the tool itself does not seal it
        name = a_pack(folder, a_rule(), head=head, seal=False)
    assert says in refused(name).message


def test_articles_of_the_national_law_are_not_the_clinics_to_write(tmp_path: Path) -> None:
    """An article of its own that stands for one of the law could carry a flag that the law's does not have."""
    articles = ARTICLES.replace("Quy chế phòng khám", "Luật 116/2025/QH15")
    error = refused(a_pack(tmp_path / "own", articles=articles))
    assert "belongs to the pack it extends" in error.message


@pytest.mark.parametrize("file", ["rules.cedar", "instruments.toml", "pack.toml"])
def test_one_altered_byte_refuses_it(tmp_path: Path, file: str) -> None:
    name = a_pack(tmp_path / "own", a_rule())
    with (tmp_path / "own" / file).open("a") as stream:
        stream.write(" ")
    assert "altered" in refused(name).message


def test_an_edited_list_of_words_refuses_any_pack(tmp_path: Path) -> None:
    """Its own and ours: a word that is taken off the list of open places would open them."""
    name = a_pack(tmp_path / "own", a_rule(), head=HEAD + '[terms]\nopen = ["lecture"]\n')
    path = tmp_path / "own" / "pack.toml"
    path.write_text(path.read_text().replace('"lecture"', ""))
    assert "pack.toml was altered" in refused(name).message
    law = Path(shutil.copytree(ROOT / "law", tmp_path / "law"))
    ours = law / "packs" / "vn" / "pack.toml"
    ours.write_text(ours.read_text().replace('"facebook", ', "", 1))
    with pytest.raises(Failed, match=r"pack\.toml was altered"):
        _load(law, "vn")


def test_nothing_is_read_below_the_seal(tmp_path: Path) -> None:
    name = a_pack(tmp_path / "own", a_rule())
    with (tmp_path / "own" / "pack.toml").open("a") as stream:
        stream.write("\n[terms]\nopen = []\n")
    assert "altered" in refused(name).message


def test_an_unlisted_file_or_one_of_another_folder_refuses_it(tmp_path: Path) -> None:
    name = a_pack(tmp_path / "own", a_rule())
    (tmp_path / "own" / "more.cedar").write_text(a_rule("OC-2"))
    assert "does not list" in refused(name).message


def test_one_that_was_never_sealed_is_refused(tmp_path: Path) -> None:
    assert "never sealed" in refused(a_pack(tmp_path / "own", a_rule(), seal=False)).message


def test_an_expired_one_refuses_all(tmp_path: Path) -> None:
    name = a_pack(tmp_path / "own", a_rule(), head=HEAD.replace("2027-01-31", "2026-01-31"))
    with pytest.raises(BadInput, match="good until 2026-01-31"):
        load_pack(name, on=space.TODAY)


def test_a_changed_pack_is_read_anew(tmp_path: Path) -> None:
    """Sealed again in the same process, the new rules count."""
    name = a_pack(tmp_path / "own", a_rule(when="context.live"))
    assert decide(space.facts(), load_pack(name)).outcome is Outcome.PERMIT
    a_pack(tmp_path / "own", a_rule())
    assert decide(space.facts(), load_pack(name)).outcome is Outcome.DENY


def test_every_rule_of_an_accepted_pack_shuts(tmp_path: Path) -> None:
    pack = load_pack(a_pack(tmp_path / "own", a_rule(), a_rule("OC-2", "require", remedy="")))
    own = [rule for rule in pack.rules if rule.pack == "our-clinic"]
    assert [rule.id for rule in own] == ["OC-1", "OC-2"]
    assert all(rule.effect is not Effect.PERMIT for rule in own)
    assert _together(pack.parts) is pack
