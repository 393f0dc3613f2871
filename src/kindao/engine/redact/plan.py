"""What must be covered for a copy of a given level, and what stays because it is under treatment."""

from collections.abc import Iterable, Mapping

from kindao.engine.geometry import Box, Interval, Region, Track
from kindao.engine.vocabulary import READ, Finding, Identifier, Level

# Not PERSON: whoever is found without a face comes with a HEAD region too, the whole body when in doubt.
OF_SOMEONE = frozenset({Identifier.FACE, Identifier.HEAD, Identifier.EYES, Identifier.SKIN_MARK})
WRITING = READ | {Identifier.CODE}


def plan(
    findings: Iterable[Finding],
    level: Level,
    *,
    keep: frozenset[Identifier] = frozenset(),
    shown: frozenset[str] = frozenset(),
    whose: Mapping[Finding, str] | None = None,
    heard: tuple[Interval, ...] | None = (),
) -> tuple[Finding, ...]:
    """The findings whose regions are filled, or which are silenced, in a copy of this level, in the order found.

    keep: kinds that stay visible (`kindao redact --keep`). shown: ids of people who may be seen in a copy
    with others hidden; whose: to whom each face, head or eye belongs (`engine.appearance`); heard: when sound stays,
    None: always."""
    if level is Level.BARE:
        return ()
    whose = whose or {}
    covered = []
    for finding in findings:
        if finding.identifier in keep:
            continue
        if isinstance(finding.where, Interval):
            if heard is not None and not any((finding.where & one) == finding.where for one in heard):
                covered.append(finding)
            continue
        if not isinstance(finding.where, Region | Track):
            continue
        of_someone = finding.identifier in OF_SOMEONE
        if of_someone and level is Level.OTHERS_HIDDEN and whose.get(finding) in shown:
            continue
        if of_someone or finding.identifier in WRITING or finding.identifier is Identifier.INTIMATE:
            covered.append(finding)
    return tuple(covered)


def without(region: Region, kept: Iterable[Region]) -> tuple[Region, ...]:
    """The region less the boxes of those kept in its frame, as upright boxes that do not overlap.

    A region that no kept box meets comes back as it is, outline and all."""
    holes = [hole.box for hole in kept if hole.frame == region.frame and (hole.box & region.box).area]
    if not holes:
        return (region,)
    boxes = [region.box]
    for hole in holes:
        boxes = [part for box in boxes for part in _split(box, hole)]
    return tuple(Region(box, frame=region.frame) for box in boxes)


def _split(box: Box, hole: Box) -> list[Box]:
    cut = box & hole
    if not cut.area:
        return [box]
    parts = [
        Box(box.x0, box.y0, box.x1, cut.y0),
        Box(box.x0, cut.y1, box.x1, box.y1),
        Box(box.x0, cut.y0, cut.x0, cut.y1),
        Box(cut.x1, cut.y0, box.x1, cut.y1),
    ]
    return [part for part in parts if part.area]
