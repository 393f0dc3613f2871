"""What the written film or recording lets be heard, by verify/voice.py."""

from kindao.engine.geometry import Interval
from kindao.engine.media.clip import Clip, Container
from kindao.engine.media.reading import samples
from kindao.engine.verify import voice
from kindao.engine.verify.evidence import Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Words

CODINGS = {
    Container.MP4: voice.AAC,
    Container.MOV: voice.AAC,
    Container.M4A: voice.AAC,
    Container.MKV: voice.OPUS,
    Container.WEBM: voice.OPUS,
    Container.OGG: voice.OPUS,
    Container.MP3: voice.AAC,
    Container.WAV: voice.EXACT,
    Container.FLAC: voice.EXACT,
}
"""How loud silence may come out of what each container is written with."""


def looks(written: Clip, original: Clip | None, heard: tuple[Interval, ...]) -> list[Look]:
    """Whether nothing but `heard` can be heard: every sample, a second listener, an attacker who knows the voices."""
    if not heard and not written.sounds:
        words = Words("Tệp không có âm thanh.", "The file has no sound.")
        return [Look(Check("silence", True, words, 0.0, 0.0))]
    coding = CODINGS.get(written.container, voice.AAC)
    out = []
    for n, sound in enumerate(written.sounds):
        out.append(voice.look(samples(written, n, rate=sound.rate, mono=False), heard, rate=sound.rate, coding=coding))
        out.append(voice.look_for_speech(samples(written, n), heard, coding=coding))
        if original is not None and n < len(original.sounds):
            out.append(voice.look_for_speakers(samples(written, n), samples(original, n), heard))
    return out


def speech(written: Clip) -> list[Look]:
    """Whether a second listener hears anybody speak in it: of a file of which nobody said what may be heard."""
    if not written.sounds:
        return looks(written, None, ())
    coding = CODINGS.get(written.container, voice.AAC)
    return [voice.look_for_speech(samples(written, n), (), coding=coding) for n in range(len(written.sounds))]
