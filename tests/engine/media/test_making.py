"""A copy is made of pictures and samples alone: the same ones give the same bytes, and nothing else is in it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from coded import H264, HEIGHT, PICTURE, TONE, WIDTH, coded, ffmpeg, film, flat, patterned, talking
from kindao.engine.errors import BadInput, Failed
from kindao.engine.media.clip import Clip, Container, Sound, open_clip
from kindao.engine.media.making import (
    FILMS,
    RECORDINGS,
    FilmFacts,
    FilmWriter,
    clip_container_for,
    join,
    write_sound,
    written_sound,
)
from kindao.engine.media.reading import samples, stills
from kindao.engine.media.tones import views

SUFFIX = {
    Container.MP4: ".mp4",
    Container.MOV: ".mov",
    Container.MKV: ".mkv",
    Container.WEBM: ".webm",
    Container.M4A: ".m4a",
    Container.MP3: ".mp3",
    Container.WAV: ".wav",
    Container.OGG: ".ogg",
    Container.FLAC: ".flac",
}
NAME = "Nguyễn Thị Lan"


def alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """SSIM, by scikit-image."""
    return float(structural_similarity(one, other))  # type: ignore[no-untyped-call]


def blocks(clip: Clip, facts: FilmFacts) -> list[Iterator[tuple[Fraction, NDArray[np.float32]]]]:
    return [
        samples(clip, n, rate=sound.rate, mono=sound.channels == 1, block_seconds=Fraction(1, 4))
        for n, sound in enumerate(facts.sounds)
    ]


def copied(clip: Clip, out: Path, *, cover: Callable[[Any], None] = lambda planes: None, force: bool = False) -> Path:
    """A copy of a clip, picture by picture, sound in between."""
    container = clip_container_for(out)
    facts = FilmFacts.like(clip, container)
    sounds = blocks(clip, facts)
    with FilmWriter(out, facts, container, force=force) as writer:
        waiting = [next(sound, None) for sound in sounds]
        for still in stills(clip):
            cover(still.planes)
            writer.picture(still, still.at)
            for n, sound in enumerate(sounds):
                while (block := waiting[n]) is not None and block[0] <= still.at:
                    writer.sound(n, *block)
                    waiting[n] = next(sound, None)
        for n, sound in enumerate(sounds):
            while (block := waiting[n]) is not None:
                writer.sound(n, *block)
                waiting[n] = next(sound, None)
    return out


def parts(clip: Clip, folder: Path, container: Container, cuts: Sequence[int]) -> list[Path]:
    """The clip in parts, but for those that are there already."""
    facts, paths = FilmFacts.like(clip, container), []
    for start, end in pairwise(cuts):
        paths.append(folder / f"{start}.part.mp4")
        if not paths[-1].exists():
            with FilmWriter(paths[-1], facts, container, segment=True) as writer:
                for still in stills(clip, start=start, end=end):
                    writer.picture(still, still.at)
    return paths


@pytest.mark.parametrize("container", sorted(FILMS))
def test_a_copy_has_the_same_frames_at_the_same_times(tmp_path: Path, container: Container) -> None:
    ticks = [0, 20, 21, 60, 61, 500, 510, 2000]
    frames = [patterned(n) for n in range(8)]
    clip = open_clip(coded(tmp_path / "a.mp4", frames, ticks, tick=Fraction(1, 600)))
    again = open_clip(copied(clip, tmp_path / f"b{SUFFIX[container]}"))
    assert (again.container, again.width, again.height, again.frames) == (container, WIDTH, HEIGHT, 8)
    within = Fraction(1, 2000) if container in (Container.MKV, Container.WEBM) else 0  # they count milliseconds
    assert all(abs(again.at(n) - clip.at(n)) <= within for n in range(8))
    for a, b in zip(stills(clip), stills(again), strict=True):
        assert alike(a.grey(), b.grey()) > 0.97
        assert np.abs(a.rgb().astype(int).mean((0, 1)) - b.rgb().mean((0, 1))).max() < 2.5
    assert again.entries == () and again.sounds == ()


@pytest.mark.parametrize("container", sorted(FILMS))
def test_picture_and_sound_stay_together(tmp_path: Path, container: Container) -> None:
    """A flash and a beep at once, in the middle: after copying they are within 20 ms of each other and of before."""
    white = "drawbox=c=white:t=fill:enable='between(t,1,1.1)'"
    flash = ("-f", "lavfi", "-i", f"color=black:size=160x120:rate=50:duration=2,{white}")
    beep = ("-f", "lavfi", "-i", "aevalsrc=if(between(t\\,1\\,1.1)\\,sin(6283*t)\\,0):sample_rate=44100:duration=2")
    for late in ("0", "0.3"):
        source = ffmpeg(tmp_path / f"from {late}.mkv", *flash, "-itsoffset", late, *beep, *H264, "-c:a", "pcm_s16le")
        clip = open_clip(source)
        again = open_clip(copied(clip, tmp_path / f"{late}{SUFFIX[container]}"))
        for which in (clip, again):
            seen = next(still.at for still in stills(which) if still.grey().mean() > 120)
            sound = np.concatenate([block for _, block in samples(which, 0, rate=48_000)])
            heard = np.flatnonzero(np.abs(sound) > 0.3)[0] / 48_000
            assert abs(heard - float(seen) - float(late)) < 0.02, which.container
            assert abs(seen - 1) < Fraction(1, 1000)


def test_a_film_that_begins_late_begins_late_in_the_copy(tmp_path: Path) -> None:
    source = ffmpeg(tmp_path / "a.mkv", "-itsoffset", "0.4", *PICTURE, *TONE, *H264, "-c:a", "pcm_s16le")
    for suffix in (".mp4", ".mov", ".mkv", ".webm"):
        again = open_clip(copied(open_clip(source), tmp_path / f"b{suffix}"))
        assert abs(again.at(0) - Fraction(2, 5)) < Fraction(1, 500) and again.frames == 25


def test_several_sounds_are_copied_each_at_its_rate(tmp_path: Path) -> None:
    second = ("-f", "lavfi", "-i", "sine=frequency=880:sample_rate=22050:duration=1")
    source = ffmpeg(
        tmp_path / "a.mkv",
        *(*PICTURE, *TONE, *second, "-map", 0, "-map", 1, "-map", 2, *H264, "-c:a", "pcm_s16le", "-ac:a:1", 2),
    )
    for suffix, rates in ((".mp4", [44_100, 22_050]), (".mkv", [48_000, 48_000])):
        again = open_clip(copied(open_clip(source), tmp_path / f"b{suffix}"))
        assert [(sound.channels, sound.rate) for sound in again.sounds] == list(zip((1, 2), rates, strict=True))
        for n, pitch in enumerate((440, 880)):
            sound = np.concatenate([block for _, block in samples(again, n, rate=16_000)])[4000:12_000]
            assert np.abs(np.fft.rfft(sound)).argmax() * 2 == pytest.approx(pitch, abs=4)


def carrying(folder: Path) -> list[Path]:
    """Films with a name in every place that ffmpeg and a text editor reach."""
    words = folder / "words.srt"
    words.write_text(f"1\n00:00:00,100 --> 00:00:00,800\n{NAME} subtitle\n", encoding="utf-8")
    chapters = folder / "chapters.txt"
    chapters.write_text(
        f";FFMETADATA1\ntitle={NAME} title\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle={NAME} chapter\n",
        encoding="utf-8",
    )
    cover = ffmpeg(folder / "cover.jpg", *PICTURE, "-frames:v", 1)
    letter = folder / "letter.txt"
    letter.write_text(f"{NAME} attachment", encoding="utf-8")
    tags = ["-metadata", f"artist={NAME} artist", "-metadata", "creation_time=2025-06-01T08:00:00Z"]
    tags += ["-metadata", "location=+10.7769+106.7009/", "-metadata:s:v:0", f"handler_name={NAME} handler"]
    tags += ["-metadata:s:a:0", f"title={NAME} voice", "-timecode", "10:11:12:13"]
    inputs = [*PICTURE, *TONE, "-i", chapters, "-i", words]
    maps = ["-map", 0, "-map", 1, "-map", 3, "-map_metadata", 2, "-map_chapters", 2]
    sei = "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+LAN-SEI-MRN12345"
    mp4 = ffmpeg(
        folder / "a.mp4",
        *(*inputs, "-i", cover, *maps, "-map", 4, "-c:v:0", "libx264", "-bsf:v:0", sei),
        *("-c:v:1", "copy", "-disposition:v:1", "attached_pic", "-c:s", "mov_text", *tags),
    )
    assert b"LAN-SEI-MRN12345" in mp4.read_bytes()
    mp4.write_bytes(mp4.read_bytes() + b"\0\0\0\x30uuid" + bytes(16) + b"LAN-UUID".ljust(24))
    mkv = ffmpeg(
        folder / "a.mkv",
        *(*inputs, *maps, "-c:v", "libx264", "-bsf:v", sei, "-c:s", "srt"),
        *("-attach", letter, "-metadata:s:t", "mimetype=text/plain", *tags),
    )
    return [mp4, mkv]


@pytest.mark.parametrize("container", sorted(FILMS))
def test_nothing_but_picture_and_sound_is_in_a_copy(tmp_path: Path, container: Container) -> None:
    for source in carrying(tmp_path):
        clip = open_clip(source)
        copy = copied(clip, tmp_path / f"copy{SUFFIX[container]}", force=True)
        data = copy.read_bytes()
        for word in ("Nguy", "Lan", "LAN-", "10.7769", "2025", "x264", "Lavc", "JFIF", "subtitle", "chapter"):
            assert word.encode() not in data, word
            assert word.encode("utf-16-le") not in data
        assert open_clip(copy).entries == ()
        said = subprocess.run(
            ["exiftool", "-ee", "-G1", "-a", "-s", "-api", "largefilesupport", copy],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        told = [line for line in said.splitlines() if not line.startswith(("[System]", "[ExifTool]"))]
        assert not [line for line in told if re.search(r"Nguy|Lan\b|LAN|GPS|2025|SEI", line)]
        dates = [line for line in told if "Date" in line and "0000:00:00 00:00:00" not in line]
        assert not dates
        with av.open(str(copy)) as file:
            assert [stream.type for stream in file.streams] == ["video", "audio"] and not file.chapters()


@pytest.mark.parametrize("container", sorted(FILMS))
def test_side_data_of_a_frame_does_not_reach_the_copy(tmp_path: Path, container: Container) -> None:
    """Even a frame that comes straight from a decoder, with a name in its SEI, is copied by its planes alone."""
    sei = "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+LAN-SEI-MRN12345"
    source = film(tmp_path / "a.mp4", *H264, "-bsf:v", sei)
    clip = open_clip(source)
    out = tmp_path / f"b{SUFFIX[container]}"
    with (
        av.open(str(source)) as file,
        FilmWriter(out, FilmFacts.like(clip, container), container) as writer,
    ):
        carried = 0
        for n, frame in enumerate(file.decode(video=0)):
            side_data: Any = frame.side_data
            carried += b"LAN-SEI" in b"".join(map(bytes, side_data))
            frame.colorspace = 6
            writer.picture(frame, clip.at(n))
    assert carried and b"LAN-SEI" not in out.read_bytes()
    assert open_clip(out).entries == ()


@pytest.mark.parametrize("container", sorted(FILMS))
def test_the_same_clip_gives_the_same_bytes(tmp_path: Path, container: Container) -> None:
    clip = open_clip(talking(tmp_path / "a.mp4"))
    one, two = (copied(clip, tmp_path / f"{n}{SUFFIX[container]}").read_bytes() for n in range(2))
    assert one == two


def test_another_number_of_cores_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = talking(tmp_path / "a.mp4")
    made = []
    for threads in ("1", "2", "3"):
        monkeypatch.setenv("KINDAO_THREADS", threads)
        made.append(copied(open_clip(source), tmp_path / f"{threads}.mp4").read_bytes())
    assert made[0] == made[1] == made[2]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 5), st.integers(0, 3), st.sampled_from([".mp4", ".webm"]))
def test_what_was_covered_cannot_matter(
    tmp_path_factory: pytest.TempPathFactory, seed: int, left: int, top: int, suffix: str
) -> None:
    """Films that differ only where both are filled give the same bytes."""
    folder = tmp_path_factory.mktemp("twins")
    x, y = 16 * left, 16 * top
    noise = np.random.default_rng(seed)
    frames = [patterned(n) for n in range(6)]
    twins = []
    for frame in frames:
        twin = frame.copy()
        twin[y : y + 48, x : x + 64] = noise.integers(0, 256, (48, 64))
        chroma = twin[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
        chroma[:, y // 2 : y // 2 + 24, x // 2 : x // 2 + 32] = noise.integers(0, 256, (2, 24, 32))
        twins.append(twin)

    def fill(planes: Any) -> None:
        luma, blue, red = views(planes)
        luma[y : y + 48, x : x + 64] = 16
        blue[y // 2 : y // 2 + 24, x // 2 : x // 2 + 32] = red[y // 2 : y // 2 + 24, x // 2 : x // 2 + 32] = 128

    made = []
    for n, shown in enumerate((frames, twins)):
        source = coded(folder / f"{n}.mkv", shown, codec="ffv1", options={})
        made.append(copied(open_clip(source), folder / f"{n}{suffix}", cover=fill).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("container", sorted(FILMS))
def test_parts_are_joined_without_a_seam(tmp_path: Path, container: Container) -> None:
    ticks = [0, 10, 25, 26, 60, 61, 99, 140, 141, 170, 200, 260]
    source = coded(tmp_path / "a.mkv", [patterned(n) for n in range(12)], ticks, tick=Fraction(1, 1000))
    clip = open_clip(ffmpeg(tmp_path / "b.mkv", "-i", source, *TONE, "-c:v", "copy", "-c:a", "pcm_s16le", "-shortest"))
    facts = FilmFacts.like(clip, container)
    made = parts(clip, tmp_path, container, [0, 5, 6, 12])
    out = tmp_path / f"out{SUFFIX[container]}"
    join(made, out, facts, container, sounds=blocks(clip, facts))
    whole = open_clip(copied(clip, tmp_path / f"whole{SUFFIX[container]}"))
    joined = open_clip(out)
    assert joined.entries == () and len(joined.sounds) == 1
    assert [joined.at(n) for n in range(12)] == [whole.at(n) for n in range(12)]
    assert joined.rate == whole.rate
    for a, b in zip(stills(clip), stills(joined), strict=True):
        assert alike(a.grey(), b.grey()) > 0.97
    for start in (0, 5, 6):  # each part begins with a picture that needs no other
        first = next(stills(joined, start=start)).grey()
        assert np.array_equal(first, list(stills(joined))[start].grey())
    with av.open(str(out)) as file:
        keys = [packet.is_keyframe for packet in file.demux(video=0) if packet.size]
    assert keys[0] and keys[5] and keys[6]


def test_a_run_that_was_killed_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    clip = open_clip(talking(tmp_path / "a.mp4"))
    facts = FilmFacts.like(clip, Container.MP4)
    made = []
    for folder in (tmp_path / "at once", tmp_path / "killed"):
        folder.mkdir()
        cuts = [0, 10, 20, 25]
        if folder.name == "killed":
            parts(clip, folder, Container.MP4, cuts[:2])
            with (
                pytest.raises(KeyboardInterrupt),
                FilmWriter(folder / "10.part.mp4", facts, Container.MP4, segment=True) as writer,
            ):
                for still in stills(clip, start=10, end=20):
                    writer.picture(still, still.at)
                    if still.index == 15:
                        raise KeyboardInterrupt
            assert [path.name for path in folder.iterdir()] == ["0.part.mp4"]
        out = folder / "out.mp4"
        join(parts(clip, folder, Container.MP4, cuts), out, facts, Container.MP4, sounds=blocks(clip, facts))
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_a_part_of_another_film_is_refused(tmp_path: Path) -> None:
    clip = open_clip(film(tmp_path / "a.mp4"))
    other = open_clip(coded(tmp_path / "b.mp4", [patterned(n, width=96, height=80) for n in range(10)]))
    facts = FilmFacts.like(clip, Container.MP4)
    (tmp_path / "other").mkdir()
    mine = parts(clip, tmp_path, Container.MP4, [0, 10, 25])
    foreign = parts(other, tmp_path / "other", Container.MP4, [0, 10])
    for wrong in ([mine[0], foreign[0]], [mine[1], mine[0]], [mine[0], mine[0]]):
        with pytest.raises(Failed, match="does not belong") as refused:
            join(wrong, tmp_path / "out.mp4", facts, Container.MP4)
        assert refused.value.vi and not (tmp_path / "out.mp4").exists()
    assert not list(tmp_path.glob(".kindao*"))


@pytest.mark.parametrize("container", sorted(RECORDINGS))
def test_a_recording_is_made(tmp_path: Path, container: Container) -> None:
    tone = "aevalsrc=if(between(t\\,0.5\\,0.6)\\,0.8*sin(6283*t)\\,0):sample_rate=44100:duration=1"
    tags = ("-metadata", f"title={NAME}", "-metadata", f"artist={NAME}")
    source = ffmpeg(tmp_path / "a.flac", "-f", "lavfi", "-i", tone, *tags)
    clip = open_clip(source)
    sound = written_sound(clip.sounds[0], container)
    made = []
    for n in range(2):
        out = tmp_path / f"{n}{SUFFIX[container]}"
        write_sound(out, samples(clip, 0, rate=sound.rate), sound, clip_container_for(out))
        made.append(out.read_bytes())
    assert made[0] == made[1] and b"Nguy" not in made[0]
    again = open_clip(tmp_path / f"0{SUFFIX[container]}", name=f"0{SUFFIX[container]}")
    assert again.container is container and again.entries == ()
    assert abs(again.seconds - 1) < Fraction(3, 100)
    heard = np.concatenate([block for _, block in samples(again, 0, rate=48_000)])
    where = np.flatnonzero(np.abs(heard) > 0.3) / 48_000
    assert where[0] == pytest.approx(0.5, abs=0.01) and where[-1] == pytest.approx(0.6, abs=0.01)
    assert np.abs(heard).max() == pytest.approx(0.8, abs=0.08)


def test_silence_fills_what_is_not_given(tmp_path: Path) -> None:
    sound = Sound(0, 1, 16_000, Fraction(0), Fraction(2))
    loud = np.full(1600, 0.5, np.float32)
    out = tmp_path / "a.wav"
    write_sound(out, iter([(Fraction(1, 2), loud), (Fraction(3, 2), loud)]), sound, Container.WAV)
    heard = np.concatenate([block for _, block in samples(open_clip(out), 0)])
    assert len(heard) == 25_600
    assert np.flatnonzero(heard > 0.4).tolist() == [*range(8000, 9600), *range(24_000, 25_600)]
    with pytest.raises(ValueError, match="overlap"):
        write_sound(tmp_path / "b.wav", iter([(Fraction(0), loud), (Fraction(0), loud)]), sound, Container.WAV)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav"]


def test_more_channels_than_two_become_one(tmp_path: Path) -> None:
    six = "aevalsrc=0.6*sin(2764*t)|0|0|0|0|0:channel_layout=5.1:sample_rate=48000:duration=0.5"
    clip = open_clip(ffmpeg(tmp_path / "a.mkv", *PICTURE, "-f", "lavfi", "-i", six, *H264, "-c:a", "flac"))
    again = open_clip(copied(clip, tmp_path / "b.mp4"))
    assert clip.sounds[0].channels == 6 and again.sounds[0].channels == 1


def test_a_portrait_stays_a_portrait(tmp_path: Path) -> None:
    clip = open_clip(coded(tmp_path / "a.mp4", [patterned(n, width=90, height=160) for n in range(3)]))
    again = open_clip(copied(clip, tmp_path / "b.mp4"))
    assert (again.width, again.height) == (90, 160)
    command = ["exiftool", "-s3", "-Rotation", str(tmp_path / "b.mp4")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "0"


def test_the_index_is_in_front(tmp_path: Path) -> None:
    """A page can play it before it is there whole."""
    data = copied(open_clip(talking(tmp_path / "a.mp4")), tmp_path / "b.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_a_film_of_one_frame_is_copied(tmp_path: Path) -> None:
    clip = open_clip(coded(tmp_path / "a.mp4", [patterned(3)]))
    for suffix in (".mp4", ".mkv", ".webm"):
        again = open_clip(copied(clip, tmp_path / f"b{suffix}"))
        assert again.frames == 1 and abs(again.seconds - clip.seconds) < Fraction(1, 500)


def test_the_suffix_says_the_container(tmp_path: Path) -> None:
    assert clip_container_for(Path("a/b.MP4")) is Container.MP4
    assert clip_container_for(Path("b.opus")) is Container.OGG
    for name in ("b", "b.avi", "b.3gp", "b.jpg", "b.mp4.exe"):
        with pytest.raises(BadInput, match="suffix") as refused:
            clip_container_for(Path(name))
        assert refused.value.vi


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    clip = open_clip(talking(tmp_path / "a.mp4"))
    facts = FilmFacts.like(clip, Container.MP4)
    with pytest.raises(BadInput, match="cannot be written as WAV"):
        FilmWriter(tmp_path / "b.wav", facts, Container.WAV)
    with pytest.raises(BadInput, match="cannot be written as MP4"):
        write_sound(tmp_path / "b.mp4", iter([]), clip.sounds[0], Container.MP4)
    with pytest.raises(BadInput, match="no frame"), FilmWriter(tmp_path / "b.mp4", facts, Container.MP4):
        pass
    with pytest.raises(BadInput, match="exists"):
        copied(clip, tmp_path / "a.mp4")
    with pytest.raises(BadInput, match="does not exist"):
        copied(clip, tmp_path / "none" / "b.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_frames_that_do_not_fit_are_an_error_and_leave_nothing(tmp_path: Path) -> None:
    clip = open_clip(film(tmp_path / "a.mp4"))
    facts = FilmFacts.like(clip, Container.MP4)
    frame = av.VideoFrame.from_ndarray(flat(50), "yuv420p")
    small = av.VideoFrame.from_ndarray(flat(50, width=96, height=80), "yuv420p")
    for first, second, at in ((frame, small, 1), (frame, frame, 0)):
        with pytest.raises(ValueError), FilmWriter(tmp_path / "b.mp4", facts, Container.MP4) as writer:
            writer.picture(first, Fraction(0))
            writer.picture(second, Fraction(at))
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """A real limit, in a process of its own."""
    film(tmp_path / "a.mp4")
    program = """
import resource, signal, sys
from pathlib import Path
from kindao.engine.errors import Failed
from kindao.engine.media.clip import Container, open_clip
from kindao.engine.media.making import FilmFacts, FilmWriter
from kindao.engine.media.reading import stills
folder = Path(sys.argv[1])
clip = open_clip(folder / "a.mp4")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
try:
    with FilmWriter(folder / "b.mp4", FilmFacts.like(clip, Container.MP4), Container.MP4) as writer:
        for still in stills(clip):
            writer.picture(still, still.at)
except Failed as refused:
    print(refused)
"""
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False)
    assert "could not be written" in done.stdout and not done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_the_folder_is_synced_and_the_name_appears_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        seen.append(sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(".")))
        sync(descriptor)

    clip = open_clip(film(tmp_path / "a.mp4"))
    monkeypatch.setattr(os, "fsync", watched)
    copied(clip, tmp_path / "b.mp4")
    assert seen == [["a.mp4"], ["a.mp4", "b.mp4"]]
