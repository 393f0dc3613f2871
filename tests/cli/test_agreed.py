"""What was agreed to stay is no leak when it is said, and a leak when it is not."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import kindao as package
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Region
from support import kindao

EXAMPLES = Path(__file__).parents[2] / "examples"
NOSE, GROUP = EXAMPLES / "nose.jpg", EXAMPLES / "group.jpg"


def test_verify_agrees_with_the_gate_when_it_knows_the_part_under_treatment(tmp_path: Path) -> None:
    """A permitted nose was called a leak: a network took it for a face, and found it to be itself."""
    out = tmp_path / "safe.jpg"
    made = package.redact(NOSE, out, body_area="nose")
    assert made.verification and made.verification.clean
    likeness = {check.name: check.measured for check in made.verification.checks}["re-identification"]
    told = package.verify(out, against=NOSE, body_area="nose")
    assert told.clean, [check.words.en for check in told.checks if not check.passed]
    assert {check.name: check.measured for check in told.checks}["re-identification"] == pytest.approx(likeness)
    assert "the part left visible was not judged" in {c.name: c.words.en for c in told.checks}["re-identification"]
    another = package.verify(out, against=NOSE, body_area="chin")
    assert not another.clean
    untold = kindao("verify", out, "--against", NOSE)
    assert untold.returncode == 4 and "Something stays visible. If it may, say so" in untold.stdout
    said = kindao("--lang", "vi", "verify", out, "--against", NOSE, "--body-area", "nose")
    assert said.returncode == 0 and "phần được khai là để lại" in said.stdout


def test_a_face_that_was_agreed_to_is_no_leak_and_another_is(tmp_path: Path) -> None:
    original = GROUP
    found = package.detect(original).findings
    faces = [f.where.box for f in found if f.identifier == "face" and isinstance(f.where, Region)]
    out = tmp_path / "one.png"
    with Image.open(original) as picture:
        copy = Image.new("RGB", picture.size)
        copy.paste(picture)
        for face in faces[1:]:
            x, y = face.width // 2, face.height
            ImageDraw.Draw(copy).rectangle((face.x0 - x, face.y0 - y, face.x1 + x, face.y1 + y), fill=(40, 40, 40))
        copy.save(out)
    assert not package.verify(out, against=original).clean
    told = package.verify(out, against=original, shown=faces[:1])
    heads = {"faces", "faces-of-original", "re-identification"}
    assert {check.name for check in told.checks if not check.passed}.isdisjoint(heads)
    other = package.verify(out, against=original, shown=faces[1:2])
    assert heads & {check.name for check in other.checks if not check.passed}


def test_what_cannot_be_agreed_to_is_refused() -> None:
    with pytest.raises(BadInput, match="without the original"):
        package.verify(NOSE, body_area="nose")
    with pytest.raises(BadInput, match="outside the picture"):
        package.verify(NOSE, against=NOSE, shown=[Box(5000, 0, 5100, 50)])
    with pytest.raises(BadInput, match="several people"):
        package.verify(GROUP, against=GROUP, body_area="nose")
    assert kindao("verify", NOSE, "--shown", "me").returncode == 2
    assert kindao("verify", NOSE, "--shown", "at=1,2").returncode == 2


def test_a_face_at_the_edge_is_not_said_to_be_none(tmp_path: Path) -> None:
    """Of 400 pixels its forehead reaches the edge: it was told that no face was found, beside one that was."""
    small = tmp_path / "nose.png"
    with Image.open(NOSE) as picture:
        picture.convert("RGB").resize((400, 400), Image.Resampling.BOX).save(small)
    report = package.check(small, purpose="advertising", destination="facebook", body_area="nose")
    assert any(finding.identifier == "face" for finding in report.findings)
    (said,) = [reason for reason in report.decision.reasons if reason.rule == "KD-NOFACE"] if report.decision else []
    assert "or a large one reaches the picture's edge" in said.words.en and "larger original" in said.words.en
