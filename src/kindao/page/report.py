"""One report, one page."""

from kindao.engine.media.picture import Picture
from kindao.engine.policy.decision import Decision, Verified
from kindao.engine.policy.facts import Use
from kindao.engine.report import Report
from kindao.page import telling
from kindao.page.document import document
from kindao.page.marks import Overlay, carried, kinds, numbers_of, overlay
from kindao.page.shots import Shot, first_frame, shot


def render(
    report: Report, *, before: Picture | None, after: bytes | None, language: str = "vi", use: Use | None = None
) -> str:
    """The report as one HTML document that loads nothing and runs no script.

    before: the opened original, None when it could not be opened. after: the bytes of the copy, None when
    none was made. language: "vi" or "en", shown first; both are in the page. use: what was asked, when known.
    Raises ValueError for another language and Failed when `after` cannot be decoded."""
    found = overlay(report.findings, before.width, before.height) if before else Overlay()
    copy = first_frame(after) if after is not None else None
    residuals = report.verification.residuals if report.verification else ()
    left = overlay(residuals, copy.shape[1], copy.shape[0]) if copy is not None else Overlay()
    return document(
        "report",
        language,
        report=report,
        use=use,
        before=_shot(before),
        frames=len(before.frames) if before else 0,
        covered=len(overlay(report.covered, before.width, before.height).badges) if before else 0,
        after=shot(copy) if copy is not None else None,
        found=found,
        numbers_of=numbers_of(found.numbers, report.whose),
        answers=telling.people(report.decision.people) if report.decision else (),
        kinds=kinds(report.findings, found.numbers),
        carried=carried(report.findings),
        left=left,
        left_kinds=kinds(residuals, left.numbers),
        left_carried=carried(residuals),
        why=telling.reasons(report.decision.reasons) if report.decision else (),
        duties=telling.reasons(report.decision.obligations) if report.decision else (),
        hidden=telling.hidden(report),
        stated=telling.stated(report),
        path=telling.steps(report.decision.path) if report.decision else (),
        flags=_flags(report.decision) if report.decision else [],
    )


def _shot(picture: Picture | None) -> Shot | None:
    return shot(picture.frames[0].pixels) if picture else None


def _flags(decision: Decision) -> list[Verified]:
    """The flags that the page shows, best known first."""
    used = {reason.verified for reason in decision.reasons + decision.obligations}
    return [flag for flag in Verified if flag in used]
