"""What a platform called something that is on its way: kept with the account before anybody can see it, so that after
a crash or a lost answer it is asked about by that name, and not posted again.

In an account's `told`: sent, a JSON object of marks and names, the oldest first."""

import json

from kindao.web.releases.connectors.base import Access

KEPT = 300  # more than anything that is still on its way


def noted(access: Access, mark: str) -> str | None:
    return _all(access).get(mark)


def note(access: Access, mark: str, name: str) -> None:
    with access.alone():
        notes = _all(access)
        notes.pop(mark, None)
        notes[mark] = name
        access.keep({"sent": json.dumps(dict(list(notes.items())[-KEPT:]))})


def _all(access: Access) -> dict[str, str]:
    notes: dict[str, str] = json.loads(access.told.get("sent") or "{}")
    return notes
