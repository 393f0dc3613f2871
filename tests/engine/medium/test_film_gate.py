"""A film through the gate: who agreed, in picture and in sound, decides what goes out."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from films import film
from kindao.engine import gate
from kindao.engine.appearance import Appearance
from kindao.engine.detect import installed
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Interval, Track
from kindao.engine.media.clip import open_clip
from kindao.engine.media.reading import stills
from kindao.engine.policy.consent import Consent, DataType, load_consent
from kindao.engine.policy.facts import Person, Role, Use
from kindao.engine.policy.pack import Pack, load_pack
from kindao.engine.vocabulary import Destination, Identifier, Outcome, Purpose

EXAMPLES = Path(__file__).parents[3] / "examples"
ADVERT = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 23))
PATIENT = Appearance(Person("P1", Role.PATIENT, date(1991, 3, 8)), everyone=True)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("vn")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person in the picture, somebody who speaks."""
    made = film(
        tmp_path_factory.mktemp("film") / "a.mp4", scenes=("pan",), width=480, height=270, seconds=2, sound=True
    )
    return made.path


@pytest.fixture
def hidden_consent() -> Consent:
    """To an advert with everyone hidden, of any picture."""
    consent = load_consent((EXAMPLES / "consents" / "nose-deidentified.json").read_bytes())
    scopes = tuple(replace(scope, assets=frozenset(), body_areas=frozenset()) for scope in consent.scopes)
    return replace(consent, scopes=scopes, data_types=frozenset({DataType.VIDEO}))


def a_request(source: Path, folder: Path, **changes: object) -> gate.Request:
    return replace(gate.Request(source, ADVERT, (PATIENT,), folder=folder), **changes)  # type: ignore[arg-type]


def copies(folder: Path) -> list[Path]:
    """What lies there, but for the work: that goes with the folder, which is removed by who made it."""
    return [path for path in folder.iterdir() if path.suffix != ".work"]


def test_without_consent_no_film_is_made(spoken: Path, tmp_path: Path, pack: Pack) -> None:
    report = gate.check(a_request(spoken, tmp_path), detectors=installed(), pack=pack)
    assert report.outcome is not Outcome.PERMIT and report.copy is None and copies(tmp_path) == []
    kinds = {finding.identifier for finding in report.findings}
    assert {Identifier.FACE, Identifier.HEAD, Identifier.VOICE} <= kinds


def test_with_consent_the_copy_is_covered_and_silent(
    spoken: Path, tmp_path: Path, pack: Pack, hidden_consent: Consent
) -> None:
    request = a_request(spoken, tmp_path, consents=(hidden_consent,))
    report = gate.check(request, detectors=installed(), pack=pack)
    assert report.outcome is Outcome.PERMIT, report.refused or report.decision
    assert report.copy and report.copy.file and [report.copy.file] == copies(tmp_path)
    copy = open_clip(report.copy.file)
    assert copy.sounds == () and copy.entries == () and copy.frames == open_clip(spoken).frames
    assert report.verification and report.verification.clean
    assert any(isinstance(f.where, Track) for f in report.covered) and any(
        isinstance(f.where, Interval) for f in report.covered
    )


def test_a_consent_to_photographs_is_none_to_a_film(
    spoken: Path, tmp_path: Path, pack: Pack, hidden_consent: Consent
) -> None:
    photos = replace(hidden_consent, data_types=frozenset({DataType.PHOTO}))
    report = gate.check(a_request(spoken, tmp_path, consents=(photos,)), detectors=installed(), pack=pack)
    assert report.outcome is Outcome.DENY and report.decision and report.copy is None
    said = next(reason.words for reason in report.decision.reasons if reason.rule == "VN-CC-38-2-TYPE")
    assert said.en.endswith("The consent does not name: video (video).") and said.vi.endswith("video (phim).")


def test_the_part_under_treatment_stays_in_a_copy_that_the_consent_covers(
    spoken: Path, tmp_path: Path, pack: Pack, hidden_consent: Consent
) -> None:
    request = a_request(spoken, tmp_path, consents=(hidden_consent,), use=replace(ADVERT, body_area="nose"))
    report = gate.check(request, detectors=installed(), pack=pack)
    assert report.outcome is Outcome.PERMIT, report.refused or report.decision
    assert report.copy and report.copy.file and report.verification and report.verification.clean
    heads = [f.where for f in report.covered if f.identifier is Identifier.HEAD and isinstance(f.where, Track)]
    shown = 0
    for still in stills(open_clip(report.copy.file)):
        grey = still.grey().astype(int)
        for box in (box for track in heads if (box := track.at(still.index)) is not None):
            bare = np.abs(grey[box.slices] - 126) > 10
            assert bare.mean() < 0.12
            shown += bare.sum() > 40
    assert shown > 25, "in most of fifty frames"


def test_a_place_of_a_picture_and_a_figure_that_is_not_there_are_refused(
    spoken: Path, tmp_path: Path, pack: Pack
) -> None:
    placed = replace(PATIENT, at=(Box(0, 0, 50, 50),))
    with pytest.raises(BadInput, match="at="):
        gate.check(a_request(spoken, tmp_path, people=(placed,)), detectors=[], pack=pack)
    ninth = replace(PATIENT, everyone=False, tracks=(9,))
    with pytest.raises(BadInput, match="figure 9"):
        gate.check(a_request(spoken, tmp_path, people=(ninth,)), detectors=[], pack=pack)
    still = replace(PATIENT, heard=(Interval(Fraction(0), Fraction(1)),))
    picture = (EXAMPLES / "nose.jpg").read_bytes()
    with pytest.raises(BadInput, match="heard="):
        gate.check(gate.Request(picture, ADVERT, (still,)), detectors=[], pack=pack)
    assert copies(tmp_path) == []


def test_a_film_that_cannot_be_read_whole_is_denied_with_its_reason(tmp_path: Path, spoken: Path, pack: Pack) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(spoken.read_bytes()[:-3000])
    report = gate.check(a_request(cut, tmp_path), detectors=installed(), pack=pack)
    assert report.outcome is Outcome.DENY and report.refused and report.refused.vi != report.refused.en
