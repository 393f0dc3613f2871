"""FFmpeg, through PyAV, held to what we need: one file, one container, one decoder, and no word of its own."""

import errno
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.error
import av.logging
from av.container import InputContainer
from av.sidedata.sidedata import SideDataContainer
from av.stream import Disposition

from kindao.engine import weights
from kindao.engine.errors import Unreadable
from kindao.engine.media.clip import Container, unread

av.logging.set_level(None)  # its messages hold file names

FORMATS = {
    Container.MP4: "mov",
    Container.MOV: "mov",
    Container.THREE_GP: "mov",
    Container.M4A: "mov",
    Container.MKV: "matroska",
    Container.WEBM: "matroska",
    Container.AVI: "avi",
    Container.MP3: "mp3",
    Container.WAV: "wav",
    Container.OGG: "ogg",
    Container.FLAC: "flac",
}
"""FFmpeg's demuxers. Named, never probed: by probing, a text file of ours could make it open other files."""

OPTIONS = {"protocol_whitelist": "file", "enable_drefs": "0", "use_absolute_path": "0", "max_streams": "64"}


def damaged() -> Unreadable:
    """The refusal of a film or recording that ends before what it announces, or that cannot be taken apart."""
    return Unreadable(
        "the film or recording is cut short or damaged",
        hint="Export or copy it again from where it was taken; one that can't be read whole is not released.",
    )


def sound_alone(path: Path, container: Container) -> bool:
    """Whether no stream of it is a film; a cover picture is none. False where it cannot be taken apart."""
    try:
        with demuxed(path, container) as file:
            return bool(file.streams.audio) and not film_beside(file)
    except Unreadable:
        return False


def film_beside(opened: InputContainer) -> bool:
    """Whether a stream of it is a film; a cover picture is none."""
    return any(not one.disposition & Disposition.attached_pic for one in opened.streams.video)


def demuxed(path: Path, container: Container) -> AbstractContextManager[InputContainer]:
    """The file, taken apart by the demuxer of its container. Raises Unreadable when it can't be."""
    return taken_apart(f"file:{path.absolute()}", FORMATS[container])


@contextmanager
def taken_apart(source: str | BinaryIO, form: str) -> Iterator[InputContainer]:
    """A file, or bytes in memory, by the demuxer that is named. Raises Unreadable when it can't be taken apart."""
    try:
        options = OPTIONS if form == "mov" else {"protocol_whitelist": "file"}
        opened = av.open(source, "r", form, options=dict(options), metadata_errors="replace")
    except av.error.FFmpegError as error:
        raise _in_words(error) from None
    except (ValueError, IndexError, MemoryError, OverflowError):
        raise damaged() from None
    try:
        yield opened
    finally:
        opened.close()


def decoded(
    opened: InputContainer, index: int, *, from_start: bool = True, unseen: bool = False, within: int | None = None
) -> Iterator[Any]:
    """The frames of one stream, in the order in which they are shown or heard.

    from_start: frames are counted in the words of a refusal. unseen: nobody looks at them, so that the edges between
    their blocks are not smoothed: a sixth of the time. within: packets of all streams, of which no more are read.
    Raises Unreadable at the first that cannot be decoded."""
    stream: Any = opened.streams[index]
    picture = stream.type == "video"
    context = stream.codec_context
    if context is None:
        raise unknown_coding()
    prepare(stream, unseen=unseen)
    count = 0
    try:
        for packet in opened.demux(stream) if within is None else islice(opened.demux(), within):
            if packet.stream.index != index:  # its own `stream_index` is 0 in what flushes the decoder at the end
                continue
            if packet.is_corrupt:
                raise damaged()
            frame: Any
            for frame in packet.decode():
                if frame.is_corrupt:
                    raise undecodable(count if from_start else -1, picture=picture)
                yield frame
                count += 1
    except av.error.FFmpegError as error:
        if isinstance(error, OSError) and error.errno in (errno.EIO, errno.EACCES, errno.ENOENT):
            raise unread(error) from None
        raise undecodable(count if from_start else -1, picture=picture) from None


def side_data(frame: Any) -> Any:
    """What goes along with a decoded frame: pieces, and each by the name of its kind.

    Not asked of the frame, which would keep what it answers, and that the frame: such pairs wait for Python's next full
    collection, hundreds of frames of a film."""
    return SideDataContainer(frame)  # type: ignore[call-arg] # its stub leaves out what it is made of


def prepare(stream: Any, *, unseen: bool = False) -> None:
    """A decoder that refuses what is damaged, instead of painting over it. unseen: as `decoded` has it."""
    context = stream.codec_context
    if not context.is_open:
        context.options = {"err_detect": "explode"} | ({"skip_loop_filter": "all"} if unseen else {})
        context.thread_count = weights.threads() if stream.type == "video" else 1
        context.thread_type = "AUTO"


def unknown_coding() -> Unreadable:
    """The refusal of a film or sound for which there is no decoder."""
    return Unreadable(
        "the film or its sound is coded in a way that is not known", hint="Export it as an MP4 with H.264 and AAC."
    )


def undecodable(frame: int, *, picture: bool = True) -> Unreadable:
    """The refusal of a film with a frame, or of a sound with a part, that can't be decoded."""
    if not picture:
        return Unreadable("a part of the sound can't be decoded", hint="Export or copy it again.")
    if frame < 0:
        return Unreadable("a frame of the film can't be decoded", hint="Export or copy it again.")
    return Unreadable(f"frame {frame} of the film, counted from 0, can't be decoded", hint="Export or copy it again.")


def _in_words(error: Exception) -> Unreadable:
    if isinstance(error, OSError) and error.errno in (errno.EIO, errno.EACCES, errno.ENOENT, errno.EMFILE):
        return unread(error)
    return damaged()
