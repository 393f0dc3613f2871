"""What was seen is not looked for again by the same eyes, of the same medium, beside the same words; else it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pytest

from kindao.engine import gate
from kindao.engine.detect import installed
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Format, Frame
from kindao.engine.media.writing import encode
from kindao.engine.policy.facts import Use
from kindao.engine.policy.pack import load_pack
from kindao.engine.report import Report
from kindao.engine.seen import Seen, fingerprint
from kindao.engine.vocabulary import Destination, Finding, Identifier, Known, Purpose

PIXELS = np.full((160, 200, 3), 190, np.uint8)
PLAIN = encode((Frame(PIXELS),), Format.PNG)
FACE = Finding(Identifier.FACE, Region(Box(50, 40, 100, 90)), 0.9, "eye")


@dataclass(eq=False)
class Eye:
    """Finds one face, and counts how often it looked."""

    name: str = "eye"
    finds: frozenset[Identifier] = frozenset({Identifier.FACE})
    needs: tuple[str, ...] = ()
    heeds: frozenset[str] = frozenset()
    looked: int = field(default=0)

    def find(self, submission: Submission) -> Iterator[Finding]:
        self.looked += 1
        yield FACE


def checked(eye: Detector, seen: Seen | None, **request: object) -> Report:
    use = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 26))
    asked = replace(gate.Request(PLAIN, use, sight=seen), **request)  # type: ignore[arg-type]
    return gate.check(asked, detectors=(eye,), pack=load_pack("vn", on=date(2026, 11, 26)))


def seen_by(eye: Detector) -> Seen:
    medium = gate.opened(PLAIN)
    sight = medium.look(Submission(gate.NOTHING), (eye,), lambda _: None)
    return Seen(medium.digest, fingerprint((eye,)), sight.each, known=())


def test_the_same_eye_does_not_look_twice() -> None:
    eye = Eye()
    seen = seen_by(eye)
    told = checked(eye, seen)
    assert eye.looked == 1 and told.findings == checked(eye, None).findings == (FACE,)


@pytest.mark.parametrize("other", [{"medium": "sha256:" + "0" * 64}, {"engine": "sha256:" + "0" * 64}, {"engine": ""}])
def test_of_another_medium_or_engine_nothing_is_taken_over(other: dict[str, str]) -> None:
    eye = Eye()
    checked(eye, replace(seen_by(eye), **other))  # type: ignore[arg-type]
    assert eye.looked == 2


def test_another_detector_is_another_engine() -> None:
    assert fingerprint((Eye(),)) != fingerprint((Eye(name="other"),)) != fingerprint(())
    assert fingerprint(installed()) == fingerprint(installed()) != ""


@pytest.mark.parametrize("words", ["caption", "file_name", "known"])
def test_who_heeds_words_looks_again_where_they_are_others(words: str) -> None:
    eye = Eye(heeds=frozenset({words}))
    seen = seen_by(eye)
    checked(eye, replace(seen, **{words: (Known("P2", names=("Kiểm Thử",)),) if words == "known" else "khác"}))  # type: ignore[arg-type]
    assert eye.looked == 2
    checked(eye, seen)
    assert eye.looked == 2


def test_what_is_known_of_nobody_any_more_is_not_what_was_known() -> None:
    eye = Eye(heeds=frozenset({"known"}))
    checked(eye, replace(seen_by(eye), known=None))
    assert eye.looked == 2


def test_a_detector_that_does_not_tell_heeds_all_words() -> None:
    class Mute:
        name = "eye"
        finds = frozenset({Identifier.FACE})
        needs: tuple[str, ...] = ()
        looked = 0

        def find(self, submission: Submission) -> Iterator[Finding]:
            self.looked += 1
            yield FACE

    mute = Mute()
    seen = seen_by(mute)
    checked(mute, seen, caption="khác")
    assert mute.looked == 2


def test_an_eye_that_was_not_there_looks() -> None:
    eye = Eye()
    checked(eye, replace(seen_by(eye), each=()))
    assert eye.looked == 2
