"""What the engine saw, kept in rows and handed to the gate: the same, to the last digit, and nothing that is not this
engine's own."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_member, a_patient, a_use, an_original, inspected, worked
from kindao.engine import gate
from kindao.engine.detect import installed
from kindao.engine.detect.base import Submission
from kindao.engine.geometry import Box, Interval, Region, Track
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Span, Where
from kindao.web.cases import actions as cases
from kindao.web.review import asking, running, sight
from kindao.web.review.models import Inspection

EDGE = st.integers(0, 9000)
INT = st.integers(-(2**31), 2**31 - 1)
NUMBER = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    (x0, x1), (y0, y1) = sorted((draw(EDGE), draw(EDGE))), sorted((draw(EDGE), draw(EDGE)))
    return Box(x0, y0, x1, y1)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    places = draw(st.lists(boxes(), min_size=1, max_size=5))
    edges = st.lists(st.tuples(INT, INT, INT, INT), min_size=len(places), max_size=len(places))
    unsure = draw(st.sets(st.integers(0, 10**6), max_size=3))
    return Track.of(draw(st.integers(0, 10**6)), places, whole=draw(st.just([]) | edges), unsure=unsure)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start, longer = draw(st.fractions(0, 10**4)), draw(st.fractions(Fraction(1, 10**6), 10**4))
    return Interval(start, start + longer)


def wheres() -> st.SearchStrategy[Where]:
    outline = st.just(()) | st.lists(st.tuples(NUMBER, NUMBER), min_size=3, max_size=6).map(tuple)
    words = st.text(max_size=20)
    return (
        st.builds(Region, boxes(), outline, st.integers(0, 500))
        | tracks()
        | intervals()
        | st.builds(Attribute, words, words)
        | st.tuples(EDGE, EDGE).map(lambda ends: Span(min(ends), max(ends)))
    )


FINDINGS = st.builds(
    Finding, st.sampled_from(Identifier), wheres(), st.floats(0, 1), st.text(max_size=10), st.text(max_size=36)
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=10), st.lists(FINDINGS, max_size=4).map(tuple)), max_size=4))
def test_what_was_seen_comes_back_as_it_was(each: list[tuple[str, tuple[Finding, ...]]]) -> None:
    seen = tuple(finding for _, findings in each for finding in findings)
    kept = json.loads(json.dumps([sight.findings_to(seen), sight.each_to(each)], sort_keys=True))
    assert sight.findings_of(kept[0]) == seen
    assert sight.each_of(sight.findings_of(kept[0]), kept[1]) == tuple(each)


@pytest.mark.django_db
def test_the_gate_takes_over_what_the_inspection_saw_and_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    original = an_original(by)
    inspected(original)
    asked: list[gate.Request] = []
    check = gate.check

    def listening(request: gate.Request, **rest: object) -> object:
        asked.append(request)
        return check(request, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(gate, "check", listening)
    use = worked(a_use(by, original))
    (request,) = asked
    assert request.sight is not None and request.sight.fits(original.digest, installed())
    monkeypatch.setattr(running, "seen_before", lambda *_: None)
    twin = worked(a_use(by, original))
    (one, other) = use.decisions.get(), twin.decisions.get()
    assert (one.outcome, one.facts, one.decision, one.report) == (
        other.outcome,
        other.facts,
        other.decision,
        other.report,
    )


@pytest.mark.django_db
def test_what_was_altered_in_the_rows_is_not_taken_over() -> None:
    original = an_original()
    row = inspected(original)
    known = running._known(asking.everybody(original))
    assert running.seen_before(original, known) is not None
    fewer = [one for one in row.findings if one["is"] != "face"]
    Inspection.objects.filter(pk=row.pk).update(findings=fewer, each=[["face", len(fewer)]])
    assert running.seen_before(original, known) is None


@pytest.mark.django_db
def test_words_are_read_anew_when_something_else_is_known_of_the_patient() -> None:
    by = a_member()
    patient = a_patient(by)
    original = an_original(by, patient)
    inspected(original)
    cases.change_patient(by, patient, name="Lưu Thị Kiểm Thử Khác")
    original.refresh_from_db()
    known = running._known(asking.everybody(original))
    seen = running.seen_before(original, known)
    assert seen is not None and seen.known is None
    submission = Submission(gate.NOTHING, known=known)
    again = {detector.name: seen.by(detector, submission) for detector in installed()}
    assert again["text"] is None and again["metadata"] is None and again["face"] is not None
    assert replace(seen, known=known).by(installed()[1], submission) is not None
