"""Work side by side gives what it would give one after the other."""

from threading import Barrier

import pytest

from kindao.engine.together import side_by_side


def test_results_come_in_the_order_of_the_work() -> None:
    assert side_by_side([lambda n=n: n for n in range(9)]) == list(range(9))  # type: ignore[misc]


def test_two_pieces_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDAO_THREADS", "2")
    both = Barrier(2, timeout=20)  # nobody passes alone
    assert len(side_by_side([both.wait, both.wait])) == 2


def test_on_one_core_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDAO_THREADS", "1")
    done: list[int] = []
    side_by_side([lambda: done.append(1), lambda: done.append(2)])
    assert done == [1, 2]


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_first_failure_is_raised(monkeypatch: pytest.MonkeyPatch, threads: str) -> None:
    monkeypatch.setenv("KINDAO_THREADS", threads)

    def fails(word: str) -> None:
        raise ValueError(word)

    with pytest.raises(ValueError, match="first"):
        side_by_side([lambda: None, lambda: fails("first"), lambda: fails("second")])
