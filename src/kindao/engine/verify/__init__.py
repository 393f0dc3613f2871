"""A second look, with other eyes, at the very bytes that will go out. It can fail, and says by which check.

Nothing here shares a network, a threshold, a list of regions or code with what found and covered. Thresholds and
their measured error: docs/decisions/0005-verification.md."""

from dataclasses import replace

from kindao.engine.errors import Failed, KindaoError
from kindao.engine.geometry import Region
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Picture
from kindao.engine.together import side_by_side
from kindao.engine.verify.evidence import Evidence, Look
from kindao.engine.verify.result import Check, Verification
from kindao.engine.vocabulary import Finding, Known

__all__ = ["Check", "Verification", "verify"]


def verify(
    data: bytes,
    *,
    original: Picture | None = None,
    covered: tuple[Region, ...] = (),
    found: tuple[Finding, ...] = (),
    kept: tuple[Region, ...] = (),
    known: tuple[Known, ...] = (),
    name: str = "",
    drawn: bool = False,
) -> Verification:
    """What is left to see, read or recognise in a written file, and every check that was made.

    original: what it was made from; covered: what was filled; found: what the finder saw and must be gone;
    kept: what stays on purpose; known: what the facts know of those shown; name: the file's, for its suffix only;
    drawn: it was declared an illustration, so that no face in it was to be covered.
    Without the original, coverage, recognition and likeness to it cannot be checked: those checks are not in the list.
    Raises Unreadable when the bytes do not open, Failed when a check breaks: a check that was not made never passes."""
    written = open_picture(data, name=name)
    evidence = Evidence(data, written, original, covered, found, kept, known, drawn)
    try:
        return _all_checks(evidence)
    except KindaoError:
        raise
    except Exception as error:
        # The kind of error only: its words may hold what was read.
        raise Failed(f"verification broke ({type(error).__name__})", hint="Run 'kindao doctor'") from error


def _all_checks(evidence: Evidence) -> Verification:
    # Here, not above: whoever imports this package need not wait for networks and their libraries.
    from kindao.engine.verify import carried, codes, coverage, faces, flatness, frames, similarity, text

    looks = [carried.look(evidence)]
    if evidence.known:
        looks.append(carried.look_for_known(evidence))
    comparable = False
    if evidence.original is not None:
        matched = frames.matched(evidence.written, evidence.original)
        comparable = matched is not None
        looks.append(frames.look(comparable))
        if matched is not None:
            evidence = replace(evidence, written=matched)
        else:
            evidence = replace(evidence, original=None, covered=(), found=())
    fills = tuple(
        coverage.filled(
            frame.pixels,
            evidence.original.frames[index].pixels if evidence.original else None,
            tuple(region for region in evidence.covered if region.frame == index),
        )
        for index, frame in enumerate(evidence.written.frames)
    )

    def at_faces() -> list[Look]:
        seen = faces.see(evidence, fills)
        again = [faces.look_back(evidence, seen, fills), faces.look_alike(evidence, seen, fills)] if comparable else []
        return [faces.look(evidence, seen, fills), *again]

    def at_pixels() -> list[Look]:
        if not comparable:
            return []
        covered = [coverage.look(evidence, fills)] if evidence.covered or evidence.found else []
        return [
            *covered,
            flatness.look(evidence, fills),
            coverage.look_for_alterations(evidence, fills),
            flatness.look_for_additions(evidence, fills),
            similarity.look(evidence, fills),
        ]

    # The slowest first.
    for more in side_by_side(
        [at_faces, lambda: [text.look(evidence)], lambda: [codes.look(evidence)], at_pixels],
    ):
        looks += more
    residuals = tuple(dict.fromkeys(finding for look in looks for finding in look.residuals))
    ssim = next((look.check.measured for look in looks if look.check.name == "similarity"), None)
    return Verification(residuals, tuple(look.check for look in looks), ssim)
