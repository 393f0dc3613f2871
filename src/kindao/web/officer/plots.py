"""Plots as SVG, made here: bars and small lines, each with its title, what it shows in words, and a table beneath."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from textwrap import wrap

WIDE, ROW = 280, 44  # units of the SVG: near a phone's pixels, so that its letters can be read there
LABELLED, LINE = 20, 18  # units above a bar for its label, and for each further line of it
LETTERS = 32  # in one line of a label, beside the number


@dataclass(frozen=True, slots=True)
class Bar:
    """One number, and where its rows are."""

    label: str
    value: float
    href: str = ""
    said: str = ""  # the number in words; else as it is
    tone: str = ""  # a class of the style sheet

    @property
    def told(self) -> str:
        return self.said or f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Drawn:
    bar: Bar
    y: int
    width: float

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The whole label, line by line, with where each stands."""
        return [(line, self.y + LABELLED - 6 + n * LINE) for n, line in enumerate(_lines(self.bar))]

    @property
    def bar_y(self) -> int:
        return self.y + LABELLED + (len(self.lines) - 1) * LINE

    @property
    def text_y(self) -> int:
        return self.y + LABELLED - 6


def _lines(bar: Bar) -> list[str]:
    return wrap(str(bar.label), LETTERS) or [""]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under each other. id: of its title in the page."""

    id: str
    title: str
    desc: str
    bars: Sequence[Bar]

    @property
    def most(self) -> float:
        return max((bar.value for bar in self.bars), default=0) or 1

    @property
    def wide(self) -> int:
        return WIDE

    @property
    def height(self) -> int:
        return max(ROW, sum(map(self._high, self.bars)))

    @staticmethod
    def _high(bar: Bar) -> int:
        return ROW + (len(_lines(bar)) - 1) * LINE

    @property
    def rows(self) -> list[Drawn]:
        starts = accumulate(map(self._high, self.bars), initial=0)
        return [
            Drawn(bar, y, round(max(bar.value / self.most * WIDE, 2 if bar.value else 0), 1))
            for bar, y in zip(self.bars, starts, strict=False)
        ]


@dataclass(frozen=True, slots=True)
class Line:
    """A small line over days; values None: no day."""

    id: str
    title: str
    desc: str
    points: Sequence[tuple[str, float | None]] = field(default=())
    unit: str = ""
    height: int = 64

    @property
    def wide(self) -> int:
        return WIDE

    @property
    def base(self) -> int:
        return self.height - 2

    @property
    def runs(self) -> list[str]:
        """The line, broken where there is no value: points of polylines."""
        values = [value for _, value in self.points if value is not None]
        most = max(values, default=0) or 1
        step = WIDE / max(len(self.points) - 1, 1)
        runs: list[list[str]] = [[]]
        for n, (_, value) in enumerate(self.points):
            if value is None:
                runs.append([])
            else:
                runs[-1].append(f"{n * step:.1f},{self.base - value / most * (self.height - 8):.1f}")
        return [" ".join(run if len(run) > 1 else run * 2) for run in runs if run]

    @property
    def drawn(self) -> bool:
        """Whether there is a line at all: of single days the table says more than dots."""
        return any(len(set(run.split())) > 1 for run in self.runs)

    @property
    def told(self) -> list[tuple[str, float]]:
        return [(label, value) for label, value in self.points if value is not None]
