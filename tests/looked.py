"""The engine looks at a picture once for all processes of the desk's tests, and covers it once in each way: the same
few pictures are put before the gate hundreds of times, a second or two each. That it finds the same each time is for
the engine's own tests; which files, words, boxes and people come to it and what becomes of its answer is for these."""

import hashlib
import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from kindao.engine.detect.base import Detector, Submission
from kindao.engine.medium.base import Made, Order, Progress, Sight
from kindao.engine.medium.picture import Still
from kindao.engine.seen import Seen, fingerprint
from kindao.engine.vocabulary import Finding, Known

_look, _make = Still.look, Still.make


def look(
    self: Still, words: Submission, detectors: Sequence[Detector], progress: Progress, before: Seen | None = None
) -> Sight:
    asked = (self.digest, words, fingerprint(tuple(detectors)), before)
    seen: Sight = _once("look", asked, words.known, progress, lambda told: _look(self, words, detectors, told, before))
    return seen


def make(self: Still, findings: Sequence[Finding], order: Order, progress: Progress) -> Made:
    asked = (self.digest, self.target, tuple(findings), order)
    made: Made = _once("make", asked, order.known, progress, lambda told: _make(self, findings, order, told))
    return made


def _once(what: str, asked: object, known: Sequence[Known], progress: Progress, work: Callable[[Progress], Any]) -> Any:
    """known: the people who are asked about. Their ids, other ones in each test, are kept as numbers of the same
    length, since a finding says about whom it is."""
    ids = [one.person for one in known if len(one.person) == len(str(UUID(int=0)))]
    numbered = {one.encode(): b"%0*d" % (len(one), n) for n, one in enumerate(ids)}
    folder = Path(os.environ["KINDAO_TEST_SHARED"]) / "looked"
    file = folder / f"{what}-{hashlib.sha256(_replaced(repr(asked).encode(), numbered)).hexdigest()}"
    if file.exists():
        said = {number: person for person, number in numbered.items()}
        steps, result = pickle.loads(_replaced(file.read_bytes(), said))
        for step in steps:
            progress(step)
        return result
    steps = []

    def told(step: str) -> None:
        steps.append(step)
        progress(step)

    result = work(told)
    folder.mkdir(exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}")
    new.write_bytes(_replaced(pickle.dumps((steps, result)), numbered))
    new.rename(file)
    return result


def _replaced(data: bytes, words: Mapping[bytes, bytes]) -> bytes:
    for old, new in words.items():
        data = data.replace(old, new)
    return data
