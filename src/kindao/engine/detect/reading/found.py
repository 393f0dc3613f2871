"""The value that reading returns."""

from dataclasses import dataclass

from kindao.engine.vocabulary import Identifier


@dataclass(frozen=True, slots=True)
class Found:
    """Characters start <= i < end of the text are this kind of identifier."""

    identifier: Identifier
    start: int
    end: int
    about: str = ""  # id of the known person it names, "" when unknown
    confidence: float = 1.0  # 0 to 1: how much the form alone says; 0.9 and more came with a label or a known value
