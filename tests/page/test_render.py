"""What the page says, and what it never says."""

import base64
import hashlib
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from kindao.engine.appearance import figures
from kindao.engine.errors import Failed
from kindao.engine.geometry import Box, Region
from kindao.engine.policy.decision import Step, Verified
from kindao.engine.report import Report, Verification
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Outcome, Words
from kindao.page import render, telling
from kindao.page.figures import measured, titled
from kindao.page.marks import kinds, overlay, runs
from kindao.page.wording import HEADLINE, IDENTIFIER, PAGE, VERIFIED_IN_FULL
from reports import CHECKS, CONSENT, FINDINGS, PUBLICATION, UNKNOWN, USE, a_copy, a_decision, a_picture, a_report


def page(outcome: Outcome = Outcome.DENY, language: str = "vi") -> str:
    picture = a_picture()
    after = a_copy(picture) if outcome is Outcome.PERMIT else None
    return render(a_report(outcome), before=picture, after=after, language=language, use=USE)


@pytest.mark.parametrize("outcome", Outcome)
def test_the_answer_stands_first_in_both_languages(outcome: Outcome) -> None:
    heading = re.search(r"<h1>(.*?)</h1>", page(outcome))
    assert heading
    assert HEADLINE[outcome].vi in heading[1]
    assert HEADLINE[outcome].en in heading[1]


def test_the_page_says_what_was_found_why_and_what_to_do() -> None:
    html, decision = page(), a_report().decision
    assert decision
    for reason in decision.reasons:
        for said in (reason.words.vi, reason.words.en, reason.cited.vi, reason.cited.en, reason.rule):
            assert _escaped(said) in html
        assert _escaped(VERIFIED_IN_FULL[reason.verified].en) in html
    for step in decision.path:
        assert _escaped(step.words.vi) in html
        assert _escaped(step.words.en) in html
    for finding in FINDINGS:
        assert IDENTIFIER[finding.identifier].vi in html
    assert "GPSLatitude" in html
    assert PAGE["not-looked"].vi in html
    assert _escaped(VERIFIED_IN_FULL[Verified.N].en) not in html, "a flag that no clause carries is not explained"


def test_a_permit_shows_its_copy_checks_duties_and_digest() -> None:
    html, report = page(Outcome.PERMIT), a_report(Outcome.PERMIT)
    assert report.copy
    assert report.decision
    assert report.copy.digest in html
    for check in CHECKS:
        assert check.words.en in html
    for check in CHECKS:
        assert _escaped(titled(check).en) in html
        figure = measured(check)
        assert figure is None or (_escaped(figure.vi) in html and _escaped(figure.en) in html)
    assert "0,187 (dưới 0,62)" in html
    assert "0.187 (below 0.62)" in html
    assert report.decision.obligations[0].words.en in html
    assert html.count("data:image/jpeg;base64,") == 2
    assert re.search(rf"4 <span[^>]*>{PAGE['covered'].vi}", html), "face and head are one place"
    assert PAGE["no-path"].en not in html


def test_a_reason_and_a_step_are_said_once_with_everybody_they_concern() -> None:
    report = a_report()
    assert report.decision
    ask = Step("name-person", Words("Cho biết là ai.", "Say who it is."), 1)
    decision = replace(
        report.decision,
        reasons=tuple(replace(UNKNOWN, person=person) for person in ("A", "B", "C")),
        path=tuple(replace(ask, person=person) for person in ("A", "B", "C")),
    )
    html = render(replace(report, decision=decision), before=a_picture(), after=None)
    assert html.count(UNKNOWN.words.en) == html.count(ask.words.en) == html.count(UNKNOWN.rule) == 1
    assert html.count("A, B, C") == 2


def test_alike_reasons_of_two_rules_name_both() -> None:
    one, other = telling.reasons((CONSENT, replace(CONSENT, rule="X-2", person="P2"), PUBLICATION))
    assert [rests.rule for rests in one.rests] == [CONSENT.rule, "X-2"] and one.people == ("P1", "P2")
    assert [rests.rule for rests in other.rests] == [PUBLICATION.rule]


def test_a_failed_check_and_a_residual_are_shown_as_such() -> None:
    picture = a_picture()
    left = Finding(Identifier.FACE, Region(Box(10, 10, 60, 70)), 0.8, "second")
    failed = replace(CHECKS[0], passed=False)
    report = replace(a_report(Outcome.INDETERMINATE), verification=Verification((left,), (failed, *CHECKS[1:])))
    html = render(report, before=picture, after=a_copy(picture))
    assert PAGE["failed"].en in html
    assert PAGE["residuals"].en in html
    assert PAGE["held"].vi in html
    assert PAGE["safe-copy"].vi not in html
    assert re.search(r'id="marks-after">.*class="line person"', html, re.DOTALL)


def test_a_file_refused_before_the_law_has_its_page_too() -> None:
    refused = Words("Tệp bị cắt cụt.", "The file is truncated.")
    html = render(
        Report("sha256:" + "0" * 64, Outcome.DENY, (), None, refused=refused), before=None, after=None, language="en"
    )
    assert refused.vi in html
    assert PAGE["law-not-asked"].en in html
    assert "<img" not in html


def test_a_decision_without_a_way_says_so() -> None:
    report = a_report()
    assert report.decision
    html = render(replace(report, decision=replace(report.decision, path=())), before=a_picture(), after=None)
    assert PAGE["no-path"].vi in html


def test_nothing_found_never_reads_as_nobody_shown() -> None:
    html = render(a_report(findings=()), before=a_picture(), after=None)
    assert PAGE["found-none"].en in html


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_begins_in_the_language_asked_for(language: str) -> None:
    html = page(language=language)
    assert f'<html lang="{language}">' in html
    assert re.findall(r'id="in-(\w+)" autocomplete="off" checked', html) == [language]
    assert HEADLINE[Outcome.DENY][language] in html.split("</title>")[0]


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="vi, en"):
        page(language="fr")


def test_the_policy_names_exactly_this_style_and_no_source_outside() -> None:
    html = page()
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in html
    )
    assert not re.search(r"(?:src|href)=\"(?!data:|#)|url\(|@import|<script|\son\w+=|style=\"", html)


def test_words_from_elsewhere_are_text_never_markup() -> None:
    hostile = "<img src=x onerror=alert(1)>\"'"
    planted = Finding(Identifier.METADATA, Attribute(hostile, hostile), 1.0, "metadata", about=hostile)
    html = render(a_report(findings=(planted,)), before=a_picture(), after=None)
    assert "<img src=x" not in html
    assert _escaped(hostile) in html


def test_pictures_are_small_and_carry_nothing_but_pixels() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1500, 3000, 3), np.uint8)
    html = render(a_report(), before=a_picture(noise), after=None)
    encoded = re.search(r"data:image/jpeg;base64,([^\"]+)", html)
    assert encoded
    with Image.open(io.BytesIO(base64.b64decode(encoded[1]))) as shown:
        assert shown.size == (1100, 550)
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_copy_that_cannot_be_decoded_is_a_failure() -> None:
    with pytest.raises(Failed):
        render(a_report(), before=a_picture(), after=b"\xff\xd8 not a picture")


def test_an_animation_shows_its_first_frame_and_says_how_many() -> None:
    later = Finding(Identifier.FACE, Region(Box(0, 0, 50, 50), frame=2), 0.9, "face")
    html = render(a_report(findings=(later,)), before=a_picture(frames=3), after=None)
    assert PAGE["frames"].en.replace("{n}", "3") in html
    assert html.count("data:image/jpeg") == 1
    assert 'class="line person"' not in html
    assert PAGE["other-frames"].vi in html


def test_a_number_is_a_place_and_places_are_percent() -> None:
    head = Finding(Identifier.HEAD, Region(Box(90, 40, 160, 100)), 1.0, "b")
    face = Finding(Identifier.FACE, Region(Box(100, 50, 150, 100)), 1.0, "b")
    edge = Finding(Identifier.FACE, Region(Box(195, 0, 200, 40)), 1.0, "b")
    tilted = Finding(Identifier.TEXT, Region(Box(0, 0, 20, 10), ((0, 0), (20, 5), (18, 10))), 1.0, "a")
    below = Finding(Identifier.PHONE, Region(Box(0, 15, 30, 25)), 1.0, "a")
    far = Finding(Identifier.PHONE, Region(Box(0, 80, 30, 90)), 1.0, "a")
    shown = overlay([far, tilted, head, below, edge, face], 200, 100)
    assert shown.numbers == {head: 1, face: 1, edge: 2, tilted: 3, below: 3, far: 4}
    assert [(b.number, b.x, b.y, b.where) for b in shown.badges] == [
        (1, 45, 40, "above"),
        (2, 97.5, 0, "inside left"),
        (3, 0, 0, "inside"),
        (4, 0, 80, "above"),
    ]
    inner = [m for m in shown.marks if m.inner]
    assert [(m.x, m.y, m.width, m.height) for m in inner] == [(50, 50, 25, 50)]
    assert [m.outline for m in shown.marks if m.outline] == ["0.00,0.00 10.00,5.00 9.00,10.00"]
    assert [(k.count, k.numbers) for k in kinds([far, tilted, head, below, edge, face], shown.numbers)] == [
        (2, "1–2"),
        (1, "1"),
        (1, "3"),
        (2, "3–4"),
    ]


def test_lines_that_bridge_two_places_make_them_one() -> None:
    def line(x: int, y: int) -> Finding:
        return Finding(Identifier.TEXT, Region(Box(x, y, x + 40, y + 10)), 1.0, "a")

    assert set(overlay([line(0, 0), line(90, 0)], 200, 100).numbers.values()) == {1, 2}
    assert set(overlay([line(0, 0), line(90, 0), line(45, 5)], 200, 100).numbers.values()) == {1}


def test_numbers_in_few_words() -> None:
    assert runs([1, 2, 3, 5, 7, 8]) == "1–3, 5, 7–8"
    assert runs([]) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(scheme: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text."""
    style = re.search(r"<style>(.*?)</style>", page(), re.DOTALL)
    assert style
    blocks = re.findall(r":root \{(.*?)\}", style[1], re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1]))
    pairs = [(word, ground) for word in ("ink", "soft", "accent") for ground in ("paper", "card")]
    for tone in ("permit", "indeterminate", "deny", "require"):
        pairs += [(tone, f"{tone}-tint"), (tone, "card"), (tone, "paper"), ("ink", f"{tone}-tint")]
    pairs += [("card", "ink"), ("card", "accent")]
    for word, ground in pairs:
        assert _contrast(colours[word], colours[ground]) >= 4.5, (word, ground)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _escaped(text: str) -> str:
    for plain, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ('"', "&#34;")):
        text = text.replace(plain, written)
    return text


def test_everybody_in_the_reasons_leads_to_their_numbered_box() -> None:
    """Two who were not named, right of one who was; the second has two boxes that hardly touch, and one number."""
    far = Finding(Identifier.FACE, Region(Box(10, 20, 60, 80)), 0.9, "face")
    near = Finding(Identifier.FACE, Region(Box(150, 20, 210, 90)), 0.9, "face")
    body = Finding(Identifier.PERSON, Region(Box(140, 50, 260, 400)), 0.9, "person")
    last = Finding(Identifier.FACE, Region(Box(300, 10, 360, 80)), 0.9, "face")
    findings = (last, near, body, far)
    whose = {far: "P1", last: "unknown-2", near: "unknown-1", body: "unknown-1"}
    people = (("P1", Outcome.DENY), ("unknown-1", Outcome.INDETERMINATE), ("unknown-2", Outcome.INDETERMINATE))
    reasons = tuple(replace(UNKNOWN, person=person) for person, _ in people[1:])
    decision = replace(a_decision(Outcome.DENY), people=people, reasons=reasons)
    report = replace(a_report(findings=findings), whose=whose, decision=decision)
    html = render(report, before=a_picture(), after=None)
    said = 'unknown-1&nbsp;<a class="place-of" href="#marks-before-2">2</a>, '
    said += 'unknown-2&nbsp;<a class="place-of" href="#marks-before-3">3</a>'
    assert html.count(said) == 2, "once with the answer, once with the reason"
    assert all(html.count(f'id="marks-before-{n}"') == 1 for n in (1, 2, 3)) and 'id="marks-before-4"' not in html


def test_a_figure_is_numbered_once_however_its_boxes_lie() -> None:
    face, body = Box(150, 20, 210, 90), Box(140, 50, 260, 400)
    found = [Finding(Identifier.FACE, Region(face), 0.9, "f"), Finding(Identifier.PERSON, Region(body), 0.9, "p")]
    assert len(figures(found)) == 1
    assert set(overlay(found, 474, 474).numbers.values()) == {1}
