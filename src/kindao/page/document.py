"""A page as one file: its markup, styles and script in it, its policy holding it to exactly these."""

import base64
import hashlib
from functools import cache

import jinja2
from markupsafe import Markup

from kindao.page import law_wording, wording
from kindao.page.dates import day, span
from kindao.page.figures import figure, measured, titled
from kindao.page.timeline import clock, times

LANGUAGES = ("vi", "en")


def document(name: str, language: str, *, script: str = "", **given: object) -> str:
    """The template NAME.html filled in, with the style NAME.css beside it.

    language: "vi" or "en", shown first; both are in the page. script: a template of the page's own JavaScript.
    Raises ValueError for another language."""
    if language not in LANGUAGES:
        raise ValueError(f"a page begins in one of {', '.join(LANGUAGES)}")
    style = _environment().get_template(f"{name}.css").render()
    code = _environment().get_template(script).render() if script else ""
    return (
        _environment()
        .get_template(f"{name}.html")
        .render(
            language=language,
            style=Markup(style),  # our own files, held to their digests by the page's policy
            style_digest=_digest(style),
            script=Markup(code),
            script_digest=_digest(code),
            **given,
        )
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kindao.page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"figure": figure, "measured": measured, "titled": titled, "day": day, "span": span}
    environment.globals |= {"clock": clock, "times": times}
    words: dict[str, object] = {}
    for module in (wording, law_wording):
        words |= {name: getattr(module, name) for name in dir(module) if name.isupper()}
    environment.globals |= words
    return environment
