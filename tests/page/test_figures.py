"""Every check has a name of its own, and every figure what it measures, its unit and its direction."""

import ast
from pathlib import Path

import pytest

import kindao.engine.verify
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Words
from kindao.page.figures import CHECKS, measured, titled

SOURCES = Path(kindao.engine.verify.__file__).parent


def made() -> dict[str, int]:
    """Every check that verification makes, by name, with how many arguments: five with a figure."""
    files = [*SOURCES.rglob("*.py"), SOURCES.parent / "medium" / "film.py"]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    said: dict[str, int] = {}
    for call in calls:
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in ("Check", "_look")
            and isinstance(call.args[0], ast.Constant)
        ):
            name = str(call.args[0].value)  # of a film and of a picture, one may tell of no figure
            said[name] = max(said.get(name, 0), len(call.args))
    return said


def test_every_check_of_verification_is_named_and_none_outlives_it() -> None:
    assert made().keys() == CHECKS.keys()
    for name, arguments in made().items():
        assert (CHECKS[name].measure is not None) == (arguments > 3), name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_checks_read_alike(language: str) -> None:
    assert len({named.title[language] for named in CHECKS.values()}) == len(CHECKS)
    assert len({named.measure.of[language] for named in CHECKS.values() if named.measure}) == len(
        [named for named in CHECKS.values() if named.measure]
    )


@pytest.mark.parametrize(
    ("name", "value", "limit", "vietnamese", "english"),
    [
        ("covered", 0.0254, 0.04, "chỗ hở nhất: 2,54 % (nhiều nhất 4 %)", "barest place: 2.54 % (at most 4 %)"),
        ("faces-of-original", 0.0, 0.2, "lệch nhau đến 20 %)", "draws faces: 0 % (two networks differ by up to 20 %)"),
        ("similarity", 0.9981, 0.93, "y hệt): 0,998 (ít nhất 0,93)", "the same): 0.998 (at least 0.93)"),
        ("re-identification", 0.2, 1.0, "một người: 0,2 (dưới 1)", "same person: 0.2 (below 1)"),
        ("unaltered", 12.0, 300.0, "12 điểm ảnh (nhiều nhất 300 điểm ảnh)", "12 pixels (at most 300 pixels)"),
        ("another", 0.5, 1.0, "đo được: 0,5 (ngưỡng 1)", "measured: 0.5 (limit 1)"),
    ],
)
def test_a_figure_is_whole(name: str, value: float, limit: float, vietnamese: str, english: str) -> None:
    said = measured(Check(name, True, Words("a", "a"), value, limit))
    assert said and said.vi.endswith(vietnamese) and said.en.endswith(english), said


def test_a_check_without_a_figure_has_none() -> None:
    frames = Check("frames", True, Words("a", "a"))
    assert measured(frames) is None and titled(frames).en == "Frames and size"
