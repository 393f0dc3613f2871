"""The report as one self-contained page: what was asked, the answer, the pictures, why, and what was looked at.

It loads nothing, runs no script, and holds both languages. It shows the original: it stays in the clinic."""

from kindao.page.report import render

__all__ = ["render"]
