"""A preview is quick, says everywhere that it is none that may go out, and shows nobody."""

import json
from pathlib import Path

import numpy as np
import pytest

from kindao import api
from kindao.cli import output
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import open_clip
from kindao.engine.media.picture import Pixels
from kindao.engine.media.reading import stills
from kindao.engine.vocabulary import Finding, Identifier
from kindao.keeping import Keep
from kindao.page.proof import proof
from short_films import TALK, a_film, a_recording, speech
from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")
ADVERT = ("--purpose", "advertising", "--destination", "facebook", "--on", "2026-11-23")
PEOPLE = ("--person", "patient id=P1 born=1991-03-08 track=1", "--person", "staff id=S1 track=2")
EXAMPLE = Path(__file__).parents[2] / "examples" / "consents" / "group-patient.json"


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_film(tmp_path_factory.mktemp("films") / "talk.mp4", TALK, sound=speech(2))


@pytest.fixture(scope="module")
def consent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    said = json.loads(EXAMPLE.read_text())
    said["data_types"] = ["photo", "video"]
    said["scopes"][0] |= {"assets": []}
    file = tmp_path_factory.mktemp("consents") / "consent.json"
    file.write_text(json.dumps(said))
    return file


def last(path: Path) -> Pixels:
    clip = open_clip(path)
    return next(stills(clip, start=clip.frames - 1)).rgb()


def green(pixels: Pixels) -> int:
    red, much, blue = (pixels[..., n].astype(int) for n in range(3))
    return int(((much > red + 80) & (much > blue + 50)).sum())


def test_what_would_be_permitted_is_no_permit_in_a_preview(talk: Path, consent: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown.mp4"
    done = kindao("check", *ADVERT, talk, *PEOPLE, "--consent", consent, "--preview", shown, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["decision"], said["copy"], said["verification"]) == (3, "indeterminate", None, None)
    assert said["preview"] == {"path": str(shown), "width": 320, "height": 240, "frames": 17}
    assert [figure["person"] for figure in said["figures"]] == ["P1", "S1"]
    assert "--preview" in said["reasons"][0]["en"] and "--preview" in said["reasons"][0]["vi"]
    clip = open_clip(shown)
    assert clip.frames == 17 and not clip.sounds and not clip.entries
    assert green(last(shown)) > 2000, "the patient agreed: in a copy she would be seen"
    assert [p.name for p in tmp_path.iterdir()] == ["shown.mp4"]


def test_what_is_denied_stays_denied_and_everybody_is_grey(talk: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown.mp4"
    for lang, (no_copy, quick) in {
        "en": ("This is a preview, not a copy", "By this quick look"),
        "vi": ("Đây là bản xem trước, không phải bản sao", "Theo lần xem nhanh này"),
    }.items():
        done = kindao("--lang", lang, "check", *ADVERT, talk, *PEOPLE, "--preview", shown, "--force")
        assert done.returncode == 4 and no_copy in done.stdout and quick in done.stdout, done.stderr
    assert green(last(shown)) < 50


def test_a_redaction_is_shown_before_it_is_made(talk: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown.mp4"
    done = kindao("redact", talk, "--preview", shown, "--keep", "track=2", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["redaction"], said["decision"], said["copy"]) == (3, "preview", None, None)
    assert [figure["kept"] for figure in said["figures"]] == [False, True] and said["preview"]["path"] == str(shown)
    assert green(last(shown)) > 2000


def test_no_head_is_seen_in_it_whoever_stays(talk: Path, tmp_path: Path) -> None:
    made = api.redact(talk, preview=tmp_path / "shown.mp4", keep=Keep.of(["face"]))
    assert made.preview and output.MADE_STATUS[made.made] == 3 and made.copy is None
    clip = open_clip(talk)
    (face, *_) = [f.where for f in made.findings if f.identifier is Identifier.FACE]
    assert isinstance(face, Track)
    for n, still in enumerate(stills(open_clip(made.preview.path))):
        box = face.at(3 * n)
        assert box is not None
        inner = Box(box.x0 + 5, box.y0 + 5, box.x0 + 15, box.y1 - 5)
        before = next(stills(clip, start=3 * n, end=3 * n + 1)).rgb()[inner.slices].astype(int)
        after = still.rgb()[inner.slices].astype(int)
        assert (after[..., 1] > after[..., 0] + 60).mean() > 0.9
        assert (before[..., 1] > before[..., 0] + 60).mean() < 0.1


@pytest.mark.parametrize(("width", "height"), [(320, 240), (640, 360), (1920, 1080), (1080, 1920)])
def test_words_lie_over_every_frame(tmp_path: Path, width: int, height: int) -> None:
    """On top and all over, also where nothing was found."""
    file = tmp_path / "wall.mp4"
    _wall(file, width, height)
    shown = proof(open_clip(file), (), (), tmp_path / "shown.mp4")
    assert min(shown.width, shown.height) == min(360, width, height) and shown.width % 2 == shown.height % 2 == 0
    for still in stills(open_clip(shown.path)):
        grey = still.grey().astype(int)
        band = grey[: shown.height // 20]
        assert band.min() < 30 and band.max() > 200
        parts = [part for rows in np.array_split(grey, 3)[1:] for part in np.array_split(rows, 3, axis=1)]
        assert all((part > part.min() + 20).mean() > 0.02 for part in parts)


def _wall(path: Path, width: int, height: int) -> None:
    import av

    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for _ in range(4):
            picture = av.VideoFrame.from_ndarray(np.full((height, width, 3), 90, np.uint8), "rgb24")
            file.mux(stream.encode(picture))
        file.mux(stream.encode(None))


def test_what_goes_is_never_under_what_stays(tmp_path: Path) -> None:
    """A code beside a face that stays is grey, and its green goes no further than its head."""
    clip = open_clip(a_film(tmp_path / "a.mp4", TALK, frames=4))
    stays = Finding(Identifier.HEAD, Track.of(0, [Box(40, 60, 140, 160)] * 4), 1.0, "test")
    goes = Finding(Identifier.CODE, Track.of(0, [Box(100, 60, 180, 160)] * 4), 1.0, "test")
    proof(clip, (stays, goes), (goes,), tmp_path / "shown.mp4")
    pixels = last(tmp_path / "shown.mp4")
    assert green(pixels[130:155, 45:95]) > 1000 and green(pixels[70:150, 105:175]) == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("redact", "talk.mp4", "--preview", "x.mov"), "--preview: not an MP4"),
        (("redact", "talk.mp4", "--preview", "x.mp4", "-o", "y.mp4"), "no copy is made"),
        (("redact", "talk.mp4", "face.jpg", "--preview", "x.mp4"), "--preview shows one film"),
        (("redact", "face.jpg", "--preview", "x.mp4"), "only a film has one"),
        (("redact", "voice.m4a", "--preview", "x.mp4"), "only a film has one"),
        (("redact", "talk.mp4", "--preview", "talk.mp4", "--force"), "is the original"),
        (("check", *ADVERT, "face.jpg", "--preview", "x.mp4"), "only a film has one"),
        (("check", *ADVERT, "talk.mp4", "--preview", "x.mp4", "--report", "r.html"), "no report of a quick look"),
        (("redact", "talk.mp4"), "-o / --out is missing"),
    ],
)
def test_what_has_no_preview_is_refused(talk: Path, tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    (tmp_path / "talk.mp4").write_bytes(talk.read_bytes())
    (tmp_path / "face.jpg").write_bytes(FACE.read_bytes())
    a_recording(tmp_path / "voice.m4a", speech(1))
    done = kindao(*words, cwd=tmp_path)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
    assert len(list(tmp_path.iterdir())) == 3


def test_a_film_that_cannot_be_read_has_no_preview(talk: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(talk.read_bytes()[:-3000])
    for words in (("check", *ADVERT), ("redact",)):
        done = kindao(*words, cut, "--preview", tmp_path / "x.mp4", "--json")
        assert done.returncode == 2 and json.loads(done.stdout)["error"]["code"] == "unreadable", done.stdout
    assert [p.name for p in tmp_path.iterdir()] == ["cut.mp4"]
