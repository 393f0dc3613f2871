"""What every detector promises, and what it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from kindao.engine.media.picture import Picture
from kindao.engine.vocabulary import Finding, Identifier, Known


@dataclass(frozen=True, slots=True)
class Submission:
    """What is put before the gate: the medium, the words that go with it, and what is known of those shown."""

    picture: Picture
    caption: str = ""
    file_name: str = ""
    known: tuple[Known, ...] = field(default=())
    ours: tuple[str, ...] = ()  # what is the clinic's own: name, addresses, numbers, who treats


@runtime_checkable
class Detector(Protocol):
    """One class, three facts, one method. Listed in `BUILT_IN` or by the entry point `kindao.detectors`.

    `find` raises `Missing` when what it needs is not installed and `Failed` when it breaks: a
    detector that did not look never returns an empty list. Same submission, same findings, in
    the same order; every region lies in its frame. One instance may be called from two threads.

    One that also has `heeds` says on which words of a submission its findings depend, of `WORDS`: what it found beside
    other words may then be handed to it. One that has none is asked again whenever any of them is another."""

    name: str
    finds: frozenset[Identifier]
    needs: tuple[str, ...]  # modules; named in the error, with the extra to install, when missing

    def find(self, submission: Submission) -> Iterator[Finding]: ...


WORDS = frozenset({"caption", "file_name", "known", "ours"})


def heeds(detector: Detector) -> frozenset[str]:
    """On which words of a submission its findings depend; on all of them where it does not tell, in `heeds`."""
    told: frozenset[str] = getattr(detector, "heeds", WORDS)
    return told & WORDS
