"""The first frame of a film, to know it by among others, before anybody has looked at it whole."""

from fractions import Fraction
from typing import Any, BinaryIO

from kindao.engine.errors import Unreadable
from kindao.engine.media.clip import DEFAULT, HEAD, ClipLimits, recognise_clip
from kindao.engine.media.clip_survey import hold, shown_film
from kindao.engine.media.demuxing import FORMATS, decoded, taken_apart
from kindao.engine.media.picture import Pixels
from kindao.engine.media.reading import Still
from kindao.engine.media.tones import Brought
from kindao.engine.media.turning import turn_of

PACKETS = 1000  # a second of film and sound together is some hundred: a picture that comes later is not waited for


def first_frame(source: BinaryIO, limits: ClipLimits = DEFAULT) -> Pixels:
    """(height, width, 3) uint8 sRGB, as a player shows it. Of the source only as much is read as it takes, and no more
    than `PACKETS`.

    Raises Unreadable for what is no film, has too many pixels, shows nothing so early, or can't be decoded."""
    source.seek(0)
    container = recognise_clip(source.read(HEAD))
    source.seek(0)
    with taken_apart(source, FORMATS[container]) as opened:
        film = shown_film(list(opened.streams))
        if film < 0:
            raise Unreadable("the file holds no film")
        stream: Any = opened.streams[film]
        hold(stream.codec_context.width, stream.codec_context.height, limits)
        for frame in decoded(opened, film, within=PACKETS):
            hold(frame.width, frame.height, limits)
            return Still(0, Fraction(0), frame, stream.sample_aspect_ratio, turn_of(frame), Brought()).rgb()
    raise Unreadable("the film has no frame that can be shown", hint="Export or copy it again.")
