"""The data files of a law pack beside its rules and instruments: read once, whole, or the pack is not sound."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from kindao.engine.errors import Failed
from kindao.engine.policy.pack import Article, Pack

T = TypeVar("T")


class Unsound(ValueError):
    """What is wrong with an entry; only who writes a pack can mend it."""


def held(pack: Pack, name: str, make: Callable[[Mapping[str, Any]], T]) -> T:
    """What `make` makes of a file that was sealed with the pack.

    Raises Failed when the file is missing or not sound."""
    try:
        return make(tomllib.loads(pack.data[name]))
    except Unsound as error:
        raise Failed(
            f"law pack {pack.name}: {error}", hint="Install again, or seal the pack that you changed"
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise Failed(f"law pack {pack.name} is not sound ({type(error).__name__})", hint="Install again") from error


def within(identity: str, since: date, until: date | None, articles: tuple[Article, ...]) -> None:
    """Raises Unsound when an entry is in force on a day when one of its articles is not."""
    for article in articles:
        outlived = article.until is not None and (until is None or until > article.until)
        if article.since > since or outlived:
            raise Unsound(f"{identity}: in force when its article is not")
