"""What a network saw of the original, place by place. It is the same original for every copy that is made of it, so
it is asked once; all that is asked about a copy itself is asked anew, but of a part that is coded as it was, and of
which the same is told (parts.py).

A memory of one film. It holds places and scores and no pixels. Of parts it holds those of the last copy alone: some
kilobytes for each few seconds of film, and what was left in them."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

MOST = 50_000  # answers and what is in them, faces say, that are kept: of what comes after every copy asks again


class Remembered:
    """Answers by what was asked: the frame, the part of it, how it was turned."""

    def __init__(self, most: int = MOST) -> None:
        """most: answers that are kept, each with what is in it."""
        self._room = most
        self._answers: dict[Hashable, tuple[Any, ...]] = {}
        self.parts: dict[str, Any] = {}  # what the looks at a part of a copy came to, by all on which that rests

    def of(self, asked: Hashable, answer: Callable[[], Iterable[Any]]) -> tuple[Any, ...]:
        """The answer that was given before, else the one that is given now."""
        found = self._answers.get(asked)
        if found is None:
            found = tuple(answer())
            if self._room > len(found):
                self._room -= 1 + len(found)
                self._answers[asked] = found
        return found
