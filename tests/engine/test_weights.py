"""The weights: what is listed is there, is what it says, and may be used."""

import hashlib
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from kindao.engine import weights
from kindao.engine.errors import Failed, Missing
from kindao.engine.weights.catalogue import CATALOGUE

HOME = Path(weights.__file__).parent
ROOT = Path(__file__).resolve().parents[2]
DEFAULT = [entry.name for entry in CATALOGUE if not entry.extra]
VENDORED = [entry for entry in CATALOGUE if not entry.package and not entry.distribution]


def rows() -> dict[str, list[str]]:
    """The table of docs/models.md, by name."""
    lines = (ROOT / "docs" / "models.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {row[0]: row for row in cells if row[0] != "name"}


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts one entry in place of the catalogue."""

    def put(**changes: Any) -> str:
        known: dict[str, Any] = {
            "name": "t",
            "task": "testing",
            "package": "",
            "file": "yunet/LICENSE",
            "sha256": "",
            "licence": "MIT",
        }
        entry = weights.Weights(**{**known, "source": "here", **changes})
        monkeypatch.setattr(weights, "CATALOGUE", (entry,))
        weights.path.cache_clear()
        return entry.name

    yield put
    weights.path.cache_clear()


@pytest.mark.parametrize("name", DEFAULT)
def test_every_weight_of_the_default_install_is_there_and_is_the_one_named(name: str) -> None:
    assert hashlib.sha256(weights.path(name).read_bytes()).hexdigest() == weights.of(name).sha256


def test_names_are_unique() -> None:
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)


def test_the_documentation_lists_the_same_weights_with_licence_digest_and_source() -> None:
    table = rows()
    assert set(table) == {entry.name for entry in CATALOGUE}
    for entry in CATALOGUE:
        _, file, task, licence, code, source, digest = table[entry.name]
        assert file.startswith(f"`{entry.file}`")
        assert (task, licence, source, digest) == (entry.task, entry.licence, entry.source, f"`{entry.sha256}`")
        assert code


def test_only_an_extra_may_carry_a_licence_that_binds_the_whole_product() -> None:
    for entry in CATALOGUE:
        assert entry.extra or not re.search(r"GPL|NC|NON-?COMMERCIAL", entry.licence.upper()), entry.name


def test_opencv_has_its_threads_back_when_the_last_of_those_that_look_has_ended() -> None:
    before = cv2.getNumThreads()
    cv2.setNumThreads(3)
    try:
        with ExitStack() as one, ExitStack() as other:
            one.enter_context(weights.each_call_alone())
            other.enter_context(weights.each_call_alone())
            assert cv2.getNumThreads() == 1
            one.close()  # ends before the one that came later
            assert cv2.getNumThreads() == 1
        assert cv2.getNumThreads() == 3
        with pytest.raises(ValueError, match="broken"), weights.each_call_alone():
            raise ValueError("broken")
        assert cv2.getNumThreads() == 3
    finally:
        cv2.setNumThreads(before)


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry.name)
def test_a_vendored_weight_has_its_licence_and_provenance_beside_it(entry: weights.Weights) -> None:
    folder = (HOME / entry.file).parent
    words = {"Apache-2.0": "Apache License"}.get(entry.licence, "Permission is hereby granted")
    assert words in (folder / "LICENSE").read_text()
    assert len((folder / "PROVENANCE").read_text().splitlines()) == 1


def test_every_vendored_weight_is_listed_and_together_they_stay_small() -> None:
    found = {file.relative_to(HOME).as_posix() for file in HOME.rglob("*.onnx")}
    assert found == {entry.file for entry in VENDORED}
    assert sum((HOME / file).stat().st_size for file in found) < 45e6


def test_other_bytes_than_the_catalogues_are_refused(catalogue: Any) -> None:
    with pytest.raises(Failed, match="another digest"):
        weights.path(catalogue(sha256="0" * 64))


def test_a_package_that_is_not_installed_is_named_with_the_extra_to_install(catalogue: Any) -> None:
    with pytest.raises(Missing, match=r"no_such_package.*kindao\[intimate\]"):
        weights.path(catalogue(package="no_such_package", extra="intimate"))


@pytest.mark.parametrize(
    "changes", [{"file": "yunet/none.onnx"}, {"distribution": "no-such-distribution"}, {"distribution": "numpy"}]
)
def test_a_file_that_is_not_there_is_missing(catalogue: Any, changes: dict[str, str]) -> None:
    with pytest.raises(Missing):
        weights.path(catalogue(**{"file": "none.onnx", **changes}))


def test_the_embedding_has_256_numbers_and_tells_pictures_apart() -> None:
    session = weights.session("mobileface")
    crops = np.random.default_rng(1).uniform(0, 255, (2, 112, 112, 3)).astype(np.float32)
    (both,) = session.run(None, {"data": crops})
    (first,) = session.run(None, {"data": crops[:1]})
    assert both.shape == (2, 256)
    np.testing.assert_allclose(both[0], first[0], atol=1e-3)
    assert np.abs(both[0] - both[1]).max() > 0.01
