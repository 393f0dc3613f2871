"""What was seen, frame by frame, on disk: a run that was killed goes on where it was, without asking a network twice.

One line of JSON for each frame that was looked at: places, scores and kinds. No picture, no word that was read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from kindao.engine.detect.rows import COLUMNS, Rows
from kindao.engine.tracks.follow import Sighting
from kindao.engine.vocabulary import Identifier

FLUSHED = 25  # lines between two writings


@dataclass(frozen=True, slots=True)
class Noted:
    """What the looks at one frame saw, by kind; people: everyone, None when nobody looked for them."""

    seen: Mapping[str, list[Sighting]]
    people: Rows | None


class Journal:
    """Of one film, one set of detectors, one set of known facts: whoever opens it answers for that."""

    def __init__(self, path: Path) -> None:
        self._noted: dict[int, str] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    self._noted[int(json.loads(line)["frame"])] = line
                except (ValueError, KeyError, TypeError):
                    break  # the line at which it was cut short; what follows is not trusted either
            path.write_text("".join(f"{line}\n" for line in self._noted.values()), encoding="utf-8")
        path.touch(mode=0o600)
        path.chmod(0o600)  # its owner's alone, also where an older run left it open
        self._file: TextIO = path.open("a", encoding="utf-8")
        self._waiting = 0

    def __len__(self) -> int:
        return len(self._noted)

    def get(self, frame: int) -> Noted | None:
        """What was noted of a frame; None when nothing was."""
        line = self._noted.pop(frame, None)
        return _read(json.loads(line)) if line else None

    def put(self, frame: int, noted: Noted) -> None:
        self._file.write(json.dumps({"frame": frame} | _said(noted), separators=(",", ":")) + "\n")
        self._waiting += 1
        if self._waiting >= FLUSHED:
            self._file.flush()
            self._waiting = 0

    def close(self) -> None:
        self._file.close()


def _said(noted: Noted) -> dict[str, Any]:
    return {
        "seen": {
            kind: [
                [one.place.tolist(), one.score, one.sure, [[*tell, sure] for tell, sure in one.tells.items()]]
                for one in sightings
            ]
            for kind, sightings in noted.seen.items()
        },
        "people": None if noted.people is None else noted.people.tolist(),
    }


def _read(said: Mapping[str, Any]) -> Noted:
    seen = {
        kind: [
            Sighting(
                np.array(place, np.float64),
                score,
                sure,
                {(Identifier(identifier), about): confidence for identifier, about, confidence in tells},
            )
            for place, score, sure, tells in sightings
        ]
        for kind, sightings in said["seen"].items()
    }
    people = said["people"]
    return Noted(seen, None if people is None else np.array(people, np.float32).reshape(-1, COLUMNS))
