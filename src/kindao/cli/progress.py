"""What is being done, as it is told on stderr: on a terminal in one line that renews itself; elsewhere, of a film that
takes long, a line for each tenth."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click

from kindao.engine.medium.base import Step
from kindao.engine.vocabulary import Words

BAR = 12  # cells
TENTHS = 10
LONG = 20.0  # seconds for which a step says nothing where there is no terminal
SETTLED = 1.0  # seconds after which a speed is worth telling
STEPS = {
    "open": Words("mở tệp", "opening"),
    "look": Words("đang xem", "looking"),
    "law": Words("hỏi luật", "asking the law"),
    "parts": Words("đang tìm vùng điều trị", "finding the part under treatment"),
    "redact": Words("đang che", "covering"),
    "preview": Words("đang ghi bản xem trước", "writing the preview"),
    "verify": Words("đang kiểm tra lại", "checking"),
}
"""Steps in words; a detector is told by its name."""
SPEED = Words("khung/giây", "frames/s")
LEFT = Words("còn", "left")

Said = Callable[[str], None]


@contextmanager
def told(lang: str, *, quiet: bool) -> Iterator[Said]:
    """Tells of the steps that it is given; however it ends, no half line is left on the terminal."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        try:
            yield _Line(lang)
        finally:
            click.echo(CLEAR, err=True, nl=False)
    else:
        yield _Tenths(lang)


CLEAR = "\r\033[K"


class _Step:
    """How far one step is, since when."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._name, self._since, self._first, self._last = "", 0.0, 0, 0

    def heard(self, step: str) -> bool:
        """Whether it is another than the one before, or the same once more from its beginning."""
        done = step.done if isinstance(step, Step) else 0
        same = step == self._name and done >= self._last
        if not same:
            self._name, self._since, self._first = str(step), monotonic(), done
        self._last = done
        return not same

    @property
    def seconds(self) -> float:
        return monotonic() - self._since

    def words(self, step: str) -> str:
        """ "looking 42 %, 31 frames/s, 0:12 left"."""
        name = STEPS[step][self._lang] if step in STEPS else str(step)
        if not isinstance(step, Step) or not step.total:
            return name
        said, seconds = f"{name} {100 * step.done // step.total} %", self.seconds
        if seconds < SETTLED or step.done <= self._first:
            return said
        speed = (step.done - self._first) / seconds
        left = round((step.total - step.done) / speed)
        number = f"{speed:.0f}" if speed >= 10 else f"{speed:.1f}"
        number = number.replace(".", ",") if self._lang == "vi" else number
        time = f"{left // 60}:{left % 60:02}"
        time = f"{LEFT.vi} {time}" if self._lang == "vi" else f"{time} {LEFT.en}"
        return f"{said}, {number} {SPEED[self._lang]}, {time}"


class _Line:
    """One line that renews itself: a bar of a step's share where that is known, else of the steps so far."""

    def __init__(self, lang: str) -> None:
        self._step, self._steps = _Step(lang), 0

    def __call__(self, step: str) -> None:
        self._steps += self._step.heard(step)
        full = BAR * step.done // step.total if isinstance(step, Step) and step.total else self._steps
        full = min(full, BAR)
        click.echo(f"{CLEAR}{'█' * full}{'·' * (BAR - full)} {self._step.words(step)}", err=True, nl=False)


class _Tenths:
    """A line for each tenth of a step that takes long; of all else nothing."""

    def __init__(self, lang: str) -> None:
        self._step, self._told = _Step(lang), 0

    def __call__(self, step: str) -> None:
        if self._step.heard(step):
            self._told = 0
        if not isinstance(step, Step) or not step.total:
            return
        tenth = TENTHS * step.done // step.total
        if tenth > self._told and self._step.seconds >= LONG:
            self._told = tenth
            click.echo(f"kindao: {self._step.words(step)}", err=True)
