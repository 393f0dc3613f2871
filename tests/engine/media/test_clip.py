"""A film or a recording is told by its content, decoded whole, and all that it carries is listed; or it is refused."""

import random
import shutil
import subprocess
import time
import zipfile
from fractions import Fraction
from pathlib import Path

import av
import pytest

import carriers
from coded import H264, HEIGHT, PICTURE, QUIET_HEVC, TONE, WIDTH, coded, ffmpeg, film, patterned, talking, turned
from kindao.engine.errors import Unreadable
from kindao.engine.media.clip import Clip, ClipLimits, Container, is_clip, open_clip
from kindao.engine.media.picture import Entry

NAME = "Nguyễn Thị Lan"
KINDS = {
    "a.mp4": (Container.MP4, H264),
    "a.mov": (Container.MOV, H264),
    "a.mkv": (Container.MKV, H264),
    "a.webm": (Container.WEBM, ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus")),
    "a.avi": (Container.AVI, ("-c:v", "mjpeg", "-c:a", "pcm_s16le")),
    "xvid.avi": (Container.AVI, ("-c:v", "mpeg4", "-bf", "2", "-c:a", "mp3")),
    "a.3gp": (Container.THREE_GP, ("-c:v", "h263", "-s", "176x144", "-c:a", "aac")),
    "hevc.mp4": (Container.MP4, ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", QUIET_HEVC)),
    "av1.mkv": (Container.MKV, ("-c:v", "libaom-av1", "-cpu-used", "8")),
    "vp9.mp4": (Container.MP4, ("-c:v", "libvpx-vp9", "-auto-alt-ref", "1", "-lag-in-frames", "25")),
    "ten.mkv": (
        Container.MKV,
        ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", QUIET_HEVC),
    ),
    "fragments.mp4": (Container.MP4, (*H264, "-movflags", "frag_keyframe+empty_moov")),
}
SOUNDS = {
    "s.m4a": (Container.M4A, ()),
    "s.mp3": (Container.MP3, ()),
    "s.wav": (Container.WAV, ()),
    "s.ogg": (Container.OGG, ("-c:a", "libvorbis")),
    "o.ogg": (Container.OGG, ("-c:a", "libopus")),
    "s.flac": (Container.FLAC, ()),
}


def told(clip: Clip) -> str:
    return "\n".join(entry.text for entry in clip.entries)


def holders(clip: Clip) -> set[str]:
    return {entry.holder for entry in clip.entries}


@pytest.mark.parametrize("name", KINDS)
def test_a_film_is_opened(tmp_path: Path, name: str) -> None:
    container, coding = KINDS[name]
    clip = open_clip(talking(tmp_path / name, *coding), name=name)
    size = (192, 144) if name == "a.3gp" else (WIDTH, HEIGHT)  # CIF has wide pixels
    assert (clip.container, clip.width, clip.height, clip.frames) == (container, *size, 25)
    assert abs(clip.seconds - 1) < Fraction(1, 20) and len(clip.sounds) == 1
    late = 0.0233 if name == "fragments.mp4" else 0  # so ffmpeg writes it: the first frame lasts longer
    times = [clip.at(n) - clip.at(0) - (late if n else 0) for n in range(25)]
    assert times == pytest.approx([n / 25 for n in range(25)], abs=0.001)
    assert abs(clip.rate - 25) < 1


@pytest.mark.parametrize("name", SOUNDS)
def test_a_recording_is_opened(tmp_path: Path, name: str) -> None:
    container, coding = SOUNDS[name]
    clip = open_clip(ffmpeg(tmp_path / name, *TONE, *coding), name=name)
    assert (clip.container, clip.width, clip.height, clip.frames) == (container, 0, 0, 0) and clip.rate == 0
    assert len(clip.sounds) == 1 and clip.sounds[0].channels == 1
    assert abs(clip.seconds - 1) < Fraction(3, 100)


def test_the_digest_is_of_the_whole_file(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    said = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
    assert open_clip(path).digest == f"sha256:{said}"


def test_the_gate_can_tell_films_from_pictures(tmp_path: Path) -> None:
    for name, (_, coding) in KINDS.items():
        assert is_clip(talking(tmp_path / name, *coding).read_bytes()[:64])
    for name, (_, coding) in SOUNDS.items():
        assert is_clip(ffmpeg(tmp_path / name, *TONE, *coding).read_bytes()[:64])
    pictures = [
        carriers.saved(carriers.photo(), kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF", "BMP")
    ]
    for data in [*pictures, carriers.heic("ten_bit.heic"), b"", b"PK\3\4" + bytes(60), b"a letter", bytes(64)]:
        assert not is_clip(data[:64])


@pytest.mark.parametrize(("degrees", "size"), [(0, (160, 120)), (90, (120, 160)), (180, (160, 120)), (270, (120, 160))])
def test_the_size_is_as_shown(tmp_path: Path, degrees: int, size: tuple[int, int]) -> None:
    clip = open_clip(turned(film(tmp_path / "a.mp4"), tmp_path / "b.mp4", degrees))
    assert (clip.width, clip.height) == size


def test_a_slanted_film_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="slant"):
        open_clip(turned(film(tmp_path / "a.mp4"), tmp_path / "b.mp4", 30))


def test_pixels_are_made_square_and_sides_even(tmp_path: Path) -> None:
    wide = open_clip(film(tmp_path / "wide.mp4", *H264, "-vf", "setsar=4/3"))
    tall = open_clip(film(tmp_path / "tall.mkv", *H264, "-vf", "setsar=3/4"))
    odd = open_clip(film(tmp_path / "odd.mkv", "-vf", "scale=161:121", "-c:v", "libx264", "-pix_fmt", "yuv444p"))
    assert [(clip.width, clip.height) for clip in (wide, tall, odd)] == [(214, 120), (160, 160), (160, 120)]


def metadata(folder: Path) -> Path:
    path = folder / "chapters.txt"
    path.write_text(
        f";FFMETADATA1\ntitle={NAME} title\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle={NAME} chapter\n",
        encoding="utf-8",
    )
    return path


def subtitles(folder: Path) -> Path:
    path = folder / "words.srt"
    path.write_text(f"1\n00:00:00,100 --> 00:00:00,800\n{NAME} subtitle\n", encoding="utf-8")
    return path


def planted(folder: Path, name: str) -> Path:
    """A film with a patient's name wherever ffmpeg can put one."""
    cover = ffmpeg(folder / "cover.jpg", *PICTURE, "-frames:v", "1")
    attached = folder / "letter.txt"
    attached.write_text(f"{NAME} attachment", encoding="utf-8")
    inputs = ["-i", metadata(folder), "-i", subtitles(folder)]
    tags = ["-metadata", f"artist={NAME} artist", "-metadata", f"comment={NAME} comment"]
    tags += ["-metadata", "creation_time=2025-06-01T08:00:00Z", "-metadata", "location=+10.7769+106.7009/"]
    tags += ["-metadata:s:v:0", f"title={NAME} track", "-metadata:s:v:0", f"handler_name={NAME} handler"]
    maps = ["-map", "0:v", "-map", "1:a", "-map", "3", "-map_metadata", "2", "-map_chapters", "2"]
    if name.endswith(".mkv"):
        extra = ["-attach", attached, "-metadata:s:t", "mimetype=text/plain", "-c:s", "srt"]
    else:
        extra = ["-i", cover, "-map", "4", "-c:v:1", "copy", "-disposition:v:1", "attached_pic", "-c:s", "mov_text"]
        inputs, extra = [*inputs, *extra[:2]], extra[2:]
        extra += ["-movflags", "use_metadata_tags"] if name.endswith("tags.mp4") else []
    return ffmpeg(folder / name, *PICTURE, *TONE, *inputs, *maps, *H264[2:], "-c:v:0", "libx264", *extra, *tags)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "tags.mp4", "a.mkv"])
def test_all_that_names_somebody_is_listed(tmp_path: Path, name: str) -> None:
    clip = open_clip(planted(tmp_path, name))
    words = told(clip)
    for where in ("title", "artist", "comment", "chapter", "subtitle"):
        assert f"{NAME} {where}" in words, where
    assert "2025-06-01" in words
    if name.endswith(".mkv"):
        assert f"{NAME} attachment" in words and f"{NAME} track" in words and "attachment" in holders(clip)
    else:
        assert f"{NAME} handler" in words and "time" in holders(clip)
        assert ("thumbnail" in holders(clip)) is (name == "a.mp4")  # the others can't hold a cover
    assert clip.frames == 25 and len(clip.sounds) == 1


def test_what_the_encoder_wrote_into_the_frames_is_listed(tmp_path: Path) -> None:
    clip = open_clip(film(tmp_path / "a.mp4"))
    [said] = [entry for entry in clip.entries if entry.holder == "frame-data"]
    assert said.key == "sei-unregistered" and said.text.startswith("x264 - core")


def test_what_follows_the_film_and_hides_in_it_is_listed(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", *H264, "-movflags", "faststart")
    plain = path.read_bytes()
    words = f"{NAME} hidden".encode()
    xmp = carriers.box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + carriers.XMP)
    for piece, holder in (
        (carriers.box(b"free", words), "unknown"),
        (carriers.box(b"uuid", bytes(16) + words), "unknown"),
        (carriers.box(b"abcd", words), "unknown"),
        (xmp, "xmp"),
        (words + b"no box", "trailer"),
        (b"\xff\xfe" + words, "trailer"),
    ):
        path.write_bytes(plain + piece)
        found = open_clip(path)
        assert holder in holders(found), piece
        assert holder == "xmp" or f"{NAME} hidden" in told(found)
    path.write_bytes(plain + plain)
    assert "motion-photo" in holders(open_clip(path))


def test_words_behind_and_between_are_listed_in_the_other_containers(tmp_path: Path) -> None:
    for name in ("a.mkv", "a.webm", "a.avi"):
        path = talking(tmp_path / name, *KINDS[name][1])
        path.write_bytes(path.read_bytes() + f"{NAME} trailing".encode())
        assert f"{NAME} trailing" in told(open_clip(path)), name
    wav = ffmpeg(tmp_path / "s.wav", *TONE, "-metadata", f"artist={NAME} artist")
    data = wav.read_bytes() + b"iXML" + (24).to_bytes(4, "little") + b"<NOTE>LAN 1234567</NOTE>"
    wav.write_bytes(data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:])
    assert f"{NAME} artist" in told(open_clip(wav)) and "LAN 1234567" in told(open_clip(wav))
    mp3 = ffmpeg(tmp_path / "s.mp3", *TONE, "-metadata", f"title={NAME} title")
    mp3.write_bytes(mp3.read_bytes() + b"TAG" + b"LAN PHAM".ljust(125, b"\0"))
    assert f"{NAME} title" in told(open_clip(mp3)) and "LAN PHAM" in told(open_clip(mp3))
    flac = ffmpeg(tmp_path / "s.flac", *TONE, "-metadata", f"title={NAME} title")
    data = flac.read_bytes()
    flac.write_bytes(data[:42] + b"\2\0\0\x0cLAN0LAN PHAM" + data[42:])
    assert f"{NAME} title" in told(open_clip(flac)) and "LAN PHAM" in told(open_clip(flac))


def test_footage_that_an_edit_list_hides_is_listed(tmp_path: Path) -> None:
    whole = ffmpeg(tmp_path / "whole.mp4", *PICTURE, *H264, "-g", "25")
    cut = ffmpeg(tmp_path / "cut.mp4", "-ss", "0.4", "-i", whole, "-c", "copy")
    clip = open_clip(cut)
    assert clip.frames == 15 and clip.at(0) == 0
    assert Entry("unshown", "frames", size=10) in clip.entries


def test_only_the_film_that_is_shown_by_itself_is_the_film(tmp_path: Path) -> None:
    other = ("-f", "lavfi", "-i", "color=red:size=320x240:rate=10:duration=1")
    path = ffmpeg(tmp_path / "a.mkv", *other, *PICTURE, "-map", 0, "-map", 1, *H264, "-disposition:v:0", 0)
    both = ffmpeg(tmp_path / "b.mkv", *PICTURE, *other, "-map", 0, "-map", 1, *H264)
    default = ffmpeg(tmp_path / "c.mkv", *other, *PICTURE, "-map", 0, "-map", 1, *H264, "-disposition:v:1", "default")
    ffmpeg(tmp_path / "d.mkv", "-i", default, "-map", 0, "-c", "copy", "-disposition:v:0", 0)
    for film_of in (both, tmp_path / "d.mkv"):
        clip = open_clip(film_of)
        assert (clip.width, clip.frames) == (WIDTH, 25) and Entry("track", "film") in clip.entries
    assert open_clip(path).frames in (10, 25)


def test_every_sound_is_told(tmp_path: Path) -> None:
    second = ("-f", "lavfi", "-i", "anoisesrc=duration=1:sample_rate=48000")
    clip = open_clip(
        ffmpeg(tmp_path / "a.mkv", *PICTURE, *TONE, *second, "-map", 0, "-map", 1, "-map", 2, *H264, "-ac:a:1", 2)
    )
    assert [(sound.index, sound.channels, sound.rate) for sound in clip.sounds] == [(1, 1, 44100), (2, 2, 48000)]


def test_a_film_of_one_frame_is_a_film(tmp_path: Path) -> None:
    clip = open_clip(coded(tmp_path / "one.mp4", [patterned(1)]))
    assert clip.frames == 1 and clip.seconds > 0


REFUSED = {
    "empty.mp4": (b"", "empty"),
    "text.mp4": (b"Benh nhan Lan, 1985\n" * 10, "not a film"),
    "playlist.mp4": (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.mp4\n", "not a film"),
    "concat.mkv": (b"ffconcat version 1.0\nfile other.mp4\n", "not a film"),
    "zip.mov": (b"PK\3\4" + bytes(100), "not a film"),
    "zeros.avi": (bytes(4096), "not a film"),
    "only head.mp4": (b"\0\0\0\x18ftypisom\0\0\2\0isommp41", "damaged"),
    "only head.mkv": (b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska", "damaged"),
    "only head.wav": (b"RIFF\x24\0\0\0WAVE", "damaged"),
    "only head.ogg": (b"OggS" + bytes(40), "damaged|neither"),
    "only head.flac": (b"fLaC\0\0\0\x22", "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_film_is_refused_in_words(tmp_path: Path, name: str) -> None:
    data, why = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=why) as refused:
        open_clip(path, name=name)
    assert refused.value.vi and str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm", "a.avi", "fragments.mp4", "s.wav", "s.m4a", "o.ogg"])
def test_a_film_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    if name in SOUNDS:
        whole = ffmpeg(tmp_path / name, *TONE, *SOUNDS[name][1])
    else:
        whole = talking(tmp_path / name, *KINDS[name][1])
    data = whole.read_bytes()
    for part in (0.3, 0.6, 0.95):
        whole.write_bytes(data[: int(len(data) * part)])
        with pytest.raises(Unreadable):
            open_clip(whole)


def test_a_moved_index_that_is_there_but_whose_media_are_cut_is_refused(tmp_path: Path) -> None:
    path = talking(tmp_path / "a.mp4", *H264, "-movflags", "faststart")
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(Unreadable, match="cut short"):
        open_clip(path)


def test_a_frame_that_cannot_be_decoded_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", *H264, "-g", "5")
    data = bytearray(path.read_bytes())
    middle = data.index(b"mdat") + 6000
    data[middle : middle + 600] = random.Random(3).randbytes(600)
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="decoded"):
        open_clip(path)


def test_an_encrypted_film_is_refused(tmp_path: Path) -> None:
    key = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0" * 31 + "1", "-encryption_kid", "0" * 31 + "2")
    with pytest.raises(Unreadable, match="encrypted"):
        open_clip(talking(tmp_path / "a.mp4", *H264, *key))


def test_a_matroska_track_that_is_encrypted_is_refused(tmp_path: Path) -> None:
    def element(kind: str, body: bytes) -> bytes:
        return bytes.fromhex(kind) + bytes([0x80 | len(body)]) + body

    encryption = element("6d80", element("6240", element("5035", element("47e1", b"\5"))))
    tracks = element("1654ae6b", element("ae", encryption))
    plain = film(tmp_path / "a.mkv").read_bytes()
    path = tmp_path / "b.mkv"
    path.write_bytes(plain[: plain.index(bytes.fromhex("18538067"))] + element("18538067", tracks))
    with pytest.raises(Unreadable, match="encrypted"):
        open_clip(path)


def test_a_film_that_is_something_else_as_well_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Lan.txt", NAME)
    with pytest.raises(Unreadable, match="film or recording and a ZIP archive") as refused:
        open_clip(path)
    assert refused.value.vi


def test_a_name_that_contradicts_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    with pytest.raises(Unreadable, match="the name says MKV, the content is MP4"):
        open_clip(path, name="a.mkv")
    assert open_clip(path, name="a.MOV").frames == 25  # phones name them either way


def test_limits_are_told_before_anything_is_decoded(tmp_path: Path) -> None:
    huge = ffmpeg(
        *(tmp_path / "8k.mp4", "-f", "lavfi", "-i", "color=blue:size=7680x4320:rate=1:duration=1"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )
    began = time.process_time()
    with pytest.raises(Unreadable, match="7680 x 4320 pixels; at most 4096 x 2304"):
        open_clip(huge)
    assert time.process_time() - began < 5
    tiny = ffmpeg(tmp_path / "tiny.mkv", "-f", "lavfi", "-i", "color=blue:size=8x8:rate=5:duration=1", *H264)
    with pytest.raises(Unreadable, match="below 16 a side"):
        open_clip(tiny)
    path = talking(tmp_path / "a.mp4")
    with pytest.raises(Unreadable, match="at most 0 MiB"):
        open_clip(path, limits=ClipLimits(bytes=1000))
    with pytest.raises(Unreadable, match="more than 10 frames"):
        open_clip(path, limits=ClipLimits(frames=10))
    with pytest.raises(Unreadable, match="2 tracks; at most 1"):
        open_clip(path, limits=ClipLimits(tracks=1))


def test_a_film_longer_than_the_limit_is_refused_in_words(tmp_path: Path) -> None:
    frames = [patterned(n) for n in range(3)]
    path = coded(tmp_path / "long.mkv", frames, [0, 1000, 5 * 3600 * 1000], tick=Fraction(1, 1000))
    with pytest.raises(Unreadable, match="longer than 4 hours") as refused:
        open_clip(path)
    assert "Cut it" in refused.value.hint


def test_frames_shown_at_the_same_moment_are_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", "-c:v", "mjpeg")
    with av.open(str(path)) as source, av.open(str(tmp_path / "b.mkv"), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for n, packet in enumerate(source.demux(source.streams.video[0])):
            if packet.dts is not None:
                packet.stream = stream
                packet.pts = packet.dts = min(n, 20)
                target.mux(packet)
    with pytest.raises(Unreadable, match="when each of its frames"):
        open_clip(tmp_path / "b.mkv")


def test_a_film_that_changes_its_size_is_refused(tmp_path: Path) -> None:
    first = film(tmp_path / "a.h264", *H264, "-f", "h264")
    second = ffmpeg(
        tmp_path / "b.h264", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=1", *H264, "-f", "h264"
    )
    both = tmp_path / "both.h264"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    path = ffmpeg(tmp_path / "both.mkv", "-r", 25, "-f", "h264", "-i", both, "-c", "copy")
    with pytest.raises(Unreadable, match="size on the way"):
        open_clip(path)


def test_a_coding_that_is_not_known_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv")
    path.write_bytes(path.read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_MPEG4/ISO/XYZ"))
    with pytest.raises(Unreadable, match="coded in a way that is not known"):
        open_clip(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="can't be read"):
        open_clip(tmp_path / "none.mp4")


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi", "a.webm", "hevc.mp4", "s.mp3", "o.ogg", "s.wav", "s.flac"])
def test_a_mutated_film_is_opened_or_refused_in_words_and_in_time(tmp_path: Path, name: str) -> None:
    source = talking if name in KINDS else ffmpeg
    inputs = () if name in KINDS else TONE
    plain = source(tmp_path / name, *inputs, *(KINDS | SOUNDS)[name][1]).read_bytes()
    path = tmp_path / "mutated"
    chance = random.Random(name)
    outcomes = set()
    for n in range(25):
        data = bytearray(plain)
        for _ in range(chance.choice((1, 4, 40))):
            at = chance.randrange(min(len(data), 4000) if n % 2 else len(data))
            match chance.randrange(4):
                case 0:
                    data[at] ^= 1 << chance.randrange(8)
                case 1:
                    data[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff", b"\0\0\0\1"))
                case 2:
                    del data[at : at + chance.randrange(1, 64)]
                case _:
                    data[at:at] = data[at : at + chance.randrange(1, 64)]
        path.write_bytes(data)
        began = time.process_time()
        try:
            open_clip(path, limits=ClipLimits(seconds=60))
            outcomes.add("opened")
        except Unreadable as refused:
            assert refused.vi, refused
            outcomes.add("refused")
        assert time.process_time() - began < 20
    assert "refused" in outcomes


def test_a_deep_nest_of_boxes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "nest.mp4"
    data = b""
    for _ in range(5000):
        data = carriers.box(b"moov", data)
    path.write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0" + data)
    with pytest.raises(Unreadable, match="damaged"):
        open_clip(path)


def test_a_path_that_looks_like_an_address_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = tmp_path / "concat:a|b 100% ñ.mp4"
    shutil.copy(film(tmp_path / "a.mp4"), odd)
    monkeypatch.chdir(tmp_path)
    assert open_clip(Path(odd.name)).frames == 25


def test_the_cover_of_a_recording_is_no_film(tmp_path: Path) -> None:
    cover = ffmpeg(tmp_path / "cover.jpg", *PICTURE, "-frames:v", 1)
    attached = ("-map", 0, "-map", 1, "-c:v", "copy", "-disposition:v", "attached_pic")
    for name in ("s.mp3", "s.m4a", "s.flac"):
        clip = open_clip(ffmpeg(tmp_path / name, *TONE, "-i", cover, *attached))
        assert (clip.frames, len(clip.sounds)) == (0, 1) and "thumbnail" in holders(clip)
