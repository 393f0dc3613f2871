"""Whatever is handed in as facts gets an answer or one sentence that says where it is wrong: never a traceback, and
never a permit for what cannot be meant."""

import contextlib
import io
import json
import re
import shutil
import sys
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindao.cli import main
from kindao.engine.policy import facts_to_json
from kindao.engine.policy import pack as packs
from policy import rows

EXAMPLE = json.loads((Path(__file__).parents[2] / "docs/examples/facts.json").read_text())
AGREED = json.loads(
    facts_to_json(rows.facts({"shown": {"identifiability": "direct"}, "scope": {"identifiability": "direct"}}))
)
MARKED = re.compile(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]")


@dataclass(frozen=True, slots=True)
class Said:
    status: object
    out: str
    err: str


def asked(*words: object) -> Said:
    """The entry point in this process."""
    out, err, argv = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["kindao", *map(str, words)]
    status: object = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as done:
        status = done.code or 0
    finally:
        sys.argv = argv
    return Said(status, out.getvalue(), err.getvalue())


def decided(folder: Path, facts: object, lang: str = "en", command: str = "decide") -> Said:
    file = folder / "facts.json"
    file.write_text(facts if isinstance(facts, str) else json.dumps(facts))
    return asked("--lang", lang, "law", command, file)


def changed(facts: Any, path: tuple[str | int, ...], value: object) -> Any:
    """A copy with another value at the path; `...` takes the field away."""
    copy = deepcopy(facts)
    held = copy
    for step in path[:-1]:
        held = held[step]
    if value is ...:
        del held[path[-1]]
    else:
        held[path[-1]] = value
    return copy


REFUSED: list[tuple[Any, tuple[str | int, ...], object, str]] = [
    (EXAMPLE, ("use", "purpose"), "fame", "use.purpose: "),
    (EXAMPLE, ("use", "purpose"), ..., "use.purpose: is missing"),
    (EXAMPLE, ("use", "destination"), "moon", "use.destination: "),
    (EXAMPLE, ("use", "on"), ..., "use.on: is missing"),
    (EXAMPLE, ("use", "on"), "2030-01-01", "use.on: law pack vn"),
    (EXAMPLE, ("use", "on"), 20261123, "use.on: "),
    (EXAMPLE, ("use", "on"), "2026-02-30", "use.on: "),
    (EXAMPLE, ("people", 0, "birth_date"), "8/3/1991", "people[0].birth_date: not a day"),
    (
        EXAMPLE,
        ("people", 0, "birth_date"),
        "1850-03-08",
        "people[0].birth_date: before 1900, which is older than anybody",
    ),
    (EXAMPLE, ("people", 0, "birth_date"), "2150-03-08", "people[0].birth_date: after 2099"),
    (EXAMPLE, ("use", "captured_on"), "1850-03-08", "use.captured_on: before 1900, where the days"),
    (EXAMPLE, ("people", 0, "birth_date"), "1850-13-08", "people[0].birth_date: not a day"),
    (EXAMPLE, ("people", 0, "birth"), "1991-03-08", "people[0].birth: there is no such field"),
    (EXAMPLE, ("people", 0, "role"), "king", "people[0].role: "),
    (EXAMPLE, ("people", 1, "id"), "P-1042", "people[1].id: is there twice"),
    (EXAMPLE, ("people", 1, "id"), "", "people[1].id: is empty"),
    (EXAMPLE, ("people",), {}, "people: "),
    (EXAMPLE, ("copy", "shown", 1, "person"), "P-1042", "copy.shown[1].person: is there twice"),
    (EXAMPLE, ("copy", "shown", 1, "person"), "", "copy.shown[1].person: is empty"),
    (EXAMPLE, ("copy", "shown", 0, "visible"), ["aura"], "copy.shown[0].visible"),
    (EXAMPLE, ("copy",), ..., "copy: is missing"),
    (AGREED, ("consents", 0, "scopes"), [], "consents[0].scopes: name at least one"),
    (AGREED, ("consents", 0, "signed_at"), "yesterday", "consents[0].signed_at: not a day and time"),
    (AGREED, ("consents", 0, "birth_date"), "2099-01-01", "consents[0].birth_date: after signed_at"),
    (AGREED, ("consents", 0, "scopes", 0, "ends"), "2000-01-01", "consents[0].scopes[0].ends: before signed_at"),
]


@pytest.mark.parametrize(("facts", "path", "value", "says"), REFUSED, ids=[f"{r[3]} {r[2]}" for r in REFUSED])
def test_a_wrong_field_is_named(
    tmp_path: Path, facts: Any, path: tuple[str | int, ...], value: object, says: str
) -> None:
    wrong = changed(facts, path, value)
    done = decided(tmp_path, wrong)
    if not says:  # nothing is wrong with it but that it has ended
        assert done.status == 4 and not done.err
        return
    assert (done.status, done.out) == (2, "") and says in done.err and "facts.json: " in done.err, done.err
    vietnamese = decided(tmp_path, wrong, "vi")
    assert vietnamese.status == 2 and MARKED.search(vietnamese.err) and says.partition(": ")[0] in vietnamese.err
    assert not re.search(r"\b(is|should|valid|field|missing|not)\b", vietnamese.err), vietnamese.err


WITHOUT_YES: list[tuple[str, Any, tuple[str | int, ...], object, int, str]] = [
    ("no birth date", AGREED, ("people", 0, "birth_date"), None, 3, "KD-AGE"),
    ("born after the post", AGREED, ("people", 0, "birth_date"), "2026-12-01", 3, "KD-FACTS"),
    ("taken after the post", AGREED, ("use", "captured_on"), "2026-12-01", 3, "KD-FACTS"),
    ("two birth dates", AGREED, ("consents", 0, "birth_date"), "1970-01-01", 3, "KD-FACTS"),
    ("signed after the post", AGREED, ("use", "on"), "2026-10-23", 4, "VN-CC-32-1-AFTER"),
    ("before the pack begins", AGREED, ("use", "on"), "2010-12-31", 4, "KD-NO-LAW"),
    ("a consent of somebody else", AGREED, ("consents", 0, "subject"), "another", 4, "VN-DP-16"),
    ("nobody told of", AGREED, ("people",), [], 4, "KD-UNKNOWN-VISIBLE"),
]


@pytest.mark.parametrize("command", ["decide", "explain"])
@pytest.mark.parametrize(
    ("name", "facts", "path", "value", "status", "rule"), WITHOUT_YES, ids=[w[0] for w in WITHOUT_YES]
)
def test_what_cannot_be_relied_on_is_never_a_yes(
    tmp_path: Path,
    name: str,
    facts: Any,
    path: tuple[str | int, ...],
    value: object,
    status: int,
    rule: str,
    command: str,
) -> None:
    done = decided(tmp_path, changed(facts, path, value), command=command)
    assert done.status == (status if command == "decide" else 0) and not done.err, (name, done.err)
    assert rule in done.out and "✓ Allowed" not in done.out, (name, done.out)


def test_the_facts_that_are_changed_here_are_otherwise_permitted(tmp_path: Path) -> None:
    assert decided(tmp_path, AGREED).status == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '{"use": 1, "use": 2}', "[" * 100_000, '{"use": NaN}', "\ufeff{}", '"\\ud800"'],
)
def test_what_is_no_case_of_facts_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    for lang in ("en", "vi"):
        done = decided(tmp_path, text, lang)
        assert done.status == 2 and len(done.err.splitlines()) == 1 and "facts.json: " in done.err, done.err


def test_a_pack_that_was_altered_or_has_expired_gives_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = Path(shutil.copytree(packs._root(), tmp_path / "law"))
    monkeypatch.setattr(packs, "_root", lambda: law)
    assert decided(tmp_path, AGREED).status == 0
    packs._load.cache_clear()
    with (law / "packs/vn/house.cedar").open("a") as rules:
        rules.write("\n")
    for command in ("decide", "explain"):
        done = decided(tmp_path, AGREED, command=command)
        assert (done.status, done.out) == (1, "") and "was altered" in done.err and len(done.err.splitlines()) == 1
    late = decided(tmp_path, changed(AGREED, ("use", "on"), "2031-01-01"))
    assert late.status == 1


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path into a JSON value, but for the root."""
    if isinstance(value, dict):
        return [one for key, held in value.items() for one in ((*path, key), *places(held, (*path, key)))]
    if isinstance(value, list):
        return [one for n, held in enumerate(value) for one in ((*path, n), *places(held, (*path, n)))]
    return []


ODD = st.one_of(
    st.just(...),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["", " ", "\u200b", "\ud800", "x" * 3000, "self", "patient", "face"]),
    st.sampled_from(["2026-11-23", "0001-01-01", "9999-12-31", "2026-11-23T09:00:00+07:00", "2026-11-23T24:00:00Z"]),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]),
    st.lists(st.one_of(st.none(), st.text(max_size=3), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_facts_with_anything_anywhere_are_answered_or_named(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    facts = data.draw(st.sampled_from([EXAMPLE, AGREED]))
    for _ in range(data.draw(st.integers(1, 3))):
        where = places(facts)
        if where:
            facts = changed(facts, data.draw(st.sampled_from(where)), data.draw(ODD))
    lang, command = data.draw(st.sampled_from(["en", "vi"])), data.draw(st.sampled_from(["decide", "explain"]))
    done = decided(tmp_path_factory.getbasetemp(), facts, lang, command)
    assert done.status in (0, 2, 3, 4), (done.status, done.err)
    if done.status == 2:
        assert not done.out and len(done.err.splitlines()) == 1, done.err
        assert re.search(r"facts\.json: (Trường )?\S.*?( không hợp lệ)?: ", done.err), done.err
    else:
        assert done.out and not done.err, done.err
