"""The recording of a call that is to prove a consent. Whoever confirms it listens to it first: what no browser plays,
is over at once, or is silent proves nothing to them. Told by content; nothing of it lies on the disk meanwhile."""

import io

import av
import numpy as np

from kindao.engine.errors import BadInput, Unreadable
from kindao.engine.media.clip import BOXED, Container, recognise_clip
from kindao.engine.media.demuxing import FORMATS, decoded, film_beside, taken_apart
from kindao.web.cases.content import BEGINNING, CLIP_TYPES

SHORTEST = 2  # seconds: a question and a yes take longer
AUDIBLE = 10 ** (-60 / 20)  # of full scale, -60 dB: what a telephone sends when nobody speaks lies lower
LONGEST_SILENCE = 600.0  # seconds, after which nobody is waited for
PLAYED = ("aac", "mp3", "opus", "libopus", "vorbis", "flac", "pcm_")  # how names of decoders begin
TYPES = {
    **dict.fromkeys(BOXED, CLIP_TYPES[Container.M4A]),
    **{one: CLIP_TYPES[one] for one in (Container.MP3, Container.WAV, Container.OGG, Container.FLAC)},
    Container.WEBM: "audio/webm",
}
AAC = ("aac", "audio/aac")


def is_aac(data: bytes) -> bool:
    """Whether it begins as AAC without a container does: ADTS, ISO/IEC 13818-7, 6.2."""
    return len(data) > 6 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0


def proven(data: bytes) -> str:
    """Its media type. Raises BadInput for a film, and for what can't be read or played, is too short, or silent."""
    try:
        form, media_type = AAC if is_aac(data) else _container(data)
        with taken_apart(io.BytesIO(data), form) as opened:
            if film_beside(opened):
                raise BadInput(
                    "a film is no scan and no recording", hint="Save the sound alone: MP3, M4A, WAV, OGG or FLAC"
                )
            sounds = [one for one in opened.streams.audio if one.codec_context is not None]
            if not sounds or not media_type or not sounds[0].codec_context.name.startswith(PLAYED):
                raise BadInput(
                    "the recording is of a kind that browsers do not play", hint="Save it as MP3, M4A, WAV, OGG or FLAC"
                )
            _listened(opened, sounds[0].index)
    except Unreadable as error:
        raise BadInput("the recording can't be read", hint="Save it as MP3, M4A, WAV, OGG or FLAC") from error
    return media_type


def _container(data: bytes) -> tuple[str, str]:
    found = recognise_clip(data[:BEGINNING])
    return FORMATS[found], TYPES.get(found, "")


def _listened(opened: av.container.InputContainer, index: int) -> None:
    """Up to where it is long enough and somebody was heard."""
    level = av.AudioResampler(format="fltp")
    seconds, heard = 0.0, False
    for frame in decoded(opened, index):
        seconds += frame.samples / frame.sample_rate
        heard = heard or any(bool(np.abs(one.to_ndarray()).max(initial=0) > AUDIBLE) for one in level.resample(frame))
        if seconds >= SHORTEST and (heard or seconds >= LONGEST_SILENCE):
            break
    if seconds < SHORTEST:
        raise BadInput(
            f"the recording is shorter than {SHORTEST} seconds", hint="Add the whole call: what was asked, and the yes"
        )
    if not heard:
        raise BadInput("nothing is heard in the recording", hint="Listen to it, then add the one with the yes")
