"""What a pack says of a picture, said of a film or of a recording.

The sentences of packs and of the way to yes are written of pictures, and packs are sealed; what is asked about may be
a film. Only the noun for the medium is another, and what one does with it: nothing of what the law says."""

import re
from dataclasses import dataclass, replace
from typing import TypeVar

from kindao.engine.policy.decision import Reason, Step
from kindao.engine.policy.facts import Kind
from kindao.engine.vocabulary import Words

Told = TypeVar("Told", Reason, Step)


@dataclass(frozen=True, slots=True)
class _Noun:
    """A phrase of pictures, and how it is said of the others."""

    phrase: str  # a pattern
    film: str
    recording: str


VI = (
    _Noun(r"Đồng ý chụp để", "Đồng ý quay để", "Đồng ý ghi âm để"),
    _Noun(r"Bản chụp", "Bản phim", "Bản ghi âm"),
    _Noun(r"Hình chụp hồ sơ", "Phim quay hồ sơ", "Bản ghi âm đọc hồ sơ"),
    _Noun(r"(ngày|lúc) chụp", r"\1 quay", r"\1 ghi âm"),
    _Noun(r"Che kín mặt, .* trong ảnh", "Che kín mặt, mắt, chữ, mã và các bộ phận nhạy cảm của mọi người trong phim, và"
          " bỏ tiếng", "Tắt tiếng mọi người"),
    _Noun(r"được xem đúng tấm ảnh", "được xem đúng đoạn phim", "được nghe đúng bản ghi âm"),
    _Noun(r"cho họ xem ảnh", "cho họ xem phim", "cho họ nghe bản ghi âm"),
    _Noun(r"là ảnh chụp người thật", "là phim quay người thật", "là bản ghi âm người thật"),
    _Noun(r"ảnh này chụp vùng", "phim này quay vùng", "bản ghi âm này nói về vùng"),
    _Noun(r"ảnh chụp vùng", "phim quay vùng", "bản ghi âm nói về vùng"),
    _Noun(r"máy ảnh", "máy quay", "máy quay"),
    _Noun(r"bằng ảnh người bệnh", "bằng phim về người bệnh", "bằng bản ghi âm của người bệnh"),
    _Noun(r"Ảnh nhận ra được của", "Phim nhận ra được", "Bản ghi âm nhận ra được"),
    _Noun(r"bản ảnh này", "bản phim này", "bản ghi âm này"),
    _Noun(r"mép ảnh", "mép khung hình", "mép khung hình"),
    _Noun(r"tấm ảnh", "đoạn phim", "bản ghi âm"),
    _Noun(r"Ảnh chụp", "Phim quay", "Bản ghi âm ghi"),
    _Noun(r"ảnh chụp", "phim quay", "bản ghi âm"),
    _Noun(r"(?<!hình )(?<!Hình )\bẢnh\b(?! hưởng)", "Phim", "Bản ghi âm"),
    _Noun(r"(?<!hình )(?<!Hình )\bảnh\b(?! hưởng)", "phim", "bản ghi âm"),
)  # fmt: skip
EN = (
    _Noun(r"Cover the face, .* in the picture", "Cover the face, eyes, writing, codes and intimate parts of everyone in"
          " the film, and drop the sound", "Silence everyone"),
    _Noun(r"A patient's picture", "A film of a patient", "A recording of a patient"),
    _Noun(r"A patient's recognisable picture", "A recognisable film of a patient", "A recognisable recording of a"
          " patient"),
    _Noun(r"Another person's recognisable picture", "A recognisable film of another person", "A recognisable recording"
          " of another person"),
    _Noun(r"seen the very picture", "seen the very film", "heard the very recording"),
    _Noun(r"show it to them", "show it to them", "let them hear it"),
    _Noun(r"this picture shows", "this film shows", "this recording is about"),
    _Noun(r"the picture shows", "the film shows", "the recording is about"),
    _Noun(r"\bphotograph\b", "film", "recording"),
    _Noun(r"\bpicture\b(?!'s edge)", "film", "recording"),
    _Noun(r"\bPicture\b", "Film", "Recording"),
    _Noun(r"\bpictures\b", "films", "recordings"),
)  # fmt: skip
"""Image and hình ảnh stay: so the law calls what is shown of somebody, in a film as well."""


def said_of(kind: Kind, words: Words) -> Words:
    """A sentence as it is said of a medium of this kind."""
    if kind is Kind.PICTURE:
        return words
    return Words(_said(words.vi, VI, kind), _said(words.en, EN, kind))


def _said(sentence: str, nouns: tuple[_Noun, ...], kind: Kind) -> str:
    for noun in nouns:
        sentence = re.sub(noun.phrase, noun.film if kind is Kind.FILM else noun.recording, sentence)
    return sentence


def all_of(kind: Kind, told: tuple[Told, ...]) -> tuple[Told, ...]:
    """Reasons or steps, each so said."""
    if kind is Kind.PICTURE:
        return told
    return tuple(replace(one, words=said_of(kind, one.words)) for one in told)
