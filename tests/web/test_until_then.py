"""'Đến lúc đó' is read as 'once that time has come': what holds until then says 'trước đó' or 'cho đến lúc đó'."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import kindao.web

PO = Path(kindao.web.__file__).parent / "locale/vi/LC_MESSAGES/django.po"
ONCE_IT_HAS_COME = re.compile(r"(?<!cho )\bđến lúc (?:đó|ấy)\b", re.IGNORECASE)


def test_what_holds_until_then_is_not_said_as_what_begins_then() -> None:
    """Of a file that is erased after a day, whoever read that it can be taken back then lost it."""
    with PO.open("rb") as file:
        catalogue = read_po(file)
    until = [
        one for one in catalogue if isinstance(one.id, str) and re.search(r"\buntil then\b", one.id, re.IGNORECASE)
    ]
    assert len(until) > 5
    assert not [one.id for one in until if ONCE_IT_HAS_COME.search(str(one.string))]
