"""The gate from Python: files in, a report out. The thin edge that reads, writes and knows the day."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial
from os.path import lexists, realpath
from pathlib import Path
from typing import TypeVar

import av
import numpy as np

from kindao import clock
from kindao.engine import gate
from kindao.engine.appearance import Appearance, figures
from kindao.engine.detect import installed
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.face import Face
from kindao.engine.detect.parts import AREAS, parts
from kindao.engine.detect.reading.folding import plain
from kindao.engine.detect.reading.naming import names_somebody
from kindao.engine.detect.reading.ours import SHORTEST
from kindao.engine.errors import BadInput, KindaoError, Unreadable
from kindao.engine.geometry import Box, Interval, Region, Track
from kindao.engine.media.clip import Clip, Container, is_clip, open_clip, recognise_clip
from kindao.engine.media.making import FilmFacts, FilmWriter, clip_container_for
from kindao.engine.media.opening import open_picture, recognise
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.media.reading import stills
from kindao.engine.media.suffixes import SUFFIXES as PICTURES
from kindao.engine.media.suffixes import TAKEN
from kindao.engine.media.survey import Limits
from kindao.engine.media.writing import encode, format_for, ordinary, whole_or_not, write_atomically
from kindao.engine.medium.base import FACES, OPTIONAL, Medium, Order, Progress, Sight, Step
from kindao.engine.medium.film import Film
from kindao.engine.medium.picture import Still, writable
from kindao.engine.medium.quick import glance
from kindao.engine.medium.work import alone
from kindao.engine.policy.consent import Consent, happened
from kindao.engine.policy.facts import Nature, Person, Role, Use
from kindao.engine.policy.pack import load_pack
from kindao.engine.report import NotLookedFor, Preview, Report, SafeCopy
from kindao.engine.verify import naming
from kindao.engine.verify import verify as look_again
from kindao.engine.verify.film import verify_film
from kindao.engine.verify.result import Verification
from kindao.engine.vocabulary import (
    CareRecording,
    Destination,
    Finding,
    Ground,
    Identifiability,
    Identifier,
    Known,
    Party,
    Purpose,
    Trait,
    Words,
)
from kindao.engine.weights import path
from kindao.engine.weights.catalogue import CATALOGUE
from kindao.inputs import content
from kindao.keeping import Keep
from kindao.officers import named, same
from kindao.page.proof import proof
from kindao.page.sheet import shown

Source = str | Path | bytes  # of a film or a recording its path: it is never held whole

NOBODY_FOUND = Words(
    "Không tìm thấy ai. Điều đó không có nghĩa là không có ai: cần người xem lại.",
    "Nobody was found. That never means that nobody is shown: a person must look.",
)
ONLY_SOUND = Words(
    "Bản ghi âm: máy chỉ biết lúc nào có người nói, không biết ai nói và nói gì; cần người nghe lại.",
    "A recording: only when somebody speaks was found, not who, nor what is said: a person must listen.",
)


def check(
    source: Source,
    *,
    purpose: Purpose | str,
    destination: Destination | str,
    consents: Sequence[Consent] = (),
    people: Sequence[Appearance] = (),
    caption: str = "",
    ours: Collection[str] = (),
    specialty: str = "",
    body_area: str = "",
    care_recording: CareRecording | str = "",
    on: date | None = None,
    captured_on: date | None = None,
    illustration_by: str | None = None,
    confirmed_by: str | None = None,
    traits: Collection[Trait | str] = (),
    handed_to: Collection[Party | str] = (),
    requested: bool = False,
    ground: Ground | str = "",
    law: str = "vn",
    out: str | Path | None = None,
    preview: str | Path | None = None,
    force: bool = False,
    sheets: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """The whole gate on one picture, film or recording. Writes `out` only with a permit.

    people: who is in the picture and where; nobody named means one patient. body_area: the part under
    treatment that a redacted copy keeps visible. care_recording: what was recorded in the course of care, asked for
    by the pack gmc. law: one pack or several, as `load_pack` takes them.
    ours: what in the caption is the clinic's own: its name, addresses, numbers, licence, accounts and who treats;
    nobody's, unless it is known of somebody in `people`.
    illustration_by: who states that it shows no real person.
    confirmed_by: the officer, another person, who looked and confirmed that this very copy shows nobody, or no patient.
    traits: what the post is or says. handed_to: who else gets the copy; requested: the patient asked for that in
    writing. ground: what is claimed to do away with consent; it never carries a permit.
    preview: where an MP4 is written instead that shows of a film, quickly, what a copy would hide: the answer is never
    a permit then.
    sheets: of a film or recording the report brings moments of it and of its copy, to be shown (`page.render`).
    on: the day of the act, today in Vietnam when None; for a past day a copy is made only if it is permitted today too.
    Raises BadInput for an argument that is wrong, and for a consent whose signature or withdrawal is still to come,
    before anything is looked at."""
    stated, confirmed = named(illustration_by, "--illustration"), named(confirmed_by, "--confirmed-by")
    if stated and confirmed and same(stated, confirmed):
        raise BadInput(
            "--confirmed-by: is who stated that it is an illustration",
            hint="Somebody else must have looked: the officer",
        )
    use = Use(
        _one_of(Purpose, purpose, "purpose"),
        _one_of(Destination, destination, "destination"),
        on or clock.today(),
        body_area=body_area,
        specialty=specialty,
        nature=Nature.ILLUSTRATION if stated else Nature.PHOTOGRAPH,
        stated_by=stated,
        captured_on=captured_on,
        traits=frozenset(_one_of(Trait, one, "--trait") for one in traits),
        handed_to=frozenset(_one_of(Party, one, "--handed-to") for one in handed_to),
        requested=requested,
        ground=_one_of(Ground, ground, "--ground"),
        care_recording=_one_of(CareRecording, care_recording, "care_recording"),
    )
    known_area(body_area)
    happened(consents, clock.now())
    out = free(out, force, source=source, known=_told_of(people, consents))
    _each_their_own(people, consents)
    proof_at = proofed(preview, force, source=source, out=out)
    data, name = _read(source)
    with _place(out if isinstance(data, Path) else None) as folder:
        request = gate.Request(
            data,
            use,
            people=tuple(people) or _the_patient(consents, drawn=bool(stated)),
            consents=tuple(consents),
            caption=caption,
            ours=_declared(ours),
            file_name=name,
            target=_target(data, out),
            folder=folder,
            kept=keeps(body_area),
            confirmed_by=confirmed,
            today=clock.today(),
        )
        pack = load_pack(law, on=clock.today())
        if proof_at:
            seen = gate.foresee(request, detectors=installed(), pack=pack, progress=progress)
            if not seen.clip:
                return seen
            shown_small = proof(seen.clip, seen.findings, seen.covered, proof_at, force=force, progress=progress)
            return replace(seen, preview=shown_small)
        report = gate.check(request, detectors=installed(), pack=pack, progress=progress)
        if sheets and report.clip:
            report = replace(report, sheets=shown(report.clip, report.findings, _made(report)))
        if report.held_file:  # nobody has permitted it: it does not stay where copies go
            report.held_file.unlink(missing_ok=True)
        return replace(report, copy=report.copy and _written(report.copy, out, force), held_file=None)


def _declared(ours: Collection[str]) -> tuple[str, ...]:
    """Raises BadInput for what is so short that it stands in anything."""
    for one in ours:
        if sum(letter.isalnum() for letter in one) < SHORTEST:
            raise BadInput(
                f"--ours: {one} is too short", hint="Write the clinic's name, address, number or doctor in full"
            )
    return tuple(ours)


def _each_their_own(people: Sequence[Appearance], consents: Sequence[Consent]) -> None:
    """Raises BadInput for one id of two people, in whatever letters, and for a patient's of who is said to be none."""
    ids = [plain(a.person.id) for a in people]
    for a in people:
        if ids.count(plain(a.person.id)) > 1:
            raise BadInput(f"--person: the id {a.person.id} is given twice", hint="Give each person their own id")
    patients = {consent.subject for consent in consents if consent.of_a_patient}
    for a in people:
        if a.person.role in (Role.BYSTANDER, Role.STAFF) and a.person.id in patients:
            told = [field for consent in consents if consent.subject == a.person.id for field in consent.tells_of_care]
            raise BadInput(
                f"--person: {a.person.id} is said to be {a.person.role}, and a patient's consent has this id: it states"
                f" {', '.join(dict.fromkeys(told))}",
                hint="Say patient, leave these out of a consent of staff or others, or give this person an id and a"
                " consent of their own",
            )


def _made(report: Report) -> Path | None:
    """The file of a film's copy, permitted or held."""
    return report.copy.file if report.copy else report.held_file


@contextmanager
def _place(out: Path | None) -> Iterator[Path]:
    """The folder where the copy of a film is made: hidden beside where it goes, or elsewhere; gone afterwards."""
    with ExitStack() as stack:
        if out:
            yield stack.enter_context(alone(out))
        else:
            yield Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kindao-")))


def detect(
    source: Source,
    *,
    caption: str = "",
    known: Sequence[Known] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Sight:
    """What identifies a person in this picture, film or recording, and what was not looked for. Changes nothing."""
    data, name = _read(source)
    medium = gate.opened(data, name=name)
    sight = medium.look(Submission(gate.NOTHING, caption, name, tuple(known)), installed(), progress)
    return replace(sight, clip=medium.clip) if isinstance(medium, Film) else sight


class Made(StrEnum):
    """What came of a redaction. None of these says whether the copy may go out: `check` answers that."""

    CLEAN = "clean"  # a copy in which nothing was found when it was looked at again
    NOBODY_FOUND = "nobody-found"  # a copy, but nobody was found to hide: a person must look
    BY_HAND = "hidden-by-hand"  # a copy, but somebody hid people before, whom nobody found: a person must look
    KEPT = "kept"  # a copy in which something stays visible, as was asked: a person must look
    PREVIEW = "preview"  # no copy was asked for: what it would hide is shown
    LEFT = "left"  # something was still found in the copy, so there is none


@dataclass(frozen=True, slots=True)
class Redaction:
    """A copy that was made, and what it rests on. The law was not asked: nobody decided."""

    medium: str  # digest of the original, "sha256:…"
    made: Made
    findings: tuple[Finding, ...]
    copy: SafeCopy | None = None
    why: Words | None = None  # why a person must look
    verification: Verification | None = None
    not_looked_for: tuple[NotLookedFor, ...] = ()
    covered: tuple[Finding, ...] = ()
    visible: tuple[Finding, ...] = ()  # what was asked to stay, `keep`
    muted: bool = False  # a film or recording has lost its sound
    clip: Clip | None = field(default=None, repr=False)  # the film or recording; None of a picture
    again: Mapping[int, int] = field(default_factory=dict)  # figures of a film that may be an earlier one, by number
    figures: tuple[int, ...] = ()  # numbers of a film's figures that stay visible, as was asked
    heard: tuple[Interval, ...] | None = ()  # when its sound stays; None: always
    preview: Preview | None = None  # it was only looked at quickly, and there is no copy
    body_area: str = ""  # the part under treatment that a film keeps visible
    seconds: float = 0.0

    @property
    def decision(self) -> None:
        """None: there is no decision without the law."""


def redact(
    source: Source,
    out: str | Path | None = None,
    *,
    keep: Keep | Iterable[Identifier | str] = (),
    body_area: str = "",
    preview: str | Path | None = None,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Redaction:
    """A safe copy, verified, without asking the law: whether it may go out is for `check` to say.

    keep: kinds that stay: face (with head and eyes), text (with all that was read), code, intimate; voice: else a film
    loses its sound, and a recording falls silent. Or a `Keep`, which names figures of a film by the numbers of
    `engine.appearance.figures`, and when one person alone speaks.
    preview: where an MP4 is written instead that shows of a film, quickly, what the copy would hide.
    Where something is still left after the last attempt, nothing is written. Raises BadInput for a number that nobody
    has and for what cannot be kept of such a medium."""
    known_area(body_area)
    asked = keep if isinstance(keep, Keep) else Keep.of(keep)
    out = free(out, force, source=source)
    proof_at = proofed(preview, force, source=source, out=out)
    data, name = _read(source)
    if proof_at:
        return _foreseen(gate.filmed(data, name=name), name, asked, proof_at, force, progress)
    with _place(out if isinstance(data, Path) else None) as folder:
        medium = gate.opened(data, name=name, target=_target(data, out), folder=folder)
        _can_keep(asked, medium)
        if isinstance(medium, Film):
            gate.can_treat(medium, body_area)
        sight = medium.look(Submission(gate.NOTHING, "", name), installed(), progress)
        kept: tuple[Region | Track, ...] = ()
        if isinstance(medium, Still):
            kept = _parts(medium.picture, sight.findings, body_area)
        findings = sight.findings
        whose = asked.whose(findings)  # of the first look alone: what is found later stays of nobody
        clip = medium.clip if isinstance(medium, Film) else None
        redaction = Redaction(
            medium.digest,
            Made.LEFT,
            findings,
            not_looked_for=sight.not_looked_for,
            muted=bool(clip and clip.sounds) and asked.sound == (),
            clip=clip,
            again=sight.again,
            figures=asked.figures(findings),
            heard=asked.sound,
        )
        for _ in range(medium.attempts):
            covered = asked.plan(findings, whose)
            if isinstance(medium, Film) and body_area:
                kept = medium.parts(body_area, _the_treated(asked, sight.findings), covered, progress)
            made = medium.make(findings, Order(covered, kept, asked.sound), progress)
            visible = asked.visible(findings, covered)
            redaction = replace(
                redaction, findings=findings, covered=covered, visible=visible, verification=made.verification
            )
            if made.verification.clean:
                found = any(f.identifier in FACES for f in (*covered, *visible))
                recognised = any(f.identifier in gate.RECOGNISES for f in visible) or asked.kinds & gate.RECOGNISES
                shows = Identifiability.DIRECT if recognised else Identifiability.INDIRECT
                copy = SafeCopy(made.data, shows, made.digest, asked.promised, file=made.file)
                if not found:
                    redaction = replace(redaction, why=ONLY_SOUND if clip and not clip.frames else NOBODY_FOUND)
                by_hand = found and medium.hidden_by_hand(findings, made)
                if by_hand:
                    redaction = replace(redaction, why=gate.HIDDEN_BY_HAND)
                shown = body_area if kept and clip else ""
                stays = bool(visible or shown) or bool(clip and clip.sounds and asked.sound != ())
                state = Made.KEPT if stays else Made.CLEAN
                state = Made.NOBODY_FOUND if not found else Made.BY_HAND if by_hand else state
                return replace(redaction, made=state, body_area=shown, copy=_written(copy, out, force))
            made.discard()
            findings += medium.widened(made.verification.residuals)
    return replace(redaction, why=_why_left(redaction.verification))


def _foreseen(film: Film, name: str, asked: Keep, path: Path, force: bool, progress: Progress) -> Redaction:
    """The preview of a redaction, by a quick look."""
    _can_keep(asked, film)
    sight = glance(film, Submission(gate.NOTHING, "", name), installed(), progress)
    covered = asked.plan(sight.findings, asked.whose(sight.findings))
    return Redaction(
        film.digest,
        Made.PREVIEW,
        sight.findings,
        not_looked_for=sight.not_looked_for,
        covered=covered,
        visible=asked.visible(sight.findings, covered),
        clip=film.clip,
        figures=asked.figures(sight.findings),
        heard=asked.sound,
        preview=proof(film.clip, sight.findings, covered, path, force=force, progress=progress),
    )


def _can_keep(asked: Keep, medium: Medium) -> None:
    """Raises BadInput where figures or times were named of what has none."""
    filmed = isinstance(medium, Film) and bool(medium.clip.frames)
    if (asked.tracks or asked.hidden) and not filmed:
        raise BadInput("--keep, --hide: track= names figures of a film", hint="This is none: leave it out")
    if asked.heard and not (isinstance(medium, Film) and medium.clip.sounds):
        raise BadInput("--keep: heard= is a part of the sound, and there is none", hint="Leave it out")
    if isinstance(medium, Film):
        gate.within(medium, asked.heard, "--keep")


def _the_treated(asked: Keep, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The one figure of a film that is hidden, whose part stays. Raises BadInput when there are several."""
    stay = asked.figures(findings)
    hidden = [figure for number, figure in enumerate(figures(findings), 1) if number not in stay]
    if len(hidden) > 1:
        raise BadInput(
            "--body-area: several people are hidden in the film",
            hint="Keep the others by --keep track=, or ask 'kindao check' and say with --person who is the patient",
        )
    return hidden[0].findings if hidden else ()


def _parts(picture: Picture, findings: Sequence[Finding], body_area: str) -> tuple[Region, ...]:
    """The part under treatment of the one person in each frame. Raises BadInput when there are several."""
    if body_area and any(
        sum(figure.frame == frame.index for figure in figures(findings)) > 1 for frame in picture.frames
    ):
        raise BadInput(
            "--body-area: several people are in the picture",
            hint="Ask 'kindao check', and say with --person who is the patient and where",
        )
    return keeps(body_area)(picture, findings)


def _why_left(verification: Verification | None) -> Words:
    """That something is left, and which checks say so."""
    from kindao.page.figures import titled

    failed = [titled(check) for check in verification.checks if not check.passed] if verification else []
    left = gate.RESIDUAL
    if not failed:
        return left
    return Words(
        f"{left.vi} Chưa đạt: {'; '.join(title.vi for title in failed)}.",
        f"{left.en} Not passed: {'; '.join(title.en for title in failed)}.",
    )


def verify(
    source: Source,
    *,
    against: Source | None = None,
    body_area: str = "",
    shown: Sequence[Box] = (),
    known: Sequence[Known] = (),
    heard: Iterable[Interval] | None = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Verification:
    """An independent look at a file that is about to go out, compared with its original when there is one.

    body_area: the part under treatment that may stay visible; shown: the faces, in pixels of the picture, of those who
    agreed to be shown. Without them all that stays is something left: a picture does not tell what was agreed.
    heard: when its sound may be heard; None: always; with none, that anybody speaks is a residual.
    Raises BadInput where a face is said of a film, where a box lies outside the picture, and for a part of one of
    several people or without the original."""
    known_area(body_area)
    data, name = _read(source)
    if isinstance(data, Path) and (body_area or shown):
        raise BadInput("--body-area, --shown: only of a picture", hint="Of a film 'kindao check' tells what stays")
    if body_area and against is None:
        raise BadInput(
            "--body-area: without the original nobody knows where the part is", hint="Name it with --against"
        )
    allowed = None if heard is None else tuple(heard)
    seen = _looked_again(data, name, against, body_area, tuple(shown), tuple(known), allowed, progress)
    if not name:
        return seen
    look = naming.look(name, tuple(known))
    return seen.also(look.check, look.residuals)


def _looked_again(
    data: bytes | Path,
    name: str,
    against: Source | None,
    body_area: str,
    shown: tuple[Box, ...],
    known: tuple[Known, ...],
    heard: tuple[Interval, ...] | None,
    progress: Callable[[str], None],
) -> Verification:
    first, first_name = _read(against) if against is not None else (None, "")
    if first is not None and isinstance(first, Path) is not isinstance(data, Path):
        raise BadInput("--against: a picture and a film cannot be compared", hint="Name the original of this very copy")
    if isinstance(data, Path):
        before = open_clip(first, name=first_name) if isinstance(first, Path) else None
        return verify_film(
            data,
            original=before,
            known=known,
            name=name,
            heard=heard,
            unsaid=heard == (),
            progress=lambda done, total: progress(Step("verify", done, total)),
        )
    original = open_picture(first, name=first_name) if isinstance(first, bytes) else None
    written = open_picture(data, name=name)
    kept, gone = _agreed(original or written, body_area, shown)
    return look_again(data, original=original, found=gone, kept=kept, known=known)


def _agreed(picture: Picture, body_area: str, shown: tuple[Box, ...]) -> tuple[tuple[Region, ...], tuple[Finding, ...]]:
    """What may stay visible in a copy of this picture, and the heads around a part under treatment, which may not.

    The part is placed as the gate places it, so that exactly what it kept is excused."""
    for box in shown:
        if box.x0 >= picture.width or box.y0 >= picture.height or not box.area:
            raise BadInput(
                f"--shown: a place lies outside the picture of {picture.width} x {picture.height} pixels",
                hint="Give x0,y0,x1,y1 in pixels of the picture as shown",
            )
    stays = tuple(Region(box, frame=frame.index) for frame in picture.frames for box in shown)
    if not body_area:
        return stays, ()
    seen = [
        figure
        for figure in figures(tuple(Face().find(Submission(picture))))
        if not any(
            finding.identifier is Identifier.FACE
            and isinstance(finding.where, Region)
            and any(finding.where.box.inside(box) >= HALF for box in shown)
            for finding in figure.findings
        )
    ]
    gone = tuple(f for figure in seen for f in figure.findings if f.identifier in FACES)
    return stays + _parts(picture, gone, body_area), gone


HALF = 0.5  # share of a face inside a place that was said to be shown, from which it is the face meant


def _the_patient(consents: Sequence[Consent], *, drawn: bool) -> tuple[Appearance, ...]:
    """Nobody named: the patient whose consent was brought, else one of whom nothing is known."""
    subjects = {consent.subject: consent for consent in consents}
    if drawn and not subjects:
        return ()
    if not subjects:
        return (Appearance(Person("patient", Role.PATIENT)),)
    return tuple(
        Appearance(Person(subject, Role.PATIENT, birth_date=consent.birth_date))
        for subject, consent in subjects.items()
    )


def keeps(body_area: str) -> Callable[[Picture, Sequence[Finding]], tuple[Region, ...]]:
    """Where the part under treatment is, which a redacted copy keeps visible; "" keeps nothing."""

    def kept(picture: Picture, findings: Sequence[Finding]) -> tuple[Region, ...]:
        if not body_area:
            return ()
        return tuple(
            region
            for finding in findings
            if finding.identifier is Identifier.FACE and isinstance(finding.where, Region)
            for name, region in parts(picture.frames[finding.where.frame], finding.where).items()
            if name == body_area
        )

    return kept


def known_area(body_area: str) -> None:
    """Raises BadInput for a part under treatment that is not known; "" is none."""
    if body_area and body_area not in AREAS:
        raise BadInput(f"body area: '{body_area}' is not one of {', '.join(AREAS)}", hint="Leave it out to cover all")


Word = TypeVar("Word", bound=StrEnum)


def _one_of(kind: type[Word], value: object, field: str) -> Word:
    try:
        return kind(str(value))
    except ValueError:
        raise BadInput(f"{field}: '{value}' is not one of {', '.join(kind)}", hint="Choose one of these") from None


def is_film(source: Source) -> bool:
    """Whether it is a film or a recording, by its content. Raises BadInput or Unreadable for what can't be read."""
    return isinstance(_read(source)[0], Path)


def readable(source: Source) -> None:
    """Raises BadInput or Unreadable for what `check` would not open."""
    data, name = _read(source)
    gate.opened(data, name=name)


def _read(source: Source) -> tuple[bytes | Path, str]:
    """A picture's bytes, or the path of a film or recording; and the name that the file has."""
    if isinstance(source, bytes):
        if is_clip(source[:BEGINNING]):
            raise BadInput("a film or recording is not taken as bytes", hint="Give the path of its file")
        return source, ""
    file = Path(source)
    if file.is_dir():
        raise BadInput("this is a folder, not a file", hint="Name the files in it one by one")
    try:
        if file.is_file() and is_clip(content(file, BEGINNING)):
            return file, file.name
        data = content(file, Limits().bytes)
    except FileNotFoundError:
        raise BadInput("there is no such file", hint="Check the path") from None
    except OSError as error:
        raise BadInput(f"the file can't be read: {error.strerror}", hint="Check its permissions") from None
    if len(data) > Limits().bytes:
        raise Unreadable(f"the file is larger than {Limits().bytes >> 20} MiB", hint="Export a smaller picture")
    if data and file.suffix.lower() in TAKEN - PICTURES.keys():
        _film_or_picture(data)
    return data, file.name


def _film_or_picture(data: bytes) -> None:
    """Of a file that is called a film and is none. Raises Unreadable, in words about films, when it is no picture."""
    try:
        recognise(data)
    except Unreadable:
        recognise_clip(data)


BEGINNING = 4096  # bytes, by which a film is told from a picture


def _target(data: bytes | Path, out: Path | None) -> Format | Container | None:
    """What the output's suffix asks for. Raises BadInput when it is no suffix of such a medium."""
    if out is None:
        return None
    suffix = out.suffix.lower()
    if isinstance(data, Path):
        if suffix in PICTURES:
            raise BadInput(
                "output: the suffix names a picture, the original is a film or recording",
                hint="Use .mp4, .mov, .mkv or .webm; for sound alone .m4a, .mp3, .wav, .ogg or .flac.",
            )
        return clip_container_for(out)
    if suffix not in PICTURES:
        recognise(data)  # of what is no picture that is said first
        raise BadInput(
            "output: the suffix names a film or recording, the original is a picture",
            hint="Use .jpg, .png, .webp, .avif, .tiff or .gif.",
        )
    return format_for(out)


def _told_of(people: Sequence[Appearance], consents: Sequence[Consent]) -> tuple[Known, ...]:
    """What is known of everybody shown, of whom only a consent tells as well: at least the id they have here."""
    known = {a.person.id: a.person.known or Known(a.person.id) for a in people}
    for one in consents:
        born = one.birth_date.isoformat() if one.birth_date else ""
        known.setdefault(one.subject, Known(one.subject, birth_date=born))
    return tuple(known.values())


def free(
    out: str | Path | None, force: bool, *, source: Source = b"", known: tuple[Known, ...] | None = ()
) -> Path | None:
    """The output's path, refused before any work when it could not be written, is the original, or names somebody.

    known: those shown; None where the output stays inside and may have any name."""
    if out is None:
        return None
    file = Path(out)
    if file.suffix.lower() not in TAKEN:
        raise BadInput(
            "output: the suffix names neither a picture nor a film or recording",
            hint="Use one such as .jpg, .png, .mp4 or .m4a",
        )
    if not isinstance(source, bytes) and realpath(file) == realpath(source):
        raise BadInput("the output is the original", hint="Choose another name")
    if known is not None and names_somebody(file.name, known):
        raise BadInput(
            "the output's name tells of somebody",
            hint="It goes out with the copy: choose one without names, initials, days or record numbers, such as"
            " copy-0001",
        )
    ordinary(file)
    if lexists(file) and not force:
        raise BadInput("the output exists already", hint="Choose another name, or add --force")
    if not file.parent.is_dir():
        raise BadInput("the output's folder does not exist", hint="Make it first")
    return file


def proofed(
    preview: str | Path | None, force: bool, *, source: Source = b"", out: str | Path | None = None
) -> Path | None:
    """A preview's path, refused before any work when none can be written there. out: of a copy, which none can have
    beside it."""
    if preview is None:
        return None
    if out is not None:
        raise BadInput("--preview: no copy is made, so that -o has none to write", hint="Leave one of them out")
    if Path(preview).suffix.lower() != ".mp4":
        raise BadInput("--preview: not an MP4", hint="Name it .mp4")
    return free(preview, force, source=source, known=None)


def _written(copy: SafeCopy, out: Path | None, force: bool) -> SafeCopy:
    if out is None:
        return copy
    if copy.file is None:
        write_atomically(out, copy.data, force=force)
    else:
        with whole_or_not(out, force=force) as part:
            copy.file.replace(part)
    return replace(copy, path=out, file=None)


@dataclass(frozen=True, slots=True)
class Ailment:
    """One part of Kindao on this machine: does it work, must it, and what it said."""

    part: str
    works: bool
    needed: bool
    says: str
    vi: str = ""  # the same in Vietnamese, where it is a sentence


def doctor() -> Iterator[Ailment]:
    """Tries each part for real: digests of weights, every detector and check on a small picture, the law pack."""
    sample = Picture(Format.PNG, (Frame(np.full((240, 320, 3), 200, np.uint8)),))

    def weigh(name: str) -> str:
        return f"{path(name).stat().st_size} bytes, digest as named"

    def find(detector: Detector) -> str:
        return f"{len(list(detector.find(Submission(sample))))} findings on an empty picture"

    def write(target: Format) -> str:
        return f"{len(encode(sample.frames, target))} bytes"

    def again() -> str:
        return f"{len(look_again(encode(sample.frames, Format.PNG)).checks)} checks"

    def films() -> str:
        with tempfile.TemporaryDirectory(prefix="kindao-") as folder:
            file = Path(folder) / "film.mp4"
            facts = FilmFacts(320, 240, Fraction(25), Fraction(1, 1000), Fraction(10, 25))
            with FilmWriter(file, facts, Container.MP4) as writer:
                for n in range(10):
                    frame = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 20 * n, np.uint8), "rgb24")
                    writer.picture(frame.reformat(format="yuv420p"), Fraction(n, 25))
            return f"{sum(1 for _ in stills(open_clip(file)))} frames"

    def rules() -> str:
        pack = load_pack("vn")
        return f"{pack.version}, {len(pack.rules)} rules"

    for weights in CATALOGUE:
        yield _tried(f"weights {weights.name}", partial(weigh, weights.name), needed=not weights.extra)
    for detector in installed():
        needed = not detector.finds <= OPTIONAL
        yield _tried(f"detector {detector.name}", partial(find, detector), needed=needed)
    for target in Format:
        if writable(target) is target:
            yield _tried(f"writes {target}", partial(write, target))
    yield _tried("writes and reads films", films)
    yield _tried("verification", again)
    yield _tried("law pack vn", rules)


def _tried(part: str, attempt: Callable[[], str], *, needed: bool = True) -> Ailment:
    try:
        return Ailment(part, True, needed, attempt())
    except KindaoError as error:
        return Ailment(part, False, needed, str(error), error.vi)
