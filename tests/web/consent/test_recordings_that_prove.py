"""What proves a recorded call can be played, lasts, and is not silent; what can't is refused in the right words."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from builders import a_member, a_patient, a_record
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Method
from kindao.web.consent import actions
from kindao.web.consent.papers import kind_of

RATE = 48_000


def tone(seconds: float, level: float = 0.3) -> NDArray[np.float32]:
    return (level * np.sin(np.arange(int(RATE * seconds)) / 20)).astype(np.float32)[None]


def coded(container: str, codec: str, sound: NDArray[np.float32], *, film: bool = False) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream: Any = file.add_stream(codec, rate=RATE, layout="mono")
        if film:
            picture: Any = file.add_stream("libvpx", rate=5)
            picture.width = picture.height = 64
            file.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
            file.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        context = stream.codec_context
        resampler = av.AudioResampler(context.format, "mono", RATE, context.frame_size or 1024)
        for one in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(one))
        file.mux(stream.encode(None))
    return out.getvalue()


@pytest.mark.parametrize(
    ("container", "codec", "media_type"),
    [
        ("webm", "libopus", "audio/webm"),
        ("adts", "aac", "audio/aac"),
        ("mp4", "aac", "audio/mp4"),
        ("ipod", "aac", "audio/mp4"),
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("wav", "pcm_s16le", "audio/wav"),
        ("ogg", "libopus", "audio/ogg"),
        ("flac", "flac", "audio/flac"),
    ],
)
def test_a_sound_that_browsers_play_proves_a_call(container: str, codec: str, media_type: str) -> None:
    assert kind_of(coded(container, codec, tone(2.5))) == media_type


@pytest.mark.parametrize(("container", "codec"), [("wav", "pcm_s16le"), ("adts", "aac"), ("webm", "libopus")])
@pytest.mark.parametrize(
    ("seconds", "level", "said"),
    [
        (0.1, 0.0, "shorter than 2 seconds"),
        (1.5, 0.3, "shorter than 2 seconds"),
        (5, 0.0, "nothing is heard"),
        (5, 0.0001, "nothing is heard"),
    ],
)
def test_what_is_over_at_once_or_silent_proves_nothing(
    container: str, codec: str, seconds: float, level: float, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        kind_of(coded(container, codec, tone(seconds, level)))
    assert "bản ghi" in refused.value.vi.lower()


def test_somebody_who_speaks_late_is_heard() -> None:
    sound = np.concatenate([tone(4, 0.0), tone(1)], axis=1)
    assert kind_of(coded("flac", "flac", sound)) == "audio/flac"


@pytest.mark.parametrize(
    ("container", "codec", "film", "said"),
    [
        ("webm", "libopus", True, "a film is no scan and no recording"),
        ("matroska", "libopus", False, "a kind that browsers do not play"),
        ("ipod", "alac", False, "a kind that browsers do not play"),
        ("wav", "adpcm_ima_wav", False, "a kind that browsers do not play"),
    ],
)
def test_what_nobody_could_listen_to_is_refused_in_its_own_words(
    container: str, codec: str, film: bool, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        kind_of(coded(container, codec, tone(3), film=film))


@pytest.mark.parametrize(("container", "codec"), [("wav", "pcm_s16le"), ("adts", "aac"), ("webm", "libopus")])
def test_what_is_damaged_is_told_so(container: str, codec: str) -> None:
    data = coded(container, codec, tone(3))
    for wrong in (data[:64], data[:20] + bytes(len(data))):
        with pytest.raises(BadInput, match="recording"):
            kind_of(wrong)
    with pytest.raises(BadInput, match="no recording that can be played"):
        kind_of(b"#!AMR\n" + bytes(2000))


@pytest.mark.django_db
def test_the_refused_one_is_no_consent() -> None:
    by = a_member()
    with pytest.raises(BadInput, match="shorter than 2 seconds"):
        record = a_record(method=Method.RECORDED_CALL)
        actions.enter(by, a_patient(by), record, scan=coded("wav", "pcm_s16le", tone(0.1, 0.0)))
