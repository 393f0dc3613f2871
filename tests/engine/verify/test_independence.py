"""Verification has eyes of its own."""

import re
from pathlib import Path

import kindao.engine.detect
import kindao.engine.verify

LOADED = re.compile(r'weights\.(?:session|path)\("([^"]+)"\)')


def _sources(package: str | None) -> list[str]:
    assert package is not None
    return [file.read_text() for file in sorted(Path(package).parent.rglob("*.py"))]


def test_it_shares_no_network_with_what_finds() -> None:
    theirs = {name for text in _sources(kindao.engine.detect.__file__) for name in re.findall(r'"([a-z-]+)"', text)}
    ours = {name for text in _sources(kindao.engine.verify.__file__) for name in LOADED.findall(text)}
    assert {"retinaface", "ultraface", "onet", "mobileface", "dlib-resnet", "tesseract-eng", "dvector"} <= ours
    assert not ours & theirs


def test_it_shares_no_code_with_what_finds_or_covers() -> None:
    """But the list of what words mean, which finds nothing by itself."""
    text = "\n".join(_sources(kindao.engine.verify.__file__))
    assert set(re.findall(r"from kindao\.engine\.(?:detect|redact)[\w.]*", text)) == {
        "from kindao.engine.detect.reading",
        "from kindao.engine.detect.reading.naming",
    }


def test_it_looks_into_films_with_its_own_eyes_too() -> None:
    folder = Path(kindao.engine.verify.__file__).parent / "film"
    text = "\n".join(file.read_text() for file in sorted(folder.rglob("*.py")))
    assert "verify_film" in text  # this is where they are
    assert "engine.tracks" not in text
    assert not re.search(r"engine\.media\.(?:isobmff|film_boxes|ebml|clip_survey|making)", text)  # its own walks
