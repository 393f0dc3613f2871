"""The HTML report of a check, written beside the answer."""

from os.path import lexists, realpath
from pathlib import Path

from kindao.engine.errors import BadInput, Unreadable
from kindao.engine.report import Report


def free(page: Path | None, force: bool, *, copy: Path | None = None, option: str = "--report") -> None:
    """Refuse before any work when the page could not be written, or would stand where the safe copy goes.

    option: which named the page."""
    from kindao.engine.media.writing import ordinary

    if page is None:
        return
    if copy is not None and realpath(page) == realpath(copy):
        raise BadInput("--report: it is the safe copy's own file", hint="Choose another name")
    if page.suffix.lower() not in (".html", ".htm"):
        raise BadInput(f"{option}: not an HTML file", hint="Name it .html")
    ordinary(page)
    if lexists(page) and not force:
        raise BadInput(f"{option}: the file exists already", hint="Choose another name, or add --force")
    if not page.parent.is_dir():
        raise BadInput(f"{option}: its folder does not exist", hint="Make it first")


def write(page: Path, report: Report, original: Path, lang: str, *, force: bool) -> None:
    from kindao.engine.media.opening import open_picture
    from kindao.engine.media.survey import DEFAULT
    from kindao.engine.media.writing import write_atomically
    from kindao.inputs import content
    from kindao.page import render

    try:
        before = None if report.clip else open_picture(content(original, DEFAULT.bytes), name=original.name)
    except (Unreadable, BadInput):
        before = None
    after = (report.copy.data if report.copy else report.held) or None
    write_atomically(
        page, render(report, before=before, after=after, language=lang, use=report.use).encode(), force=force
    )
