"""A film or a recording, opened: what it is, how long, and all that it carries besides. Its pictures and its
sound come by reading (reading.py). It has been decoded whole, once, before it counts as opened."""

import hashlib
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from pathlib import Path, PurePath

from kindao.engine.errors import Unreadable
from kindao.engine.media.foreign import refuse_second_face
from kindao.engine.media.picture import Entry

HEAD = 4096  # bytes: enough to tell every container, and what else a file may be
TAIL = 0x10000 + 22  # where an archive keeps its table of contents
CHUNK = 1 << 20


class Container(StrEnum):
    """What a file is by its content, whatever its name says."""

    MP4 = "mp4"
    MOV = "mov"
    MKV = "mkv"
    WEBM = "webm"
    AVI = "avi"
    THREE_GP = "3gp"
    M4A = "m4a"
    MP3 = "mp3"
    WAV = "wav"
    OGG = "ogg"
    FLAC = "flac"


BOXED = frozenset({Container.MP4, Container.MOV, Container.THREE_GP, Container.M4A})
EBML = frozenset({Container.MKV, Container.WEBM})


@dataclass(frozen=True, slots=True)
class ClipLimits:
    """What is opened at most.

    pixels: a DCI 4K frame; one more step up, a decoder takes 2 GiB for the frames that it keeps at hand.
    seconds: detectors look at about ten frames a second on two cores, so four hours of film take a night."""

    pixels: int = 4096 * 2304  # in one frame
    seconds: int = 4 * 3600
    frames: int = 4 * 3600 * 60
    bytes: int = 64 << 30
    tracks: int = 32
    entries: int = 2_000  # listed one by one


DEFAULT = ClipLimits()


@dataclass(frozen=True, slots=True)
class Sound:
    """One track of sound."""

    index: int  # of its stream in the file
    channels: int
    rate: int  # samples a second
    start: Fraction  # seconds after the beginning, as played
    seconds: Fraction  # from its first sample to its last, silence in between included


@dataclass(frozen=True, slots=True)
class Clip:
    """An opened film or recording: facts only. Times are in seconds as played, from 0."""

    path: Path
    container: Container
    digest: str  # sha256:… of the whole file
    width: int  # as shown: turned, with square pixels, even; 0 for sound alone
    height: int
    frames: int  # of the one film that is shown; 0 for sound alone
    seconds: Fraction
    rate: Fraction  # mean frames a second; 0 for sound alone
    sounds: tuple[Sound, ...] = ()
    entries: tuple[Entry, ...] = ()
    film: int = -1  # index of its stream in the file
    origin: Fraction = Fraction(0)  # the moment of the file's own clock that is 0 as played
    tick: Fraction = Fraction(1)  # seconds of one step of the film's clock
    ticks: bytes = field(default=b"", repr=False)  # when each frame is shown, by the file's clock: 64-bit integers

    def at(self, frame: int) -> Fraction:
        """The moment at which this frame appears, in seconds as played."""
        return memoryview(self.ticks).cast("q")[frame] * self.tick - self.origin


def is_clip(first_bytes: bytes) -> bool:
    """Whether a file that begins so is a film or a recording, by content: the first 64 bytes or more."""
    return _recognised(first_bytes) is not None


def recognise_clip(first_bytes: bytes) -> Container:
    """The container by its first bytes. M4A is only told from MP4 by its brand. Raises Unreadable for others."""
    found = _recognised(first_bytes)
    if found is None:
        raise Unreadable(
            "the file is not a film or a recording of a kind that is known",
            hint="Use MP4, MOV, MKV, WebM, AVI or 3GP; for sound alone M4A, MP3, WAV, OGG or FLAC.",
        )
    return found


QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
PICTURES = frozenset({b"avif", b"avis", b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


def _recognised(head: bytes) -> Container | None:
    kind = head[4:8]
    if kind == b"ftyp":
        return _by_brand(head)
    if kind in QUICKTIME and len(head) >= 16 and struct.unpack_from(">I", head)[0] not in range(2, 8):
        return Container.MOV  # older than the brands
    if head[:4] == b"\x1a\x45\xdf\xa3":
        doctype = head.find(b"\x42\x82", 4, 128)
        if head[doctype + 3 : doctype + 7] == b"webm":
            return Container.WEBM
        return Container.MKV if head[doctype + 3 : doctype + 11] == b"matroska" else None
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return Container.AVI
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return Container.WAV
    if head[:4] == b"OggS":
        return Container.OGG
    if head[:4] == b"fLaC":
        return Container.FLAC
    if head[:3] == b"ID3" and len(head) >= 10:
        return Container.MP3
    if len(head) >= 4 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 not in (0, 15):
        return Container.MP3  # layer III of MPEG 1, 2 or 2.5
    return None


def _by_brand(head: bytes) -> Container | None:
    size = min(struct.unpack_from(">I", head)[0], len(head), 256)
    major, others = head[8:12], {head[at : at + 4] for at in range(16, size - 3, 4)}
    if major in PICTURES or (others & PICTURES and not others & {b"isom", b"mp41", b"mp42", b"iso2"}):
        return None
    if major == b"qt  ":
        return Container.MOV
    if major in (b"M4A ", b"M4B "):
        return Container.M4A
    if major[:3] in (b"3gp", b"3g2", b"3ge", b"3gg", b"3gs"):
        return Container.THREE_GP
    return Container.MP4


SUFFIXES = {
    ".mp4": BOXED,
    ".m4v": BOXED,
    ".mov": BOXED,
    ".qt": BOXED,
    ".3gp": BOXED,
    ".3g2": BOXED,
    ".m4a": BOXED,
    ".m4b": BOXED,
    ".mkv": EBML,
    ".mka": EBML,
    ".webm": EBML,
    ".avi": frozenset({Container.AVI}),
    ".mp3": frozenset({Container.MP3}),
    ".wav": frozenset({Container.WAV}),
    ".ogg": frozenset({Container.OGG}),
    ".oga": frozenset({Container.OGG}),
    ".ogv": frozenset({Container.OGG}),
    ".opus": frozenset({Container.OGG}),
    ".flac": frozenset({Container.FLAC}),
}
"""What a suffix may hold: phones write .mp4 with the brands of MOV and 3GP, and the other way round."""


def open_clip(path: Path, *, name: str = "", limits: ClipLimits = DEFAULT) -> Clip:
    """The facts of a film or recording that was decoded whole, and a list of all that it carries besides.

    name: the file's name, looked at only for a suffix that contradicts the content.
    Raises Unreadable, always with the reason, for whatever cannot be inspected whole."""
    from kindao.engine.media.clip_survey import survey_clip

    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(max(0, size - TAIL))
            tail = file.read(TAIL)
    except OSError as error:
        raise unread(error) from None
    if not size:
        raise Unreadable("the file is empty")
    if size > limits.bytes:
        raise Unreadable(f"the file is {size >> 20} MiB; at most {limits.bytes >> 20} MiB are opened")
    container = recognise_clip(head)
    _refuse_another_name(name, container)
    refuse_second_face(head + tail if size > HEAD else head, film=True)
    return survey_clip(path, container, digest_of(path), limits)


def digest_of(path: Path) -> str:
    """sha256:… of a file, read a piece at a time."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                found.update(piece)
    except OSError as error:
        raise unread(error) from None
    return f"sha256:{found.hexdigest()}"


def unread(error: OSError) -> Unreadable:
    """The refusal of a file that the system does not hand over."""
    return Unreadable(f"the file can't be read: {error.strerror or 'Input/output error'}")


def _refuse_another_name(name: str, container: Container) -> None:
    told = SUFFIXES.get(PurePath(name).suffix.lower())
    if told is not None and container not in told:
        word = PurePath(name).suffix[1:].upper()
        raise Unreadable(
            f"the name says {word}, the content is {container.upper()}",
            hint=f"It is a film or a recording of the kind {container.upper()}: rename it to .{container}.",
        )
