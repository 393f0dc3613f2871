"""A film or a recording on its way through the gate. It is never held whole; its copy is a file."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kindao.engine import weights
from kindao.engine.appearance import figures
from kindao.engine.detect import voice
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.speakers import turns, voices_within
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Interval, Track
from kindao.engine.media.clip import Clip, Container, digest_of, open_clip
from kindao.engine.media.making import FILMS, RECORDINGS
from kindao.engine.media.picture import Format, Picture
from kindao.engine.media.reading import samples, stills
from kindao.engine.medium import work
from kindao.engine.medium.again import again
from kindao.engine.medium.base import BODIES, FACES, WIDEN, Made, Order, Progress, Sight, Step, looked
from kindao.engine.medium.by_hand import ByHand
from kindao.engine.redact.film import beginnings, redact_film, redact_sound
from kindao.engine.report import NotLookedFor
from kindao.engine.seen import Seen, fingerprint
from kindao.engine.tracks.journal import Journal
from kindao.engine.tracks.treated import treated
from kindao.engine.tracks.watch import watch
from kindao.engine.verify.evidence import Look
from kindao.engine.verify.film import verify_film
from kindao.engine.verify.film.remembered import Remembered
from kindao.engine.verify.result import Check, Verification
from kindao.engine.vocabulary import Finding, Identifier, Words

SKIN_MARKS = Words(
    "Hình xăm, sẹo, bớt: không có bộ dò đáng tin, và trong phim không đánh dấu bằng tay được. Hãy xem hết phim; "
    "thấy thì đừng xác nhận.",
    "Tattoos, scars, birthmarks: no honest detector exists, and in a film nobody can mark them. Look through all of "
    "it; where one shows, don't confirm it.",
)
FIRST_SOUND = Words(
    "Tệp có nhiều đường tiếng: bản sao chỉ có thể giữ đường đầu tiên, các đường khác bị bỏ.",
    "The file has several sound tracks: a copy can keep the first alone, the others are dropped.",
)
ATTEMPTS = 3  # copies: looks at what changes in the second fall otherwise, and may see what they missed in the first
LONGER = 12  # frames before and after what is left, in which as much of it shows and was nearly seen
TOLD = 5  # frames between two words of progress
VOICES = "voices"


def open_film(path: Path, *, name: str, target: Container | None, folder: Path | None) -> "Film":
    """Opened, decoded whole. target: of the copy; as the original where that can be written, else MP4 or M4A.

    folder: where the copy is made, and the work on it lies; it is removed by who made it. None when there is none to be
    made."""
    clip = open_clip(path, name=name)
    able = FILMS if clip.frames else RECORDINGS
    if target in FILMS and not clip.frames:
        raise BadInput(
            "output: the suffix names a film, the original holds sound alone",
            hint="Use .m4a, .mp3, .wav, .ogg or .flac.",
        )
    if target is not None and target not in able:
        raise BadInput(
            "output: no such copy of it can be written and verified",
            hint=f"Use .{', .'.join(sorted(able))}.",
        )
    usual = Container.MP4 if clip.frames else Container.M4A
    return Film(clip, target or (clip.container if clip.container in able else usual), folder)


@dataclass(frozen=True, slots=True)
class Film:
    """An opened film or recording."""

    clip: Clip
    target: Container
    folder: Path | None  # where its copy is made, and the work on it lies until then; None: no copy is made
    remembered: Remembered = field(default_factory=Remembered, repr=False, compare=False)
    """What verification saw of the original: of a second copy it does not ask again."""
    drawn: dict[int, list[Box]] = field(default_factory=dict, repr=False, compare=False)
    """What was drawn over its frames, of those that were looked at for it."""

    @property
    def digest(self) -> str:
        return self.clip.digest

    @property
    def attempts(self) -> int:
        return ATTEMPTS

    @property
    def width(self) -> int:
        return self.clip.width

    @property
    def height(self) -> int:
        return self.clip.height

    def look(
        self, words: Submission, detectors: Sequence[Detector], progress: Progress, before: Seen | None = None
    ) -> Sight:
        def seen(eyes: Sequence[Detector]) -> Iterator[Finding]:
            engine = fingerprint(tuple(eyes)) or secrets.token_hex(8)  # what another one saw is not gone on from
            place = work.kept(self.folder, self.digest, "look", repr(words.known), engine) if self.folder else None
            journal = Journal(place / "seen") if place else None
            try:
                yield from watch(
                    stills(self.clip),
                    self.width,
                    self.height,
                    eyes,
                    known=words.known,
                    journal=journal,
                    progress=self.told("look", progress),
                )
            finally:
                if journal is not None:
                    journal.close()

        with weights.each_call_alone():
            sight = found_in(self, words, detectors, progress, seen, before)
            return replace(sight, again=again(self.clip, figures(sight.findings)))

    def lifelike(self) -> bool:
        return False  # who declares a film drawn is held by verification: no face in it may look real

    def hidden_by_hand(self, findings: Sequence[Finding], made: Made) -> bool:
        return made.by_hand  # seen on the way, while the copy was compared with it

    def make(self, findings: Sequence[Finding], order: Order, progress: Progress) -> Made:
        """Raises what a full disk or a broken check raises; no file is left then."""
        with weights.each_call_alone():
            return self._made(findings, order, progress)

    def _made(self, findings: Sequence[Finding], order: Order, progress: Progress) -> Made:
        gone = set(order.covered)
        excused = BODIES | FACES if order.drawn else BODIES
        stays = tuple(
            f.where for f in findings if isinstance(f.where, Track) and f not in gone and f.identifier not in excused
        )
        folder = self.folder or self.clip.path.parent
        file = folder / f".kindao-{secrets.token_hex(8)}.{self.target}"
        tracks = [f.where for f in order.covered if isinstance(f.where, Track)]
        kept = tuple(where for where in order.kept if isinstance(where, Track))
        by_hand = ByHand(self.clip.frames, findings, self.drawn)
        try:
            if self.clip.frames:
                redact_film(
                    self.clip,
                    tracks,
                    order.heard,
                    file,
                    self.target,
                    kept=kept,
                    folder=work.kept(self.folder, self.digest, "copies") if self.folder else None,
                    progress=self.told("redact", progress),
                )
            else:
                redact_sound(self.clip, order.heard, file, self.target)
            verification = verify_film(
                file,
                original=self.clip,
                covered=order.covered,
                found=order.covered,
                kept=kept + stays,
                known=order.known,
                heard=order.heard,
                drawn=order.drawn,
                parts=beginnings(self.clip),
                remembered=self.remembered,
                beside=by_hand.look,
                progress=lambda done, total: progress(Step("verify", done, total)),
            )
            if order.heard:
                verification = _with(verification, self._one_voice(order.heard))
            return Made(order.covered, verification, digest_of(file), file=file, by_hand=by_hand.doubt)
        except BaseException:
            with suppress(OSError):
                file.unlink(missing_ok=True)
            raise

    def parts(
        self, area: str, of: Collection[Finding], covered: Sequence[Finding], progress: Progress
    ) -> tuple[Track, ...]:
        """Where the part under treatment of the faces among `of` stays visible in a copy in which `covered` is filled.

        area: "" for none. Only in frames in which it is surely seen, and nothing else that is covered touches it."""
        whose = set(of)
        filled = [(f, f.where) for f in covered if isinstance(f.where, Track)]
        faces = [where for f, where in filled if f in whose and f.identifier is Identifier.FACE]
        if not area or not faces:
            return ()
        others = [where for f, where in filled if f not in whose or f.identifier not in FACES]
        first, end = min(track.first for track in faces), max(track.end for track in faces)
        frames = stills(self.clip, start=first, end=end)
        return treated(frames, area, faces, others, progress=self.told("parts", progress))

    def widened(self, residuals: Sequence[Finding]) -> tuple[Finding, ...]:
        grown = []
        for residual in residuals:
            if isinstance(residual.where, Track):
                wider = [
                    box.grown(
                        WIDEN * box.width,
                        WIDEN * box.height,
                        WIDEN * box.width,
                        WIDEN * box.height,
                        width=self.width,
                        height=self.height,
                    )
                    for _, box in residual.where.boxes()
                ]
                early = min(LONGER, residual.where.first)
                late = min(LONGER, max(self.clip.frames - residual.where.end, 0))
                held = [*[wider[0]] * early, *wider, *[wider[-1]] * late]
                track = Track.of(residual.where.first - early, held)
                grown.append(replace(residual, where=track))
                if residual.identifier is Identifier.FACE:
                    grown.append(replace(residual, where=track, identifier=Identifier.HEAD))
        return tuple(grown)

    def _one_voice(self, heard: tuple[Interval, ...]) -> Look:
        """Whether one voice speaks in each stretch that was claimed for one person; else a person must listen."""
        most, left = 0, []
        for n in range(len(self.clip.sounds[:1])):  # no other is in the copy
            speech = list(voice.activity(samples(self.clip, n)))
            found = turns(samples(self.clip, n), speech)
            for interval in heard:
                count = voices_within(found, interval)
                most = max(most, count)
                if count > 1:
                    left.append(Finding(Identifier.VOICE, interval, 1.0, "speakers"))
        passed = most <= 1
        words = Words(
            "Trong mỗi đoạn được giữ, máy chỉ phân biệt được một giọng; hãy nghe lại."
            if passed
            else "Trong một đoạn được giữ nghe nhiều giọng.",
            "Only one voice could be told apart in each stretch that is kept; listen to it."
            if passed
            else "Several voices are heard in a stretch that is kept.",
        )
        return Look(Check("one-voice", passed, words, float(most), 1.0), tuple(left))

    def told(self, step: str, progress: Progress, every: int = 1) -> Callable[[int], None]:
        """Tells of a step's progress by the numbers of frames done, of which there is one for each `every` frames."""
        total, last = self.clip.frames, -TOLD

        def told(index: int) -> None:
            nonlocal last
            done = min((index + 1) * every, total)
            if index - last >= TOLD or done == total:  # many at once where parts are there
                last = index
                progress(Step(step, done, total))

        return told


def found_in(
    film: Film,
    words: Submission,
    detectors: Sequence[Detector],
    progress: Progress,
    seen: Callable[[Sequence[Detector]], Iterable[Finding]],
    before: Seen | None = None,
) -> Sight:
    """All that identifies somebody: what is carried beside the film, what is `seen` in it by the detectors that are
    there, and who speaks. before: what was seen of this film; its frames only where the same is known of people, and
    the same eyes are there."""
    beside = replace(words, picture=Picture(Format.PNG, (), film.clip.entries))
    sight, eyes = looked(beside, detectors, progress, before)
    frames = " ".join(["frames", *sorted(eye.name for eye in eyes)])
    found = before.named(frames) if before and before.known == words.known else None
    if found is None:
        found = tuple(sorted(seen(eyes), key=_when)) if film.clip.frames else ()
    voices = before.named(VOICES) if before else None
    if voices is None:
        voices = tuple(finding for n in range(len(film.clip.sounds)) for finding in voice.find(samples(film.clip, n)))
    absent: tuple[NotLookedFor, ...] = (NotLookedFor(Identifier.VOICE, voice.WORDS_NOT_CHECKED),) if voices else ()
    if len(film.clip.sounds) > 1:
        absent += (NotLookedFor(Identifier.VOICE, FIRST_SOUND),)
    return Sight(
        sight.findings + found + voices,
        tuple(
            NotLookedFor(one.identifier, SKIN_MARKS) if one.identifier is Identifier.SKIN_MARK else one
            for one in sight.not_looked_for
        )
        + absent,
        each=(*sight.each, (frames, found), (VOICES, voices)),
    )


def _with(verification: Verification, look: Look) -> Verification:
    """The same, with one more look."""
    return replace(
        verification,
        residuals=verification.residuals + look.residuals,
        checks=(*verification.checks, look.check),
    )


def _when(finding: Finding) -> tuple[int, int]:
    where = finding.where
    assert isinstance(where, Track)
    return where.first, next(where.boxes())[1].x0
