"""What an officer drew, as the engine takes it."""

from kindao.engine.geometry import Box, Region
from kindao.engine.vocabulary import Finding, Identifier
from kindao.web.cases.models import Original
from kindao.web.officer.models import Mark
from kindao.web.review.asking import BY_HAND

IS: dict[str, tuple[Identifier, ...]] = {
    Mark.Kind.PERSON: (Identifier.FACE, Identifier.HEAD),
    Mark.Kind.SKIN_MARK: (Identifier.SKIN_MARK,),
    Mark.Kind.TEXT: (Identifier.TEXT,),
    Mark.Kind.CODE: (Identifier.CODE,),
    Mark.Kind.INTIMATE: (Identifier.INTIMATE,),
}


def marks_of(original: Original) -> tuple[Finding, ...]:
    """The standing marks of an original; registered with review's `asking`."""
    rows = Mark.objects.filter(original=original).standing()
    return tuple(finding for row in rows for finding in drawn(Mark.Kind(row.kind), row.box))


def drawn(kind: Mark.Kind, box: Box) -> tuple[Finding, ...]:
    return tuple(Finding(identifier, Region(box), 1.0, BY_HAND) for identifier in IS[kind])
