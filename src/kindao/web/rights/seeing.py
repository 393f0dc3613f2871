"""Which of a person's pictures they may be shown, and how: whole where only they are in it, with everybody else
covered where others are, and not yet where nobody has said who is who. Of a patient's picture somebody who is no
patient is shown their own head and shoulders, and nothing else. A film's sound may be anybody's: the clinic hands it
over itself."""

from dataclasses import dataclass, replace
from enum import StrEnum

from kindao.engine.geometry import Box, Region
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format
from kindao.engine.media.writing import encode
from kindao.engine.redact import fill, without
from kindao.engine.redact.plan import WRITING
from kindao.engine.vocabulary import Words
from kindao.page.shots import jpeg
from kindao.web.cases.models import Appearance, Original, OriginalQuerySet, OtherPerson, Patient
from kindao.web.review import sight
from kindao.web.review.models import Inspection, Work
from kindao.web.vault import store

BESIDE = 1.5  # face widths that are covered on either side of somebody else's face: shoulders and arms
ABOVE = 1.0  # face heights above it: hair
BELOW = 1.5  # face heights below one's own, of who is no patient: shoulders, and nothing of a patient who lies there
QUALITY = 92


class How(StrEnum):
    WHOLE = "whole"
    COVERED = "covered"
    NOT_YET = "not-yet"


LOOKING = Words("Máy đang xem ảnh này. Xin quay lại sau.", "This picture is being looked at. Please come back later.")
NOBODY_SAID = Words(
    "Phòng khám chưa xác nhận ai có trong ảnh này. Bạn có thể yêu cầu được xem.",
    "The clinic has not said yet who is in this picture. You can ask to see it.",
)
OTHERS = Words(
    "Có người khác trong ảnh này mà chưa che được. Bạn có thể yêu cầu được xem.",
    "Somebody else is in this picture and can't be covered yet. You can ask to see it.",
)
FILM = Words(
    "Phim hoặc ghi âm có thể có người khác. Bạn có thể yêu cầu, phòng khám sẽ trao tận tay.",
    "A film or recording may hold other people. You can ask for it, and the clinic hands it over.",
)


@dataclass(frozen=True, slots=True)
class Held:
    """One picture, film or recording that the clinic holds."""

    original: Original
    how: How
    why: Words | None  # why it can't be shown yet

    @property
    def shown(self) -> bool:
        return self.how is not How.NOT_YET


def of(person: Patient | OtherPerson) -> OriginalQuerySet:
    """All of the person, and all of others in which they are; kept or not."""
    if isinstance(person, Patient):
        within = Appearance.objects.filter(patient=person).values("original")
        rows = Original.objects.filter(patient=person) | Original.objects.filter(pk__in=within)
    else:
        rows = Original.objects.filter(pk__in=Appearance.objects.filter(other=person).values("original"))
    return rows.distinct()


def everything(person: Patient | OtherPerson) -> list[Held]:
    """Those that are kept, the newest first."""
    rows = of(person).kept().select_related("session", "file__key").prefetch_related("appearances")
    found = list(rows.order_by("-session__at", "-received_at", "pk"))
    return [held(original, person, inspection) for original, inspection in _inspected(found)]


def _inspected(originals: list[Original]) -> list[tuple[Original, Inspection | None]]:
    last: dict[object, Inspection] = {}
    rows = Inspection.objects.filter(original__in=[one.pk for one in originals], state=Work.State.DONE)
    for row in rows.defer("findings", "each").order_by("created_at"):
        last[row.original_id] = row
    return [(one, last.get(one.pk)) for one in originals]


def held(original: Original, person: Patient | OtherPerson, inspection: Inspection | None) -> Held:
    """How this one may be shown to this person."""
    if original.kind != Original.Kind.PICTURE:
        return Held(original, How.NOT_YET, FILM)
    if inspection is None or inspection.refused_en:
        return Held(original, How.NOT_YET, LOOKING)
    people = list(original.appearances.all())
    if any(one.role == Appearance.As.UNKNOWN for one in people):
        return Held(original, How.NOT_YET, NOBODY_SAID)
    others = [one for one in people if one.role != Appearance.As.NOBODY and one.subject_id != person.pk]
    if isinstance(person, OtherPerson):
        theirs = any(one.at for one in people if one.subject_id == person.pk)
        return Held(original, How.COVERED, None) if theirs else Held(original, How.NOT_YET, OTHERS)
    if original.patient_id != person.pk and not others:
        # In another's session: that other is in it, whether anybody said so or not.
        return Held(original, How.NOT_YET, OTHERS)
    if not others:
        return Held(original, How.WHOLE, None)
    placed = {who for one in others if one.at and (who := (one.patient_id, one.other_id)) != (None, None)}
    if not all(one.at or (one.patient_id, one.other_id) in placed for one in others):
        return Held(original, How.NOT_YET, OTHERS)
    return Held(original, How.COVERED, None)


def one(person: Patient | OtherPerson, original: Original) -> Held:
    """The same of one original."""
    return held(original, person, _inspected([original])[0][1])


def covered(person: Patient | OtherPerson, original: Original) -> bytes:
    """A JPEG of the picture's first frame in which everybody else, and all writing, is filled; for who is no patient
    all but their own head and shoulders is: pixels and nothing else. Raises KindaoError where the vault or the picture
    can't be read."""
    frame = open_picture(store.read(original.file)).frames[0]
    height, width = frame.pixels.shape[:2]
    edge = Box(0, 0, width, height)
    rows = list(original.appearances.all())
    theirs = [Region(box) for row in rows if row.subject_id == person.pk for box in row.boxes]
    others = [
        Region(_body(box, edge))
        for row in rows
        if row.role != Appearance.As.NOBODY and row.subject_id != person.pk
        for box in row.boxes
    ]
    inspection = Inspection.objects.filter(original=original, state=Work.State.DONE).order_by("-created_at").first()
    findings = sight.findings_of(inspection.findings) if inspection else ()
    writing = [one.where for one in findings if one.identifier in WRITING and isinstance(one.where, Region)]
    hidden = [part for region in others for part in without(region, theirs)] + writing
    if isinstance(person, OtherPerson):
        hidden += without(Region(edge), [Region(_shoulders(one.box, edge)) for one in theirs])
    faces = [Region(box & edge) for row in rows if row.subject_id != person.pk for box in row.boxes]
    return encode((replace(frame, pixels=fill(frame.pixels, (*hidden, *faces))),), Format.JPEG, quality=QUALITY)


def _body(face: Box, edge: Box) -> Box:
    """From above the hair to the picture's lower edge, and as wide as shoulders."""
    beside, above = int((face.x1 - face.x0) * BESIDE), int((face.y1 - face.y0) * ABOVE)
    return Box(max(0, face.x0 - beside), max(0, face.y0 - above), min(edge.x1, face.x1 + beside), edge.y1) & edge


def _shoulders(face: Box, edge: Box) -> Box:
    body = _body(face, edge)
    return Box(body.x0, body.y0, body.x1, min(edge.y1, face.y1 + int((face.y1 - face.y0) * BELOW))) & edge


def small(data: bytes) -> bytes:
    """What a browser can show of a picture that it can't open."""
    return jpeg(open_picture(data).frames[0].pixels)
