"""What platforms answer, read with suspicion: an error page instead of JSON, a code that is no code."""

import re
from datetime import timedelta
from typing import Any, NoReturn

import httpx

from kindao.web.releases.connectors.base import Later, Unsure

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}|-?[0-9]{1,9}")


def told(answer: httpx.Response) -> dict[str, Any]:
    """The object in it; empty where there is none."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def inner(said: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of that name in an object; empty where there is none."""
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def code(said: object) -> str:
    """A platform's own code as it may be shown: a word or a number. Anything else, which may hold what was sent or
    who is meant, is "unknown"."""
    text = str(said)
    return text if CODE.fullmatch(text) else "unknown"


def text(said: object) -> str:
    """An identifier: "" for what is none."""
    return str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""


def senseless(*, changes: bool) -> NoReturn:
    """Raised for an answer that nobody understands."""
    if changes:
        raise Unsure("the answer of the platform was lost", hint="Kindao looks there before it sends anything again")
    raise Later("the platform does not answer", hint="It is tried again by itself")


def unlisted(after: timedelta) -> Later:
    """Of what was sent a moment ago, and that no listing names. after: until when it is looked for again."""
    return Later("the listing of the platform may not know it yet", hint="It is looked at again by itself", after=after)
