"""What a person drew on a picture is covered in every copy, whatever the law would let be seen."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kindao.engine import gate
from kindao.engine.appearance import Appearance
from kindao.engine.detect import installed
from kindao.engine.geometry import Box, Region
from kindao.engine.media.opening import open_picture
from kindao.engine.policy.facts import Person, Role, Use
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Destination, Finding, Identifier, Outcome, Purpose
from kindao.samples import examples

TATTOO = Finding(Identifier.SKIN_MARK, Region(Box(5, 5, 70, 60)), 1.0, "officer")


def _request(**fields: object) -> gate.Request:
    use = Use(Purpose.RECORD, Destination.INTERNAL, date(2026, 6, 1))
    data = (examples() / "nose.jpg").read_bytes()
    patient = Appearance(Person("patient", Role.PATIENT))
    return replace(gate.Request(data, use, people=(patient,)), **fields)  # type: ignore[arg-type]


def test_a_mark_is_covered_even_where_all_may_be_seen() -> None:
    pack = load_pack("vn")
    bare = gate.check(_request(), detectors=installed(), pack=pack)
    assert bare.outcome is Outcome.PERMIT and bare.copy is not None and not bare.covered
    marked = gate.check(_request(marked=(TATTOO,)), detectors=installed(), pack=pack)
    assert marked.outcome is Outcome.PERMIT and marked.copy is not None and TATTOO in marked.covered
    assert TATTOO in marked.findings
    place = Box(5, 5, 70, 60).slices
    before, after = (open_picture(one.copy.data).frames[0].pixels[place] for one in (bare, marked) if one.copy)
    assert after.std(axis=(0, 1)).max() < 3 < np.abs(before.astype(int) - after).mean()


def test_a_face_that_was_drawn_is_somebodys() -> None:
    """Nobody said whose it is: it blocks as any other face does."""
    box = Region(Box(5, 5, 70, 60))
    face = (Finding(Identifier.FACE, box, 1.0, "officer"), Finding(Identifier.HEAD, box, 1.0, "officer"))
    report = gate.check(_request(marked=face), detectors=installed(), pack=load_pack("vn"))
    assert report.facts is not None
    assert {person.role for person in report.facts.people} == {Role.PATIENT, Role.UNKNOWN}


def test_boxes_are_drawn_on_pictures_alone() -> None:
    with pytest.raises(ValueError, match="boxes are drawn on pictures"):
        _request(data=Path("film.mp4"), marked=(TATTOO,))
