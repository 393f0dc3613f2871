"""A batch in words: a line for each file as it is done, on stderr; at the end one table, on stdout."""

import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import click

from kindao.api import Made, Redaction
from kindao.cli import batch, output, progress, refusal
from kindao.engine.errors import Failed
from kindao.engine.medium.base import Sight
from kindao.engine.report import NotLookedFor, Report
from kindao.engine.vocabulary import Outcome, Words

T = TypeVar("T")

WORST = (1, 2, 4, 3, 0)
"""The exit statuses, the one that counts for many files first."""


@dataclass(frozen=True, slots=True)
class Answer:
    mark: str
    words: Words  # one, to be counted
    colour: str


YES = Answer("✓", Words("được", "yes"), "green")
CLEAN = Answer("✓", Words("sạch", "clean"), "green")
KEPT = Answer("?", Words("còn thấy", "kept"), "yellow")
LOOK = Answer("?", Words("cần xem", "look"), "yellow")
NO = Answer("✗", Words("không", "no"), "red")
FOUND = Answer("✗", Words("lộ", "found"), "red")
NOTHING = Answer("–", Words("không thấy", "nothing"), "yellow")
ERROR = Answer("!", Words("lỗi", "error"), "red")


@dataclass(frozen=True, slots=True)
class Row:
    """One file's answer, its main reason, and its copy's name."""

    answer: Answer
    why: str
    status: int
    copy: str = ""
    absent: tuple[NotLookedFor, ...] = ()


def of_check(report: Report, lang: str) -> Row:
    status = output.status(report)
    answers = {Outcome.PERMIT: YES, Outcome.INDETERMINATE: LOOK, Outcome.DENY: NO}
    answer = ERROR if status == output.BAD_INPUT else answers[report.outcome]
    said = report.refused or (report.decision.reasons[0].words if report.decision and report.decision.reasons else None)
    return Row(answer, said[lang] if said else "", status, _copy(report), report.not_looked_for)


def of_redact(made: Redaction, lang: str) -> Row:
    found = output.counted(made.findings, lang) or output.heading("nothing", lang)
    why = made.why[lang] if made.why else found
    answer = {Made.CLEAN: CLEAN, Made.KEPT: KEPT}.get(made.made, LOOK)
    return Row(answer, why, output.MADE_STATUS[made.made], _copy(made), made.not_looked_for)


def of_detect(sight: Sight, lang: str) -> Row:
    if not sight.findings:
        return Row(NOTHING, output.heading("nothing", lang), 0, absent=sight.not_looked_for)
    return Row(FOUND, output.counted(sight.findings, lang), 4, absent=sight.not_looked_for)


def _copy(report: Report | Redaction) -> str:
    return report.copy.path.name if report.copy and report.copy.path else ""


def alone(work: Callable[..., T], file: Path, *, lang: str, as_json: bool) -> T:
    """The work on one file, which says how far it is (`progress`); what goes wrong is said, and ends the command."""
    with progress.told(lang, quiet=as_json) as say:
        (done,) = batch.each({file: partial(work, progress=say)})
    if done.error is not None or done.result is None:
        refused = _refused(done, lang)
        click.echo(f"kindao: {file}: {refused.sentence}", err=True)
        if as_json:
            output.dump({"error": refused.as_json})
        sys.exit(done.failure)
    return done.result


def run(
    works: Mapping[Path, Callable[[Path], T]],
    row_of: Callable[[T, str], Row],
    json_of: Callable[[T, str], dict[str, Any]],
    *,
    left_out: int,
    lang: str,
    as_json: bool,
    pages: Mapping[Path, Path] | None = None,
) -> int:
    """Does the work, tells of it, and gives the exit status: the worst of all files'.

    left_out: how many files of a folder are no media by their names. pages: the report of each, told where it is not
    called as its original."""
    if left_out:
        click.echo(f"kindao: {LEFT_OUT[lang].format(left_out)}", err=True)
    start, names = perf_counter(), _short(list(works))

    def row(done: batch.Done[T]) -> Row:
        if done.error is not None or done.result is None:
            return Row(ERROR, _refused(done, lang).sentence, done.failure)
        return row_of(done.result, lang)

    def told(count: int, done: batch.Done[T]) -> None:
        one = row(done)
        line = f"{count}/{len(works)} {names[done.file]}: {one.answer.mark} {one.answer.words[lang]}"
        if one.answer is ERROR:
            click.echo(f"{_CLEAR}kindao: {count}/{len(works)} {done.file}: {one.why}", err=True)
        elif sys.stderr.isatty():
            bar = round(_BAR * count / len(works))
            click.echo(f"{_CLEAR}{'█' * bar}{'·' * (_BAR - bar)} {line}", err=True, nl=False)
        else:
            click.echo(f"kindao: {line} ({seconds(done.seconds, lang)})", err=True)

    done = batch.each(works, told)
    if sys.stderr.isatty():
        click.echo(_CLEAR, err=True, nl=False)
    rows = [row(one) for one in done]
    if as_json:
        said = [
            json_of(one.result, lang) if one.result is not None else {"error": _refused(one, lang).as_json}
            for one in done
        ]
        output.dump({"media": said})
    else:
        _table([(names[one.file], row) for one, row in zip(done, rows, strict=True)], lang)
        counts = Counter(row.answer for row in rows)
        parts = ", ".join(f"{n} {answer.words[lang]}" for answer, n in counts.most_common())
        click.echo(f"\n{len(rows)} {FILES[lang]}: {parts}; {seconds(perf_counter() - start, lang)}")
        for file, page in (pages or {}).items():
            if page.stem != file.stem and page.exists():
                click.echo(f"{PAGE_OF[lang].format(names[file])} {page.name}")
        output.show_absent(tuple(dict.fromkeys(one for row in rows for one in row.absent)), lang)
    return min((row.status for row in rows), key=WORST.index)


_BAR = 12
_CLEAR = "\r\033[K" if sys.stderr.isatty() else ""
FILES = Words("tệp", "files")
PAGE_OF = Words("Báo cáo của {}:", "Report of {}:")
LEFT_OUT = Words(
    "bỏ qua, vì tên tệp không phải của ảnh, phim hay bản ghi âm: {}",
    "left out, not named as pictures, films or recordings are: {}",
)
HEADS = (Words("Tệp", "File"), Words("Trả lời", "Answer"), Words("Vì sao", "Why"), Words("Bản sao", "Copy"))
LEAST = 24  # columns for the reason, however narrow the terminal
LINES = 5  # of a reason, at most


def _refused(done: batch.Done[T], lang: str) -> refusal.Refusal:
    return refusal.of_error(done.error or Failed("nothing came of it"), lang)


def _short(files: list[Path]) -> dict[Path, str]:
    """The files as they are named below the folder that all lie in."""
    common = os.path.commonpath([file.absolute().parent for file in files])
    return {file: os.path.relpath(file.absolute(), common) for file in files}


def _table(rows: list[tuple[str, Row]], lang: str) -> None:
    """A row for each file; its reason goes on below itself, in what the terminal leaves it, up to `LINES` lines."""
    has_copies = any(row.copy for _, row in rows)
    answers = [f"{row.answer.mark} {row.answer.words[lang]}" for _, row in rows]
    name = max(len(HEADS[0][lang]), *(len(name) for name, _ in rows))
    answer = max(len(HEADS[1][lang]), *map(len, answers))
    copy = max(len(HEADS[3][lang]), *(len(row.copy) for _, row in rows)) + 2 if has_copies else 0
    why = max(LEAST, shutil.get_terminal_size((110, 24)).columns - name - answer - copy - 4)
    heads = [head[lang] for head in HEADS]
    last = f"  {heads[3]}" if has_copies else ""
    click.secho(f"{heads[0]:<{name}}  {heads[1]:<{answer}}  {heads[2]:<{why}}{last}".rstrip(), bold=True)
    for (file, row), said in zip(rows, answers, strict=True):
        first, *more = textwrap.wrap(row.why, why, max_lines=LINES, placeholder="…") or [""]
        click.echo(f"{file:<{name}}  {click.style(f'{said:<{answer}}', fg=row.answer.colour)}  ", nl=False)
        click.echo(f"{first:<{why}}  {row.copy}".rstrip())
        for line in more:
            click.echo(f"{'':<{name + answer + 4}}{line}")


def seconds(value: float, lang: str) -> str:
    return f"{value:.1f} s" if lang == "en" else f"{value:.1f} giây".replace(".", ",")
