"""The report as one self-contained page: what was asked, the answer, the pictures, why, and what was looked at.

It loads nothing, runs no script, and holds both languages. It shows the original: it stays in the clinic."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kindao.page.report import render

__all__ = ["render"]


def __getattr__(name: str) -> Any:
    """`render`, when it is asked for: whoever needs the words alone waits for no picture library."""
    if name != "render":
        raise AttributeError(name)
    from kindao.page.report import render

    return render
