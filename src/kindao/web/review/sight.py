"""What the engine saw, as JSON in rows and back: kinds, places, measures; never a name, a text or a file's name."""

import base64
import zlib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from kindao.engine.geometry import Box, Interval, Region, Track
from kindao.engine.report import NotLookedFor, Report
from kindao.engine.verify.result import Check, Verification
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Span, Where, Words

Json = dict[str, Any]


def finding_to(finding: Finding) -> Json:
    said = {"is": finding.identifier.value, "by": finding.by, "sure": float(finding.confidence)}
    return said | where_to(finding.where) | ({"about": finding.about} if finding.about else {})


def where_to(where: Where) -> Json:
    match where:
        case Region():
            told: Json = {"box": _edges(where.box), "frame": where.frame}
            outline = [[float(x), float(y)] for x, y in where.outline]
            return told | ({"outline": outline} if outline else {})
        case Track():
            track: Json = {"track": _packed(where.packed), "first": where.first}
            track |= {"whole": _packed(where.whole)} if where.whole else {}
            return track | ({"unsure": sorted(where.unsure)} if where.unsure else {})
        case Interval():
            return {"heard": [str(where.start), str(where.end)]}
        case Attribute():
            return {"holder": where.holder, "key": where.key}
        case Span():
            return {"span": [where.start, where.end]}


def _packed(numbers: bytes) -> str:
    return base64.b64encode(zlib.compress(numbers)).decode("ascii")  # hours are millions of numbers


def _unpacked(kept: str) -> bytes:
    return zlib.decompress(base64.b64decode(kept))


def _edges(box: Box) -> list[int]:
    return [box.x0, box.y0, box.x1, box.y1]


def finding_of(kept: Json) -> Finding:
    return Finding(Identifier(kept["is"]), where_of(kept), kept["sure"], kept["by"], kept.get("about", ""))


def where_of(kept: Json) -> Where:
    if "box" in kept:
        outline = tuple((float(x), float(y)) for x, y in kept.get("outline", ()))
        return Region(Box(*kept["box"]), outline, kept["frame"])
    if "track" in kept:
        whole = _unpacked(kept["whole"]) if "whole" in kept else b""
        return Track(kept["first"], _unpacked(kept["track"]), whole, frozenset(kept.get("unsure", ())))
    if "heard" in kept:
        start, end = kept["heard"]
        return Interval(Fraction(start), Fraction(end))
    if "span" in kept:
        return Span(*kept["span"])
    return Attribute(kept["holder"], kept["key"])


def findings_to(findings: Iterable[Finding]) -> list[Json]:
    return [finding_to(finding) for finding in findings]


def findings_of(kept: Iterable[Json]) -> tuple[Finding, ...]:
    return tuple(finding_of(one) for one in kept)


def each_to(each: Iterable[tuple[str, tuple[Finding, ...]]]) -> list[list[Any]]:
    """How many of the findings each eye made, in order: the findings themselves stand beside it."""
    return [[name, len(findings)] for name, findings in each]


def each_of(
    findings: tuple[Finding, ...], kept: Iterable[tuple[str, int]]
) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """The findings by the eye that made them; () where the numbers are not theirs."""
    out, at = [], 0
    for name, count in kept:
        out.append((name, findings[at : at + count]))
        at += count
    return tuple(out) if at == len(findings) else ()


def words_to(words: Words) -> Json:
    return {"vi": words.vi, "en": words.en}


def words_of(kept: Mapping[str, str]) -> Words:
    return Words(kept["vi"], kept["en"])


def absent_to(absent: Iterable[NotLookedFor]) -> list[Json]:
    return [{"is": one.identifier.value, "words": words_to(one.words)} for one in absent]


def absent_of(kept: Iterable[Json]) -> tuple[NotLookedFor, ...]:
    return tuple(NotLookedFor(Identifier(one["is"]), words_of(one["words"])) for one in kept)


def verification_to(verification: Verification | None) -> Json | None:
    if verification is None:
        return None
    return {
        "residuals": findings_to(verification.residuals),
        "checks": [
            {
                "name": one.name,
                "passed": one.passed,
                "words": words_to(one.words),
                "measured": one.measured,
                "limit": one.limit,
            }
            for one in verification.checks
        ],
        "ssim": verification.ssim,
    }


def verification_of(kept: Json | None) -> Verification | None:
    if kept is None:
        return None
    checks = (
        Check(one["name"], one["passed"], words_of(one["words"]), one["measured"], one["limit"])
        for one in kept["checks"]
    )
    return Verification(findings_of(kept["residuals"]), tuple(checks), kept["ssim"])


def report_to(report: Report) -> Json:
    """All of a report that is no picture and stands nowhere else."""
    order = {finding: n for n, finding in enumerate(report.findings)}
    return {
        "medium": report.medium,
        "width": report.width,
        "height": report.height,
        "findings": findings_to(report.findings),
        "whose": {str(order[finding]): person for finding, person in report.whose.items() if finding in order},
        "covered": [order[finding] for finding in report.covered if finding in order],
        "not_looked_for": absent_to(report.not_looked_for),
        "verification": verification_to(report.verification),
        "frames": report.clip.frames if report.clip else 0,
        "seconds": round(float(report.clip.seconds), 3) if report.clip else 0.0,
    }
