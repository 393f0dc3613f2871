"""Whoever reads Vietnamese is told no in Vietnamese: every wording in the sources has its own."""

import ast
import os
from collections.abc import Iterator
from errno import EACCES, EIO, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import kindao
from kindao.engine import errors
from kindao.engine.media import foreign
from kindao.engine.policy.consent import load_consent
from kindao.engine.vietnamese import SENTENCES, in_vietnamese
from kindao.engine.weights.catalogue import CATALOGUE

ROOT = Path(kindao.__file__).parent
MAKERS = {name for name in vars(errors) if name[0].isupper()} | {"bad", "SentBefore"}
RELEASES = MAKERS | {
    "Refused",
    "NoRight",
    "Later",
    "Unsure",
    "ByHand",
    "NotWhole",
    "NotAllowed",
    "NotTheirs",
}  # of web/releases
PASSED_ON = {
    ("cli/options.py", "hint"),
    ("cli/options.py", "TOO_OLD"),  # of reading.py, in CARRIED
    ("cli/options.py", "str(error)"),  # the words of StrEnum, in CARRIED
    ("engine/policy/reading.py", "str(error)"),  # of ValueErrors in policy, below
    ("web/releases/accounts.py", "later.message"),  # of a connector
    ("engine/policy/pack.py", "otherwise"),  # what is wrong with a law pack: only who writes one can mend it
}
"""Arguments that hold what was worded elsewhere."""
CARRIED = {
    *foreign.OTHERS,
    *foreign.AT_START,
    "a film",
    *(weights.task for weights in CATALOGUE),
    *map(os.strerror, (ENOENT, EIO, EACCES, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG)),
    "{} is not a valid {}",
    "is missing",
    "there is no such field",
    "not a text in quotes",
    "not true or false, without quotes",
    "not a list in square brackets",
    "not a group of fields in braces",
    "not one of {}",
    "holds a control or direction character that nobody sees",
    "holds half a character",
    "before 1900, which is older than anybody: the longest life on record is 122 years (Guinness World Records)",
    "before 1900, where the days that are read begin",
    "after 2099, where the days that are read end",
    "not a day such as 2026-11-23",
    "not a day and time such as 2026-11-23T09:30:00+07:00",
}
"""Wordings that reach a message as a value."""


def wordings(node: ast.expr) -> set[str]:
    """What an argument can say, `{}` for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other) | ast.FormattedValue(value=ast.IfExp(body=one, orelse=other)):
            return wordings(one) | wordings(other)
        case ast.JoinedStr(values=parts):
            return {"".join(chosen) for chosen in product(*map(wordings, parts))}
        case _:
            return {"{}"}


def arguments() -> Iterator[tuple[str, ast.expr]]:
    """(file, message or hint) of every error that is made, but for those that bring their own Vietnamese."""
    for path in ROOT.rglob("*.py"):
        makers = RELEASES if ROOT / "web/releases" in path.parents else MAKERS
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
                named = {
                    keyword.arg: keyword.value for keyword in node.keywords if keyword.arg not in ("after", "where")
                }
                if "vi" not in named:
                    yield from ((str(path.relative_to(ROOT)), said) for said in [*node.args, *named.values()])


def field_errors() -> Iterator[str]:
    """What the checks of the facts and consents say, after the field."""
    for path in (ROOT / "engine/policy").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ValueError":
                yield from (wording.rpartition(": ")[2] for wording in wordings(node.args[0]))


SAID = {wording for _, argument in arguments() for wording in wordings(argument)} - {"{}"}
WORDINGS = SAID | CARRIED | set(field_errors()) - {"{}"}


def test_errors_are_found_in_the_sources() -> None:
    assert len(SAID) > 100
    assert {"the file is empty", "the picture is cut short or damaged", "'{}' is not a role"} <= SAID


def test_every_wording_has_its_vietnamese() -> None:
    unsaid = WORDINGS - SENTENCES.keys()
    assert not unsaid


def test_no_vietnamese_outlives_its_wording() -> None:
    left_over = SENTENCES.keys() - WORDINGS
    assert not left_over


def test_only_listed_arguments_are_not_worded_where_they_stand() -> None:
    assert {(file, ast.unparse(node)) for file, node in arguments() if wordings(node) == {"{}"}} <= PASSED_ON


@pytest.mark.parametrize(("wording", "words"), SENTENCES.items())
def test_a_translation_has_the_same_values_and_its_marks(wording: str, words: str) -> None:
    assert words.count("{}") == wording.count("{}") and words != wording
    assert not words.isascii()


value = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1)


@given(st.sampled_from(sorted(SENTENCES)), st.data())
def test_values_are_carried_over(wording: str, data: st.DataObject) -> None:
    values = [data.draw(value) for _ in range(wording.count("{}"))]
    assert in_vietnamese(wording.format(*values)) == SENTENCES[wording].format(*values)


def test_an_error_speaks_whole_or_not_at_all() -> None:
    empty, again = "the file is empty", "Export it again."
    assert errors.Unreadable(empty, hint=again).vi == "Tệp rỗng. Hãy xuất lại ảnh."
    assert errors.Unreadable(empty, hint="a plug-in's own").vi == ""
    assert errors.Unreadable("a plug-in's own", vi="Lời riêng").vi == "Lời riêng"
    two = errors.BadInput("--person number 2: 'king' is not a role").vi
    assert two == "--person thứ 2: 'king' không phải là một vai trò"


WHOLE = {
    "id": "C1",
    "subject": "P1",
    "scopes": [{"purpose": "advertising", "destinations": ["facebook"]}],
    "signed_at": "2026-11-01T09:00:00+07:00",
    "giver": {"role": "self"},
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 3},
        {"scopes": 3},
        {"scopes": [3]},
        {"signed_at": "2026-11-01T25:00"},
        {"birth_date": "2026-02-30"},
        {"affirmative": "yes"},
        {"duress": 3},
        {"method": "pigeon"},
        {"id": ""},
        {"unknown": 1},
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_vietnamese(wrong: dict[str, object]) -> None:
    with pytest.raises(errors.BadInput) as caught:
        load_consent(WHOLE | wrong)
    assert isinstance(caught.value.__context__, ValidationError)
    said = caught.value.message.rpartition(": ")[2]
    assert in_vietnamese(said) and "Input should" not in said
