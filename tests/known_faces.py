"""Pictures with known faces, for the tests of what finds them."""

import json
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

import support
from kindao.engine.detect.base import Submission
from kindao.engine.detect.face import Face
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.vocabulary import Finding, Identifier


@cache
def entries() -> dict[str, dict[str, Any]]:
    return {entry["file"]: entry for entry in json.loads(support.testdata("faces_gt.json").read_text())}


@cache
def pixels(name: str) -> Pixels:
    picture = np.array(Image.open(support.testdata(name)).convert("RGB"))
    picture.flags.writeable = False
    return picture


def truths(name: str) -> list[Box]:
    """Where its faces are, background people left out."""
    entry = entries()[name]
    return [
        Box.around(*face["box"], width=entry["w"], height=entry["h"]) for face in entry["faces"] if not face["ignore"]
    ]


def found(picture: Pixels) -> list[Finding]:
    return list(Face().find(Submission(Picture(Format.PNG, (Frame(picture),)))))


def boxes(findings: list[Finding], identifier: Identifier) -> list[Box]:
    return [f.where.box for f in findings if f.identifier is identifier and isinstance(f.where, Region)]


def covered(findings: list[Finding], box: Box, picture: Pixels) -> float:
    """The share of this box that would be filled."""
    filled = np.zeros(picture.shape[:2], bool)
    for head in boxes(findings, Identifier.HEAD):
        filled[head.slices] = True
    return float(filled[box.slices].mean())
