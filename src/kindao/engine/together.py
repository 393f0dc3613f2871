"""Independent work side by side: networks leave the interpreter free while they run."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from kindao.engine import weights

T = TypeVar("T")


def side_by_side(work: Sequence[Callable[[], T]]) -> list[T]:
    """What each piece of work gives, in their order; one after the other where there is one core.

    Raises what the first piece in that order raises that failed, when all have ended."""
    if weights.threads() < 2 or len(work) < 2:
        return [piece() for piece in work]
    with ThreadPoolExecutor(weights.threads()) as pool:
        running = [pool.submit(piece) for piece in work]
    return [piece.result() for piece in running]
