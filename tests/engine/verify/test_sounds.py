"""What a written recording may carry beside its sound: nothing, and whatever is put into one is seen."""

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from kindao.engine.geometry import Interval
from kindao.engine.media.clip import Container, Sound, open_clip
from kindao.engine.media.making import write_sound
from kindao.engine.redact.film import redact_sound
from kindao.engine.verify.film import frames, sounds, verify_film
from kindao.engine.verify.film.sounds import _checksum
from short_films import a_recording, speech

KEPT = (Interval(Fraction(1, 2), Fraction(3, 2)),)
WALKS = {
    Container.WAV: sounds.wav,
    Container.OGG: sounds.ogg,
    Container.MP3: frames.mp3,
    Container.FLAC: frames.flac,
}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[Container, Path]:
    folder = tmp_path_factory.mktemp("recordings")
    clip = open_clip(a_recording(folder / "original.m4a", speech(2)))
    for kind in WALKS:
        redact_sound(clip, KEPT, folder / f"copy.{kind}", kind)
    return {Container.M4A: clip.path} | {kind: folder / f"copy.{kind}" for kind in WALKS}


@pytest.mark.parametrize("kind", WALKS)
def test_a_copy_carries_nothing_and_is_silent_outside_what_is_kept(
    copies: dict[Container, Path], kind: Container
) -> None:
    assert list(WALKS[kind](copies[kind].read_bytes())) == []
    seen = verify_film(copies[kind], original=open_clip(copies[Container.M4A]), heard=KEPT)
    assert all(check.passed for check in seen.checks if check.name in ("metadata", "silence")), seen.checks
    loud = verify_film(copies[kind], original=open_clip(copies[Container.M4A]), heard=())
    assert not all(check.passed for check in loud.checks)


def chunk(kind: bytes, body: bytes) -> Callable[[bytes], bytes]:
    def put(data: bytes) -> bytes:
        more = kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
        return data[:4] + struct.pack("<I", len(data) - 8 + len(more)) + data[8:36] + more + data[36:]

    return put


def tagged(data: bytes) -> bytes:
    """With a comment, its page whole again."""
    body = sounds.TAGS[:-4] + struct.pack("<II", 1, 9) + b"TITLE=Hoa"
    page = data[47:69] + b"\0\0\0\0\x01" + bytes([len(body)]) + body
    return data[:47] + page[:22] + struct.pack("<I", _checksum(page)) + page[26:] + data[97:]


def put(at: int, more: bytes) -> Callable[[bytes], bytes]:
    """With these bytes in place of as many."""
    return lambda data: data[:at] + more + data[at + len(more) :]


def within(data: bytes) -> bytes:
    """With bytes between two frames, where a player looks for the next one."""
    at = data.index(b"\xff\xf8", len(data) // 2)
    return data[:at] + b"Hoa 1991" + data[at:]


def unheard(data: bytes) -> bytes:
    """With words where the encoder has filled what the sound of a frame leaves of it."""
    at = data.index(b"LAME3.")
    return put(at + 12, b"Hoa 1991")(data)


def private(data: bytes) -> bytes:
    """With one of the bits in the description of a frame of sound that mean nothing."""
    at = frames._size(data[:4])
    return put(at + 5, bytes([data[at + 5] | 1 << 3]))(data)


TAG = 16 + 4 + 17  # of an MP3 of one channel: where the Info tag has its list of places to jump to


SPOILED = {
    "a list of words": (Container.WAV, chunk(b"LIST", b"INFOINAM\x04\0\0\0Hoa\0")),
    "an odd chunk": (Container.WAV, chunk(b"bext", b"P12")),
    "a chunk nobody knows": (Container.WAV, chunk(b"hoa!", b"1991")),
    "a second description": (Container.WAV, lambda data: chunk(b"fmt ", data[20:36])(data)),
    "something after the end": (Container.WAV, lambda data: data + b"Hoa 1991"),
    "a comment": (Container.OGG, tagged),
    "a page changed": (Container.OGG, lambda data: data[:-1] + bytes([data[-1] ^ 1])),
    "words after the last page": (Container.OGG, lambda data: data + b"Hoa 1991"),
    "a second stream": (Container.OGG, lambda data: data + data),
    "ID3 at the end": (Container.MP3, lambda data: data + b"TAGHoa" + bytes(122)),
    "ID3 at the start": (Container.MP3, lambda data: b"ID3\x04\0\0\0\0\0\x04Hoa1" + data),
    "words in the tag": (Container.MP3, put(300, b"Hoa 1991")),
    "words for places to jump to": (Container.MP3, put(TAG, b"Hoa 1991")),
    "words between the sound of two frames": (Container.MP3, unheard),
    "a bit that nobody reads": (Container.MP3, private),
    "an encoder": (Container.MP3, put(TAG + 104, b"Hoa 1991")),
    "a frame of another kind": (Container.MP3, lambda data: data + data[384:385] + b"\xf3" + data[386:768]),
    "a comment in a FLAC": (Container.FLAC, put(54, b"Hoa")),
    "words in its padding": (Container.FLAC, put(2000, b"Hoa 1991")),
    "a block nobody knows": (Container.FLAC, lambda data: data[:42] + b"\x02\0\0\x04Hoa!" + data[42:]),
    "a cover": (Container.FLAC, lambda data: data[:42] + b"\x06\0\0\x04Hoa!" + data[42:]),
    "words between two frames": (Container.FLAC, within),
    "words after the last frame": (Container.FLAC, lambda data: data + b"Hoa 1991"),
    "a serial number": (Container.OGG, lambda data: data[:14] + b"1991" + data[18:]),
}


@pytest.mark.parametrize("name", SPOILED)
def test_whatever_else_is_put_into_it_is_seen(copies: dict[Container, Path], name: str) -> None:
    kind, spoil = SPOILED[name]
    data = spoil(copies[kind].read_bytes())
    try:
        parts = list(WALKS[kind](data))
    except ValueError:
        return  # what cannot be followed is left, too
    assert parts and not any(word in str(part) for part in parts for word in ("Hoa", "hoa", "1991"))


@pytest.mark.parametrize("kind", WALKS)
def test_a_file_cut_short_is_not_followed(copies: dict[Container, Path], kind: Container) -> None:
    data = copies[kind].read_bytes()
    for end in (30, 60, len(data) - 5):
        try:
            parts = list(WALKS[kind](data[:end]))
        except (ValueError, IndexError, struct.error):
            continue
        assert kind is Container.FLAC and parts, "only its checksums tell"


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kind", [Container.MP3, Container.FLAC])
def test_recordings_of_any_rate_are_followed(tmp_path: Path, rate: int, channels: int, kind: Container) -> None:
    path, noise = tmp_path / f"a.{kind}", np.random.default_rng(1).normal(0, 0.1, (rate * 3, channels))
    sound = Sound(0, channels, rate, Fraction(0), Fraction(3))
    write_sound(path, iter([(Fraction(0), noise.astype(np.float32))]), sound, kind)
    assert list(WALKS[kind](path.read_bytes())) == []


def test_the_number_of_a_frame_is_written_as_utf_8_writes_it() -> None:
    for number in (0, 127, 128, 2047, 2048, 65535, 65536, 0x10FFFF):
        assert frames._numbered(number) == chr(number).encode()
