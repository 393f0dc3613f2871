"""Films and recordings at the command line: who is in them is named by number and by time, and so is the answer."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from PIL import Image

from kindao import api
from kindao.cli import options
from kindao.cli.batch import copies, media
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Interval
from kindao.engine.media.clip import Clip, open_clip
from kindao.engine.media.making import SUFFIXES as WRITTEN
from kindao.engine.media.reading import samples, stills
from kindao.engine.media.suffixes import INSTEAD, TAKEN
from kindao.engine.media.suffixes import SUFFIXES as PICTURES
from kindao.page.sheet import COLOURS, WIDE
from short_films import PATIENT, TALK, Moving, a_film, a_recording, speech
from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")
ADVERT = ("--purpose", "advertising", "--destination", "facebook", "--on", "2026-11-23")
PEOPLE = ("--person", "patient id=P1 born=1991-03-08 track=1", "--person", "staff id=S1 track=2")
EXAMPLE = Path(__file__).parents[2] / "examples" / "consents" / "group-patient.json"


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A patient speaks; a doctor comes in from the right."""
    return a_film(tmp_path_factory.mktemp("films") / "talk.mp4", TALK, sound=speech(2))


@pytest.fixture(scope="module")
def consent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The patient agreed to be seen in a film in which others are hidden."""
    said = json.loads(EXAMPLE.read_text())
    said["data_types"] = ["photo", "video"]
    said["scopes"][0] |= {"assets": []}
    file = tmp_path_factory.mktemp("consents") / "consent.json"
    file.write_text(json.dumps(said))
    return file


def brightness(clip: Clip, frame: int, box: Box) -> float:
    """How much the pixels of a place differ among themselves: next to nothing where it was filled."""
    still = next(stills(clip, start=frame, end=frame + 1))
    return float(still.grey()[box.slices].std())


def test_people_are_told_by_number_and_shown_on_a_sheet(talk: Path, tmp_path: Path) -> None:
    done = kindao("detect", talk, "--show", tmp_path / "sheet.png", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 4, done.stderr
    first, second = said["figures"]
    assert [first["number"], second["number"]] == [1, 2]
    assert first["from"] == 0 and first["to"] == pytest.approx(2, abs=0.05) and first["end"] == 50
    assert second["box"][0] > first["box"][2], "the doctor is on the right"
    assert set(first) == {"number", "from", "to", "first", "end", "box"}
    assert {"findings", "not_looked_for"} < set(said)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert 320 < sheet.width <= WIDE


def test_people_and_their_times_are_told_in_both_languages(talk: Path) -> None:
    for lang, words in (("en", "Seen in the film"), ("vi", "Thấy trong phim")):
        done = kindao("--lang", lang, "detect", talk)
        assert done.returncode == 4 and done.stderr == ""
        assert re.search(rf"^{words}:\n  1\. 0:00–0:02\n  2\. 0:0\d–0:02$", done.stdout, re.MULTILINE), done.stdout


def test_who_agreed_is_seen_and_who_did_not_is_hidden(talk: Path, consent: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "safe.mp4", tmp_path / "report.html"
    done = kindao("check", *ADVERT, talk, *PEOPLE, "--consent", consent, "-o", out, "--report", page, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["decision"]) == (0, "permit"), done.stdout
    assert said["copy"]["level"] == "others-hidden" and said["copy"]["path"] == str(out)
    assert [figure["person"] for figure in said["figures"]] == ["P1", "S1"]
    before, after = open_clip(talk), open_clip(out)
    assert after.frames == before.frames and not after.sounds, "nobody said who speaks"
    patient, doctor = (Box(*figure["box"]) for figure in said["figures"])
    assert brightness(after, 45, patient) == pytest.approx(brightness(before, 45, patient), rel=0.1)
    x, y = (doctor.x0 + doctor.x1) // 2 - 20, (doctor.y0 + doctor.y1) // 2
    face = Box(x, y - 20, x + 10, y + 20)
    assert brightness(after, 49, face) < 3 < brightness(before, 49, face)
    html = page.read_text()
    assert html.count('class="shot before"') == html.count('class="shot after"') >= 4
    assert 'id="figure-2"' in html and {p.name for p in tmp_path.iterdir()} == {"safe.mp4", "report.html"}


def test_without_consent_nothing_is_written_and_the_page_shows_why(talk: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = kindao("check", *ADVERT, talk, *PEOPLE, "-o", tmp_path / "safe.mp4", "--report", page)
    assert done.returncode == 4 and "The way to yes" in done.stdout
    assert re.search(r"^  1\. 0:00–0:02 \[P1\]\n  2\. \S+ \[S1\]$", done.stdout, re.MULTILINE)
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    html = page.read_text()
    assert html.count('class="shot before"') >= 4 and 'class="shot after"' not in html


def test_a_number_that_nobody_has_is_refused(talk: Path, tmp_path: Path) -> None:
    done = kindao("check", *ADVERT, talk, "--person", "patient id=P1 track=7", "-o", tmp_path / "safe.mp4")
    assert done.returncode == 2 and "figure 7; the film has 2" in done.stderr
    assert len(done.stderr.splitlines()) == 1 and not list(tmp_path.iterdir())


def test_sound_goes_unless_it_is_kept(talk: Path, tmp_path: Path) -> None:
    gone = kindao("redact", talk, "-o", tmp_path / "gone.mp4")
    assert gone.returncode == 0, gone.stdout + gone.stderr
    assert "The sound is gone; --keep voice keeps it." in gone.stdout
    assert not open_clip(tmp_path / "gone.mp4").sounds
    kept = kindao("redact", talk, "-o", tmp_path / "kept.mp4", "--keep", "voice")
    assert kept.returncode == 3 and "The sound is gone" not in kept.stdout, "a person must listen"
    clip = open_clip(tmp_path / "kept.mp4")
    assert np.abs(np.concatenate([block for _, block in samples(clip, 0)])).max() > 0.1


def test_a_folder_of_pictures_films_and_recordings_is_taken(tmp_path: Path) -> None:
    inside, out = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    a_film(inside / "a.avi", TALK, frames=25)
    a_recording(inside / "b.mp3", speech(1))
    (inside / "c.txt").write_text("")
    (inside / "d.png").write_bytes(b"broken")
    done = kindao("redact", inside, "-o", out)
    assert done.returncode == 2, done.stderr
    assert "left out, not named as pictures, films or recordings are: 1" in done.stderr
    assert sorted(p.name for p in out.iterdir()) == ["a.mp4", "b.mp3"]
    assert open_clip(out / "a.mp4").frames == 25
    assert max(np.abs(block).max() for _, block in samples(open_clip(out / "b.mp3"), 0)) < 1e-5


def test_every_suffix_that_is_taken_has_one_that_is_written() -> None:
    for suffix in TAKEN:
        assert INSTEAD.get(suffix, suffix) in WRITTEN.keys() | PICTURES.keys() - {".heic", ".heif", ".hif"}
        assert (INSTEAD.get(suffix, suffix) in PICTURES) == (suffix in PICTURES)


def test_a_copy_is_named_by_what_it_can_be_written_as(tmp_path: Path) -> None:
    bare = a_film(tmp_path / "a.mp4", frames=5).rename(tmp_path / "clip")
    files = [Path(name) for name in ("x.AVI", "y.3gp", "z.MOV", "w.mkv", "v.m4a", "u.oga", "t.heic", str(bare))]
    named = ["x.mp4", "y.mp4", "z.mov", "w.mkv", "v.m4a", "u.ogg", "t.jpg", "clip.mp4"]
    assert list(copies(files).values()) == named
    assert not options.is_folder(tmp_path / "new.mp4") and options.is_folder(tmp_path / "new")
    (tmp_path / "a.webm").touch()
    (tmp_path / "b.pdf").touch()
    assert media([tmp_path]) == ((tmp_path / "a.webm",), 2)


@pytest.mark.parametrize("command", [("redact",), ("check", *ADVERT)])
@pytest.mark.parametrize(
    ("name", "out", "says"),
    [
        ("talk", "x.jpg", "the suffix names a picture, the original is a film or recording"),
        ("face", "x.mp4", "the suffix names a film or recording, the original is a picture"),
        ("talk", "x.avi", "names no film or recording that can be written"),
        ("talk", "x.doc", "neither a picture nor a film or recording"),
    ],
)
def test_an_output_of_another_kind_is_refused_before_any_work(
    talk: Path, tmp_path: Path, command: tuple[str, ...], name: str, out: str, says: str
) -> None:
    done = kindao(*command, {"talk": talk, "face": FACE}[name], "-o", tmp_path / out)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
    assert not list(tmp_path.iterdir())


def test_a_sheet_is_a_picture(talk: Path, tmp_path: Path) -> None:
    done = kindao("detect", talk, "--show", tmp_path / "sheet.mp4")
    assert done.returncode == 2 and "picture format" in done.stderr


def test_who_somebody_is_in_a_film_is_said_by_number_and_time() -> None:
    (person,) = options.people(("staff id=S1 track=2,5 track=3 heard=0:05-0:20,1:02:03.5–1:02:04 heard=7.25-9",))
    assert person.tracks == (2, 5, 3) and not person.everyone
    assert person.heard == (
        Interval(Fraction(5), Fraction(20)),
        Interval(Fraction(7447, 2), Fraction(3724)),
        Interval(Fraction(29, 4), Fraction(9)),
    )
    (rest,) = options.people(("bystander track=all",))
    assert rest.everyone and rest.tracks == ()
    (long,) = options.people(("staff heard=90:00-95:30",))
    assert long.heard == (Interval(Fraction(5400), Fraction(5730)),)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("track=0", "track is neither"),
        ("track=-1", "track is neither"),
        ("track=one", "track is neither"),
        ("track=1,", "track is neither"),
        ("track=all,1", "track is neither"),
        ("track=²", "track is neither"),
        ("track=" + "9" * 5000, "track is neither"),
        ("heard=0:05", "heard is not from when to when"),
        ("heard=0:05-0:61", "heard is not from when to when"),
        ("heard=0:5-0:07", "heard is not from when to when"),
        ("heard=1:75:00-1:76:00", "heard is not from when to when"),
        ("heard=-1-5", "heard is not from when to when"),
        ("heard=a-b", "heard is not from when to when"),
        ("heard=1e9-2e9", "heard is not from when to when"),
        ("heard=0:20-0:05", "heard ends before it begins"),
        ("heard=0:05-0:05", "heard ends before it begins"),
    ],
)
def test_a_number_or_time_that_cannot_be_meant_is_refused_by_its_key(words: str, says: str) -> None:
    with pytest.raises(BadInput, match=rf"^--person number 1: {says}") as caught:
        options.people((f"patient {words}",))
    assert caught.value.hint and caught.value.vi.startswith("--person thứ 1: ")


def test_a_recordings_sound_is_drawn(tmp_path: Path) -> None:
    recording = a_recording(tmp_path / "a.m4a", speech(2))
    done = kindao("detect", recording, "--show", tmp_path / "sheet.jpg", "--json")
    assert json.loads(done.stdout)["figures"] == []
    with Image.open(tmp_path / "sheet.jpg") as sheet:
        assert sheet.height < sheet.width <= WIDE


def read(terminal: int, until: bytes, seconds: float) -> bytes:
    """What comes from a terminal, until it has said this or is closed."""
    said, end = b"", monotonic() + seconds
    while until not in said and monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # closed at the other end
                break
            if not part:
                break
            said += part
    return said


@pytest.mark.parametrize("step", ["looking", "covering"])
def test_who_is_interrupted_leaves_one_line_and_no_file(tmp_path: Path, step: str) -> None:
    film = a_film(tmp_path / "long.mp4", frames=400)
    out = tmp_path / "out"
    out.mkdir()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kindao", "redact", film, "-o", out / "safe.mp4"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"KINDAO_LANG": "en", "NO_COLOR": "1", "KINDAO_THREADS": "1"},
    )
    os.close(theirs)
    try:
        told = read(ours, f"{step} ".encode(), 200)
        assert f"{step} ".encode() in told, told
        process.send_signal(signal.SIGINT)
        rest = read(ours, b"nothing here says this", 60)
        assert process.wait(60) == 1
    finally:
        process.kill()
        os.close(ours)
    assert process.stdout and process.stdout.read() == b""
    last = rest.decode().split("\r\x1b[K")[-1]
    assert last.split() == ["kindao:", "stopped;", "nothing", "was", "written"]
    assert not list(out.iterdir())


def test_the_doctor_makes_and_reads_a_film() -> None:
    checks = json.loads(kindao("doctor", "--json").stdout)["checks"]
    (film,) = [check for check in checks if check["part"] == "writes and reads films"]
    assert film["works"] and film["needed"] and film["says"] == "10 frames"


def test_who_agreed_stays_by_number_and_all_else_is_hidden(talk: Path, tmp_path: Path) -> None:
    out, sheet = tmp_path / "kept.mp4", tmp_path / "sheet.png"
    done = kindao("redact", talk, "-o", out, "--keep", "track=2", "--show", sheet, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["redaction"], said["decision"]) == (3, "kept", None), done.stderr
    assert [figure["kept"] for figure in said["figures"]] == [False, True] and said["heard"] == []
    assert {f["identifier"] for f in said["visible"]} == {"face", "head", "eyes"}
    assert said["copy"]["identifiability"] == "direct" and said["copy"]["level"] is None
    before, after = open_clip(talk), open_clip(out)
    patient, doctor = (Box(*figure["box"]) for figure in said["figures"])
    face = Box(70, 100, 90, 140)
    assert brightness(after, 45, face) < 3 < brightness(before, 45, face)
    assert brightness(after, 45, doctor) == pytest.approx(brightness(before, 45, doctor), rel=0.1)
    assert patient.x1 < doctor.x1 and not after.sounds
    with Image.open(sheet) as drawn:
        pixels = np.asarray(drawn.convert("RGB"))
    for colour in ("person", "kept"):
        assert np.all(pixels == COLOURS[colour], axis=2).sum() > 50


def test_hiding_one_leaves_the_others(talk: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept.mp4"
    done = kindao("redact", talk, "-o", out, "--keep", "face", "--hide", "track=2", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 3 and [figure["kept"] for figure in said["figures"]] == [True, False]
    clip = open_clip(out)
    assert brightness(clip, 45, Box(70, 100, 90, 140)) > 3
    doctor = Box(*said["figures"][1]["box"])
    x, y = (doctor.x0 + doctor.x1) // 2 - 20, (doctor.y0 + doctor.y1) // 2
    assert brightness(clip, 49, Box(x, y - 20, x + 10, y + 20)) < 3


def test_who_stays_is_told_and_that_the_law_was_not_asked(talk: Path, tmp_path: Path) -> None:
    words = {
        "en": ("hidden", "kept", "kept in part", "the law was not asked"),
        "vi": ("đã che", "được giữ", "được giữ một phần", "chưa hỏi luật"),
    }
    for lang, (hidden, kept, partly, unasked) in words.items():
        done = kindao(
            *("--lang", lang, "redact", talk, "-o", tmp_path / f"{lang}.mp4"),
            *("--keep", "track=1", "--keep", "heard=0:00.5-0:01.5"),
        )  # fmt: skip
        assert done.returncode == 3, done.stderr
        assert re.search(rf"^  1\. 0:00–0:02, {kept}\n  2\. \S+, {hidden}$", done.stdout, re.MULTILINE), done.stdout
        assert re.search(rf"^  0:\S+, {partly}$", done.stdout, re.MULTILINE) and unasked in done.stdout
    sound = np.concatenate([block for _, block in samples(open_clip(tmp_path / "en.mp4"), 0)])
    assert np.abs(sound[8_800:23_200]).max() > 0.1 and np.abs(sound[:7_000]).max() < 0.01


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--keep", "track=7"), "there is no figure 7; the film has 2"),
        (("--keep", "track=0"), "--keep: track is neither"),
        (("--keep", "track=1,voice"), "--keep: track is neither"),
        (("--keep", "heard=5"), "--keep: heard is not from when to when"),
        (("--keep", "voice", "--keep", "heard=0-1"), "voice keeps all the sound"),
        (("--hide", "track=1"), "everybody is hidden already"),
        (("--hide", "face"), "--hide: 'face' is not understood"),
        (("--keep", "track=1", "--hide", "track=1"), "figure 1 is kept as well"),
        (("--show", "sheet.mp4"), "picture format"),
    ],
)
def test_what_cannot_be_kept_is_refused(talk: Path, tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = kindao("redact", talk, "-o", tmp_path / "x.mp4", *words, cwd=tmp_path)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--keep", "track=1"), "track= names figures of a film"),
        (("--keep", "heard=0-1"), "heard= is a part of the sound"),
        (("--show", "sheet.png"), "only a film or recording has a sheet"),
    ],
)
def test_numbers_and_times_of_a_picture_are_refused(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = kindao("redact", FACE, "-o", tmp_path / "x.jpg", *words, cwd=tmp_path)
    assert done.returncode == 2 and says in done.stderr and not list(tmp_path.iterdir()), done.stderr


def test_numbers_are_of_one_film(talk: Path, tmp_path: Path) -> None:
    done = kindao("redact", talk, FACE, "-o", tmp_path / "out", "--keep", "track=1")
    assert done.returncode == 2 and "are of one film" in done.stderr


def test_the_part_under_treatment_stays_and_the_face_around_it_goes(talk: Path, tmp_path: Path) -> None:
    out = tmp_path / "nose.mp4"
    done = kindao("redact", talk, "-o", out, "--keep", "track=2", "--body-area", "nose", "--json")
    assert done.returncode == 3, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert all(check["passed"] for check in said["verification"]["checks"])
    face = next(f["where"] for f in said["findings"] if f["identifier"] == "face")
    x0, y0, x1, y1 = face["boxes"][25 - face["first"]]
    inner = np.s_[y0 + 6 : y1 - 6, x0 + 6 : x1 - 6]
    before, after = (next(stills(open_clip(file), start=25, end=26)).grey()[inner].astype(int) for file in (talk, out))
    bare = np.abs(after - 126) > 10
    rows, _ = np.nonzero(bare)
    assert 0.01 < bare.mean() < 0.15, "a nose, and not a face"
    assert np.ptp(rows) < 0.4 * (y1 - y0) and np.abs(before - after)[bare].mean() < 6


def test_of_several_who_are_hidden_no_part_is_kept(talk: Path, tmp_path: Path) -> None:
    done = kindao("redact", talk, "-o", tmp_path / "x.mp4", "--body-area", "nose")
    assert done.returncode == 2 and "several people are hidden in the film" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".wav", ".ogg", ".m4a", ".mp3", ".flac"])
def test_a_recording_is_written_as_it_was_asked(tmp_path: Path, suffix: str) -> None:
    spoken = speech(2)
    recording = a_recording(tmp_path / "voice.wav", np.concatenate((spoken, np.full(48_000, 0.02, np.float32))))
    out = tmp_path / f"copy{suffix}"
    done = kindao("redact", recording, "-o", out, "--keep", "heard=0:00-0:02", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 3 and all(check["passed"] for check in said["verification"]["checks"]), done.stdout
    clip = open_clip(out)
    assert clip.container == suffix[1:] and not clip.entries
    sound = np.concatenate([block for _, block in samples(clip, 0)])
    assert np.abs(sound[:32_000]).max() > 0.1 and np.abs(sound[34_000:]).max() < 0.001


@pytest.mark.parametrize("suffix", [".mp3", ".flac"])
def test_a_recording_stays_what_it_was(tmp_path: Path, suffix: str) -> None:
    recording = a_recording(tmp_path / f"voice{suffix}", speech(1))
    assert "m4a" not in str(copies([recording])[recording])
    done = kindao("redact", recording, "-o", tmp_path / f"copy{suffix}", "--json")
    assert done.returncode == 3 and json.loads(done.stdout)["redaction"] == "nobody-found", done.stdout
    assert open_clip(tmp_path / f"copy{suffix}").container == suffix[1:]
    done = kindao("verify", tmp_path / f"copy{suffix}", "--against", recording)
    assert done.returncode == 0, done.stdout


def test_speech_of_which_nobody_said_that_it_may_be_heard_is_left(tmp_path: Path) -> None:
    spoken = a_recording(tmp_path / "spoken.wav", speech(3))
    done = kindao("verify", spoken, "--against", spoken)
    assert done.returncode == 4 and "speech" in done.stdout, done.stdout
    done = kindao("verify", spoken, "--against", spoken, "--heard", "0:00-0:01", "--json")
    assert done.returncode == 4
    assert {"silence", "speech", "speakers"} <= {
        one["check"] for one in json.loads(done.stdout)["verification"]["checks"]
    }
    done = kindao("verify", spoken, "--against", spoken, "--heard", "all", "--json")
    assert "speech" not in {one["check"] for one in json.loads(done.stdout)["verification"]["checks"]}
    done = kindao("verify", spoken, "--heard", "soon")
    assert done.returncode == 2 and "--heard" in done.stderr


def test_what_is_left_in_a_film_is_told_by_its_second_and_its_frame(tmp_path: Path) -> None:
    bare = a_film(tmp_path / "bare.mp4", [Moving(PATIENT, 160, 160, first=30, end=40)], frames=40)
    done = kindao("verify", bare, "--json")
    left = [one["where"] for one in json.loads(done.stdout)["verification"]["residuals"] if one["identifier"] == "face"]
    assert done.returncode == 4 and len(left) == 1 and 28 <= left[0]["first"] <= 30, done.stdout
    assert (left[0]["from"], left[0]["to"]) == (left[0]["first"] / 25, 1.6)
    done = kindao("verify", bare)
    assert f"Face: first at 0:01 (frame {left[0]['first']})" in done.stdout, done.stdout


def test_of_several_sounds_the_first_is_kept_and_the_others_are_said_to_be_gone(tmp_path: Path) -> None:
    two = a_film(tmp_path / "two.mp4", frames=25, sound=speech(1), sounds=2)
    assert len(open_clip(two).sounds) == 2
    out = tmp_path / "out" / "copy.mp4"
    out.parent.mkdir()
    done = kindao("redact", two, "-o", out, "--keep", "voice")
    assert done.returncode == 3 and "several sound tracks" in done.stdout, done.stdout
    assert len(open_clip(out).sounds) == 1
    done = kindao("verify", out, "--against", two, "--heard", "all")
    assert done.returncode == 0, done.stdout


def test_what_appears_meanwhile_under_the_name_leaves_no_hidden_copy(tmp_path: Path) -> None:
    film = a_film(tmp_path / "film.mp4", frames=10)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(BadInput, match="exists"):
        api.redact(film, folder / "copy.mp4", progress=lambda step: (folder / "copy.mp4").touch())
    assert [path.name for path in folder.iterdir()] == ["copy.mp4"]


def test_a_second_run_that_writes_the_same_copy_is_told_so_and_a_dead_ones_copy_goes(tmp_path: Path) -> None:
    film = a_film(tmp_path / "film.mp4", frames=10)
    folder = tmp_path / "out"
    folder.mkdir()
    told: list[str] = []

    def again(_: str) -> None:
        if not told:
            with pytest.raises(BadInput, match="another run") as refused:
                api.redact(film, folder / "copy.mp4")
            told.append(str(refused.value))
            (place,) = folder.glob(".kindao-*.work")
            assert place.stat().st_mode & 0o777 == 0o700
            (place / ".kindao-dead.mp4").touch()  # as a run that was killed would leave it

    api.redact(film, folder / "copy.mp4", progress=again)
    assert told and [path.name for path in folder.iterdir()] == ["copy.mp4"]


def test_sound_alone_that_is_called_a_film_becomes_a_recording(tmp_path: Path) -> None:
    named = a_recording(tmp_path / "voice.mp4", speech(1))
    film = a_film(tmp_path / "film.mp4", frames=3)
    assert copies([named])[named] == "voice.m4a"
    assert copies([film])[film] == "film.mp4"
    done = kindao("redact", named, "-o", tmp_path / "out.mp4")
    assert done.returncode == 2 and "holds sound alone" in done.stderr, done.stderr
