"""A pack's sentences are written of pictures; of a film or a recording they must be true as well."""

import re

import pytest

from kindao.engine.policy import path
from kindao.engine.policy.asking import CONTRADICTIONS
from kindao.engine.policy.facts import Kind
from kindao.engine.policy.nouns import said_of
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Words

SAID = dict.fromkeys(
    (
        *(rule.words for name in ("vn", "gdpr", "hipaa", "gmc") for rule in load_pack(name).rules),
        *(said.words for said in path.SAID.values()),
        *path.ASKED.values(),
        *CONTRADICTIONS.values(),
    )
)
STILL = re.compile(r"(?<!hình )\bảnh\b(?! hưởng)|\bchụp|photo|picture(?!'s edge)", re.IGNORECASE)
OF_PICTURES = re.compile(r"(?<!hình )\bảnh\b(?! hưởng)|\bchụp|photo|show it to them|picture(?!'s edge)", re.IGNORECASE)


@pytest.mark.parametrize("kind", [Kind.FILM, Kind.RECORDING])
def test_no_sentence_calls_a_film_or_a_recording_a_picture(kind: Kind) -> None:
    left = [said for words in SAID if STILL.search(f"{(said := said_of(kind, words)).vi} {said.en}")]
    assert left == []


def test_only_sentences_of_pictures_are_said_otherwise() -> None:
    for words in SAID:
        assert said_of(Kind.PICTURE, words) == words
        for kind in (Kind.FILM, Kind.RECORDING):
            for said, was in ((said_of(kind, words).vi, words.vi), (said_of(kind, words).en, words.en)):
                assert said == was or OF_PICTURES.search(was)
                assert said[0].isupper() is was[0].isupper() and said.endswith(".") is was.endswith(".")


@pytest.mark.parametrize(
    ("kind", "of_a_picture", "said"),
    [
        (
            Kind.FILM,
            Words("Người trong ảnh chỉ đồng ý cho những tấm ảnh khác đã nêu rõ.", "Other pictures."),
            Words("Người trong phim chỉ đồng ý cho những đoạn phim khác đã nêu rõ.", "Other films."),
        ),
        (
            Kind.RECORDING,
            Words("Ảnh nhận ra được mà chưa được xem đúng tấm ảnh.", "Hand the picture to nobody."),
            Words("Bản ghi âm nhận ra được mà chưa được nghe đúng bản ghi âm.", "Hand the recording to nobody."),
        ),
        (
            Kind.FILM,
            Words("Không được công khai hình ảnh; người bị ảnh hưởng.", "An image of a person."),
            Words("Không được công khai hình ảnh; người bị ảnh hưởng.", "An image of a person."),
        ),
    ],
)  # fmt: skip
def test_the_noun_alone_is_another(kind: Kind, of_a_picture: Words, said: Words) -> None:
    assert said_of(kind, of_a_picture) == said
