"""Frames come as they are shown and when, sound comes where it is heard, and reading again gives the same."""

import gc
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from coded import H264, HEIGHT, PICTURE, QUIET_HEVC, TONE, WIDTH, coded, ffmpeg, film, flat, patterned, turned
from kindao.engine.errors import Unreadable
from kindao.engine.media.clip import open_clip
from kindao.engine.media.demuxing import decoded, taken_apart
from kindao.engine.media.reading import samples, stills
from kindao.engine.media.tones import HLG, PQ, to_standard

HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", f"{QUIET_HEVC}:keyint=20:open-gop=1:bframes=4")
SEEKABLE = {
    "h264.mp4": (*H264[:3], "medium", "-pix_fmt", "yuv420p", "-g", "12", "-bf", "3"),
    "hevc.mp4": HEVC,
    "vp9.webm": ("-c:v", "libvpx-vp9", "-g", "15", "-deadline", "realtime", "-cpu-used", "8"),
    "xvid.avi": ("-c:v", "mpeg4", "-bf", "2", "-g", "10"),
    "frag.mp4": (*H264, "-movflags", "frag_keyframe+empty_moov", "-g", "12"),
    "refresh.mkv": (*H264[:3], "medium", "-pix_fmt", "yuv420p", "-x264opts", "intra-refresh=1:keyint=12"),
}


def greys(path: Path, start: int = 0, end: int | None = None) -> list[NDArray[np.uint8]]:
    return [still.grey() for still in stills(open_clip(path), start=start, end=end)]


@pytest.mark.parametrize("name", SEEKABLE)
def test_reading_from_the_middle_gives_the_same_frames(tmp_path: Path, name: str) -> None:
    long = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=3")
    clip = open_clip(ffmpeg(tmp_path / name, *long, *SEEKABLE[name]))
    whole = [still.grey() for still in stills(clip)]
    assert clip.frames == len(whole) == 75
    for start, end in ((0, 1), (1, 3), (33, 40), (40, None), (50, 75), (74, None), (75, None)):
        part = list(stills(clip, start=start, end=end))
        assert [still.index for still in part] == list(range(start, 75 if end is None else end))
        for still in part:
            assert np.array_equal(still.grey(), whole[still.index]), (start, still.index)
            assert still.at == clip.at(still.index)


def test_a_film_whose_sound_comes_first_is_read_to_its_last_frame(tmp_path: Path) -> None:
    """What the decoder still holds at the end belongs to the film, whichever stream of the file that is."""
    seen = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=2")
    heard = ("-f", "lavfi", "-i", "sine=duration=2")
    path = ffmpeg(tmp_path / "a.mp4", *seen, *heard, "-map", "1:a", "-map", "0:v", *SEEKABLE["h264.mp4"], "-c:a", "aac")
    clip = open_clip(path)
    assert clip.frames == len(list(stills(clip))) == 50
    with taken_apart(str(path), "mov") as opened:
        assert [stream.type for stream in opened.streams] == ["audio", "video"]
        assert len(list(decoded(opened, 1, within=1000))) == 50
    with taken_apart(str(path), "mov") as opened:  # of all streams that are flushed, the one that is asked for alone
        assert {type(frame) for frame in decoded(opened, 0, within=1000)} == {av.AudioFrame}


def test_a_still_shows_what_was_filmed(tmp_path: Path) -> None:
    wanted = [patterned(n) for n in range(5)]
    path = coded(tmp_path / "a.mkv", wanted, codec="ffv1", options={})
    for still, frame in zip(stills(open_clip(path)), wanted, strict=True):
        assert np.array_equal(still.grey(), frame[:HEIGHT])
        assert np.array_equal(still.planes.to_ndarray(), frame)
        assert (still.width, still.height) == (WIDTH, HEIGHT)
        assert still.rgb().shape == (HEIGHT, WIDTH, 3) and still.rgb(0.5).shape == (60, 80, 3)
        assert still.grey(0.25).shape == (30, 40)


PURE = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "grey": (128, 128, 128), "white": (255,) * 3}


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m", "unsaid"])
@pytest.mark.parametrize("levels", ["tv", "pc"])
@pytest.mark.parametrize("colour", PURE)
def test_colours_are_those_that_were_filmed(tmp_path: Path, matrix: str, levels: str, colour: str) -> None:
    told = "smpte170m" if matrix == "unsaid" else matrix  # small and untagged: BT.601
    path = tmp_path / "a.mp4"
    source = f"color={colour if colour != 'grey' else '0x808080'}:size=160x120:rate=5:duration=1,format=gbrp"
    convert = f"scale=out_color_matrix={told}:out_range={levels},format=yuv420p"
    tags = () if matrix == "unsaid" else ("-colorspace", matrix, "-color_primaries", matrix, "-color_trc", matrix)
    ffmpeg(path, "-f", "lavfi", "-i", source, "-vf", convert, "-color_range", levels, *tags, *H264)
    still = next(stills(open_clip(path)))
    wanted = (0, 128, 0) if colour == "green" else PURE[colour]  # ffmpeg's green is CSS's
    assert np.abs(still.rgb().astype(int).mean((0, 1)) - wanted).max() < 4
    assert still.planes.color_range == 1


def test_an_untagged_high_definition_film_is_of_bt_709(tmp_path: Path) -> None:
    source = "color=red:size=1280x720:rate=5:duration=0.2,format=gbrp,scale=out_color_matrix=bt709,format=yuv420p"
    path = ffmpeg(tmp_path / "a.mp4", "-f", "lavfi", "-i", source, *H264)
    assert np.abs(next(stills(open_clip(path))).rgb().mean((0, 1)) - (255, 0, 0)).max() < 4


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize(("across", "down"), [(False, False), (True, False), (False, True)])
def test_a_turned_film_is_read_upright(tmp_path: Path, degrees: int, across: bool, down: bool) -> None:
    """Against ffmpeg, which turns it by its own means."""
    path = turned(film(tmp_path / "a.mp4"), tmp_path / "b.mp4", degrees, hflip=across, vflip=down)
    raw = ffmpeg(tmp_path / "b.yuv", "-i", path, "-frames:v", 1, "-pix_fmt", "yuv420p", "-f", "rawvideo")
    planes = next(stills(open_clip(path))).planes
    wanted = np.frombuffer(raw.read_bytes(), np.uint8).reshape(planes.height * 3 // 2, planes.width)
    assert np.array_equal(planes.to_ndarray(), wanted)


def test_wide_pixels_are_made_square(tmp_path: Path) -> None:
    """A circle in a film of wide pixels is a circle."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    circle = flat(16)
    circle[:HEIGHT] = np.where(((x - 80) * 4 / 3) ** 2 + (y - 60) ** 2 < 40**2, 235, 16)
    plain = coded(tmp_path / "plain.mkv", [circle])
    clip = open_clip(ffmpeg(tmp_path / "a.mp4", "-i", plain, "-vf", "setsar=4/3", *H264))
    bright = next(stills(clip)).grey() > 125
    rows, columns = np.flatnonzero(bright.any(1)), np.flatnonzero(bright.any(0))
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 2 and np.ptp(rows) == pytest.approx(79, abs=2)


def test_times_are_those_of_the_file(tmp_path: Path) -> None:
    ticks = [0, 1, 5, 6, 40, 41, 100, 350]
    path = coded(tmp_path / "a.mp4", [patterned(n) for n in range(8)], ticks, tick=Fraction(1, 600))
    clip = open_clip(path)
    assert [still.at for still in stills(clip)] == [Fraction(tick, 600) for tick in ticks]
    assert clip.rate == clip.frames / (clip.seconds - clip.at(0))


def test_a_film_that_begins_after_its_sound_keeps_its_distance(tmp_path: Path) -> None:
    path = ffmpeg(tmp_path / "a.mkv", "-itsoffset", "0.4", *PICTURE, *TONE, *H264, "-c:a", "pcm_s16le")
    clip = open_clip(path)
    assert clip.sounds[0].start == 0 and clip.at(0) == Fraction(2, 5)
    late = open_clip(ffmpeg(tmp_path / "b.mkv", *PICTURE, "-itsoffset", "0.4", *TONE, *H264, "-c:a", "pcm_s16le"))
    assert late.at(0) == 0 and late.sounds[0].start == Fraction(2, 5)
    sound = np.concatenate([block for _, block in samples(late, 0, rate=44_100)])
    assert np.flatnonzero(np.abs(sound) > 0.01)[0] == pytest.approx(0.4 * 44_100, abs=50)


def test_what_an_edit_list_hides_is_not_read(tmp_path: Path) -> None:
    whole = ffmpeg(tmp_path / "whole.mp4", *PICTURE, *H264, "-g", 25)
    cut = ffmpeg(tmp_path / "cut.mp4", "-ss", "0.4", "-i", whole, "-c", "copy")
    shown, hidden = greys(cut), greys(whole)
    assert len(shown) == 15 and all(np.array_equal(a, b) for a, b in zip(shown, hidden[10:], strict=True))


def test_an_interlaced_film_is_read_by_one_of_its_fields(tmp_path: Path) -> None:
    """Two moments woven into one frame, as a moving thing is: black in the upper field, white in the lower."""
    woven = flat(20)
    woven[1:HEIGHT:2] = 220
    plain = coded(tmp_path / "plain.mkv", [woven] * 3, codec="ffv1", options={})
    coding = ("-c:v", "libx264", "-crf", "5", "-flags", "+ildct+ilme", "-x264opts", "tff=1", "-pix_fmt", "yuv420p")
    for n, square in enumerate(("1", "4/3", "3/4")):
        path = ffmpeg(tmp_path / f"{n}.mp4", "-i", plain, "-vf", f"setfield=tff,setsar={square}", *coding)
        assert next(stills(open_clip(path))).grey().max() < 40


def test_high_dynamic_range_is_brought_to_standard(tmp_path: Path) -> None:
    """Greys of known brightness: black, diffuse white, the peak. The order and the whites must hold."""
    levels = {PQ: (0.0, 0.35, 0.508, 0.5807, 0.7518), HLG: (0.0, 0.25, 0.5, 0.75, 1.0)}
    for transfer, name in ((PQ, "smpte2084"), (HLG, "arib-std-b67")):
        read = []
        for level in levels[transfer]:
            y, c = round(64 + level * 876), 512
            source = f"nullsrc=size=160x120:rate=5:duration=0.2,format=yuv420p10le,geq=lum={y}:cb={c}:cr={c}"
            tags = f"{QUIET_HEVC}:colorprim=bt2020:transfer={name}:colormatrix=bt2020nc:lossless=1"
            path = ffmpeg(
                *(tmp_path / "a.mp4", "-f", "lavfi", "-i", source, "-c:v", "libx265", "-preset", "ultrafast"),
                *("-x265-params", tags),
            )
            still = next(stills(open_clip(path)))
            assert still.planes.format.name == "yuv420p" and still.planes.colorspace == 1
            assert np.ptp(still.rgb().mean((0, 1))) < 3
            read.append(float(still.grey().mean()))
        coded_values = to_standard(np.repeat(np.array(levels[transfer])[:, None], 3, 1), transfer)[:, 0]
        assert read == pytest.approx(list(16 + 219 * coded_values), abs=1.5)
        assert read == sorted(read) and read[0] == pytest.approx(16, abs=1)
        assert read[3] == pytest.approx(16 + 219 * 0.8, abs=2) and read[4] == pytest.approx(235, abs=1.5)


def test_colours_of_high_dynamic_range_keep_their_hue() -> None:
    """A red of BT.709 at diffuse white, coded as HLG in BT.2020, comes out red."""
    from_709 = np.linalg.inv(
        np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
    )
    light = from_709 @ np.array([0.2, 0.0, 0.0])
    coded_red = np.sqrt(3 * np.maximum(light, 0))
    red, green, blue = to_standard(np.clip(coded_red, 0, 1)[None], HLG)[0]
    assert red > 0.5 and green < 0.2 and blue < 0.2


def test_ten_bits_come_out_as_eight(tmp_path: Path) -> None:
    eight = ffmpeg(tmp_path / "a.mkv", *PICTURE, "-c:v", "ffv1", "-pix_fmt", "yuv420p")
    ten = ffmpeg(tmp_path / "b.mkv", *PICTURE, "-c:v", "ffv1", "-pix_fmt", "yuv420p10le")
    for a, b in zip(greys(eight), greys(ten), strict=True):
        assert np.abs(a.astype(int) - b).max() <= 2


def test_planes_are_new_and_carry_nothing(tmp_path: Path) -> None:
    """x264 writes its settings into the first frame; the decoder hands them on with it."""
    still = next(stills(open_clip(film(tmp_path / "a.mp4"))))
    assert len(still.planes.side_data) == 0 and still.planes.metadata == {} and still.planes.pts is None


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    clip = open_clip(path)
    ffmpeg(path, "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=0.6", *H264)
    with pytest.raises(Unreadable, match="same frames") as refused:
        list(stills(clip))
    assert refused.value.vi
    ffmpeg(path, "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=2", *H264)
    with pytest.raises(Unreadable, match="same frames"):
        list(stills(clip))
    path.unlink()
    with pytest.raises(Unreadable):
        list(stills(clip))


CLICKS = {
    "a.mkv": ("-c:a", "pcm_s16le"),
    "a.mp4": ("-c:a", "aac"),
    "a.mov": ("-c:a", "aac"),
    "a.webm": ("-c:a", "libopus"),
    "a.wav": (),
    "a.mp3": (),
    "a.ogg": ("-c:a", "libvorbis"),
    "b.ogg": ("-c:a", "libopus"),
    "a.flac": (),
    "a.m4a": (),
}


@pytest.mark.parametrize("name", CLICKS)
def test_a_click_is_where_it_is_heard(tmp_path: Path, name: str) -> None:
    """A short tone from 0.5 s on, whatever the container and its lead-in."""
    tone = ("-f", "lavfi", "-i", "aevalsrc=if(between(t\\,0.5\\,0.6)\\,sin(6283*t)\\,0):sample_rate=48000:duration=1")
    clip = open_clip(ffmpeg(tmp_path / name, *tone, *CLICKS[name]))
    for rate in (16_000, 48_000):
        blocks = list(samples(clip, 0, rate=rate, block_seconds=Fraction(1, 10)))
        assert [at for at, _ in blocks] == [Fraction(n, 10) for n in range(len(blocks))]
        sound = np.concatenate([block for _, block in blocks])
        assert len(sound) == round(clip.sounds[0].seconds * rate) and sound.dtype == np.float32
        heard = np.flatnonzero(np.abs(sound) > 0.3) / rate
        assert heard[0] == pytest.approx(0.5, abs=0.01) and heard[-1] == pytest.approx(0.6, abs=0.01)


def test_channels_are_kept_or_brought_together(tmp_path: Path) -> None:
    left = "aevalsrc=0.5*sin(2764*t)|0:sample_rate=44100:duration=1"
    clip = open_clip(ffmpeg(tmp_path / "a.wav", "-f", "lavfi", "-i", left))
    both = np.concatenate([block for _, block in samples(clip, 0, rate=44_100, mono=False)])
    one = np.concatenate([block for _, block in samples(clip, 0, rate=44_100)])
    assert both.shape == (44_100, 2) and one.shape == (44_100,)
    assert np.abs(both[:, 0]).max() == pytest.approx(0.5, abs=0.01) and not both[:, 1].any()
    assert np.allclose(one, both.mean(1), atol=1e-6)


@pytest.mark.parametrize("form", ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"])
def test_every_form_of_samples_means_the_same(tmp_path: Path, form: str) -> None:
    half = ("-f", "lavfi", "-i", "aevalsrc=0.5:sample_rate=8000:duration=0.5", "-c:a", form)
    sound = np.concatenate([b for _, b in samples(open_clip(ffmpeg(tmp_path / "a.wav", *half)), 0, rate=8000)])
    assert np.allclose(sound, 0.5, atol=0.01)


def test_a_hole_in_the_sound_is_silence_of_its_length(tmp_path: Path) -> None:
    one = ffmpeg(tmp_path / "one.wav", *TONE)
    two = ffmpeg(
        *(tmp_path / "a.mkv", "-i", one, "-af", "asetpts='if(lt(T,0.5),PTS,PTS+0.75/TB)'", "-c:a", "pcm_s16le"),
    )
    clip = open_clip(two)
    assert clip.seconds == pytest.approx(1.75, abs=0.03)
    sound = np.concatenate([block for _, block in samples(clip, 0, rate=44_100)])
    quiet = np.abs(sound) < 1e-4
    runs = np.flatnonzero(np.convolve(quiet, np.ones(100), "valid") == 100)
    assert runs[0] / 44_100 == pytest.approx(0.5, abs=0.05) and np.ptp(runs) / 44_100 == pytest.approx(0.75, abs=0.03)


def test_reading_sound_gives_the_same_again(tmp_path: Path) -> None:
    clip = open_clip(ffmpeg(tmp_path / "a.m4a", *TONE))
    first, second = ([block.tobytes() for _, block in samples(clip, 0)] for _ in range(2))
    assert first == second


def test_no_start_beyond_the_end(tmp_path: Path) -> None:
    clip = open_clip(film(tmp_path / "a.mp4"))
    with pytest.raises(ValueError, match="not a frame"):
        list(stills(clip, start=26))


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Twenty times the frames don't take more memory: measured in processes of their own."""
    long = "testsrc2=size=320x240:rate=50:duration={}"
    peaks = []
    for seconds in (2, 40):
        path = ffmpeg(tmp_path / f"{seconds}.mp4", "-f", "lavfi", "-i", long.format(seconds), *H264)
        program = (
            "import resource, sys; from pathlib import Path\n"
            "from kindao.engine.media.clip import open_clip\n"
            "from kindao.engine.media.reading import stills\n"
            "print(sum(1 for still in stills(open_clip(Path(sys.argv[1]))) if still.rgb() is not None),"
            " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        said = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True).stdout
        frames, peak = map(int, said.split())
        assert frames == seconds * 50
        peaks.append(peak)
    assert peaks[1] < peaks[0] * 1.1 + 4_000  # KiB


def test_frames_do_not_wait_for_a_full_collection(tmp_path: Path) -> None:
    path = ffmpeg(tmp_path / "a.mp4", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=3", *H264)
    gc.collect()
    gc.disable()
    try:
        clip = open_clip(path)
        for still in stills(clip):
            still.rgb()
        left = sum(issubclass(type(one), av.VideoFrame) for one in gc.get_objects())  # not what a lazy one says it is
    finally:
        gc.enable()
    assert clip.frames == 75 and left <= 4
