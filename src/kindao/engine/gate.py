"""The whole product on one page: look, ask the law, make the copy, look again, ask again.

Pure: a medium and facts in, a report out. It is given its detectors and its law pack; it reads no clock, settings
or network and keeps nothing; the copy of a film, too large to be held, is a file in the folder it is given. In doubt
it stays shut."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from kindao.engine.appearance import Appearance, Cast, Figure, beside, cast, doubled, figures, unclear, voices
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.reading import DOUBT
from kindao.engine.errors import BadInput, KindaoError, Unreadable
from kindao.engine.geometry import Interval, Region, Track, largest
from kindao.engine.media.clip import Container, digest_of
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Picture
from kindao.engine.medium.base import BODIES, FACES, Medium, Order, Progress
from kindao.engine.medium.film import Film, open_film
from kindao.engine.medium.picture import Still, digest, writable
from kindao.engine.medium.quick import glance
from kindao.engine.policy.asking import TAKEN, is_about, on_its_day, sensitive
from kindao.engine.policy.consent import Consent, DataType, words_of
from kindao.engine.policy.decide import decide
from kindao.engine.policy.decision import Decision
from kindao.engine.policy.facts import Copy, Facts, Kind, Nature, Role, Shown, Use
from kindao.engine.policy.pack import Pack
from kindao.engine.redact import plan
from kindao.engine.report import NotLookedFor, Report, SafeCopy
from kindao.engine.seen import Seen
from kindao.engine.vocabulary import (
    PLACED,
    READ,
    Attribute,
    Finding,
    Identifiability,
    Identifier,
    Level,
    Outcome,
    Span,
    Words,
)

# An illustration keeps its faces, never somebody's name, number or code.
NOT_DRAWN = (READ - {Identifier.TEXT}) | {Identifier.CODE}
CAMERA = re.compile(
    r"make$|model$|lens|serialnumber|maker-note|exposuretime|fnumber|isospeed|sensitivity$|motion-photo|depth|gain-map",
    re.IGNORECASE,
)
"""Holders and keys that only a camera writes."""
SAME_PLACE = 0.5  # intersection over union, from which two people were put in one place
ROUNDED = Fraction(1, 100)  # s, by which the end of a film may be told too late
CLOSE = 0.3  # of the frame's shorter side, from which a face that touches the edge is a close-up


@dataclass(frozen=True, slots=True)
class Request:
    """One proposed use of one medium: everything the gate is told."""

    data: bytes | Path  # a picture's bytes; the file of a film or a recording
    use: Use
    people: tuple[Appearance, ...] = ()
    consents: tuple[Consent, ...] = ()
    caption: str = ""
    ours: tuple[str, ...] = ()  # what in the caption is the clinic's own, declared by it
    file_name: str = ""  # judged, never stored
    target: Format | Container | None = None  # the copy's format; as the original when None
    folder: Path | None = None  # where the copy of a film is made; of it alone, and removed by who made it
    kept: Callable[[Picture, Sequence[Finding]], tuple[Region, ...]] = field(default=lambda *_: ())
    marked: tuple[Finding, ...] = ()  # regions that a person drew on a picture: covered in every copy, in every frame
    confirmed_by: str = ""
    sight: Seen | None = None  # an earlier look; of another medium, or by other eyes, it counts for nothing
    today: date | None = None  # asked about a day before it, the law must permit today too before a copy is made

    def __post_init__(self) -> None:
        if self.marked and isinstance(self.data, Path):
            raise ValueError("boxes are drawn on pictures; in a film figures are named by their numbers")


def check(
    request: Request, *, detectors: Sequence[Detector], pack: Pack, progress: Progress = lambda _: None
) -> Report:
    """The whole gate on one medium: a permit with its safe copy, or why not and the way to yes.

    Raises BadInput for a person placed outside the picture, in the place of another, where several faces are,
    or at two faces of one frame, and for one person who would be two figures of a film seen side by side."""
    known = tuple(a.person.known for a in request.people if a.person.known)
    try:
        progress("open")
        medium = opened(request.data, name=request.file_name, target=request.target, folder=request.folder)
    except Unreadable as unreadable:
        return Report(_digest(request.data), Outcome.DENY, (), None, refused=_refusal(unreadable))
    use = replace(request.use, asset=medium.digest, medium=_kind(medium), words=words_of(request.caption))
    _places(request.people, medium)
    if isinstance(medium, Film):
        can_treat(medium, use.body_area)
    _apart(request.people)
    report = Report(
        medium.digest,
        Outcome.INDETERMINATE,
        (),
        None,
        use=use,
        confirmed_by=request.confirmed_by,
        width=medium.width,
        height=medium.height,
        clip=medium.clip if isinstance(medium, Film) else None,
    )
    try:
        before = request.sight if request.sight and request.sight.fits(medium.digest, detectors) else None
        words = Submission(NOTHING, request.caption, request.file_name, known, request.ours)
        sight = medium.look(words, detectors, progress, before)
    except KindaoError as error:
        return replace(report, refused=_refusal(error))
    _whole(sight.findings, request.people)
    report = replace(report, not_looked_for=sight.not_looked_for, again=sight.again)
    marked = _everywhere(request.marked, medium)
    findings = sight.findings + marked
    drawn = use.nature is Nature.ILLUSTRATION
    lifelike = drawn and medium.lifelike()
    for _ in range(medium.attempts):
        scene = _Scene(
            use,
            request,
            findings,
            sight.not_looked_for,
            _who(use, findings, request),
            medium.width,
            medium.height,
            marked,
        )
        kept: tuple[Region | Track, ...] = ()
        if isinstance(medium, Still):
            kept = request.kept(medium.picture, scene.of_patients())
        progress("law")
        level, decision = scene.best(pack)
        report = replace(
            report,
            outcome=decision.outcome,
            decision=decision,
            facts=scene.facts(level, scene.covered(level), verified=False),
            findings=findings,
            whose=scene.cast.whose,
        )
        if decision.outcome is Outcome.DENY:
            return report
        if lifelike and any(f.identifier in FACES | BODIES for f in findings):
            return replace(report, outcome=Outcome.INDETERMINATE, refused=LOOKS_REAL)
        covered = scene.covered(level)
        try:
            if isinstance(medium, Film):
                kept = medium.parts(use.body_area, scene.of_patients(), covered, progress)
            made = medium.make(findings, Order(covered, kept, scene.heard(level), known, drawn), progress)
        except KindaoError as error:
            return replace(report, outcome=Outcome.INDETERMINATE, refused=_refusal(error))
        report = replace(report, verification=made.verification, covered=covered)
        if drawn and any(residual.identifier in FACES for residual in made.verification.residuals):
            made.discard()
            return replace(report, outcome=Outcome.INDETERMINATE, refused=LOOKS_REAL)
        if made.verification.clean and decision.outcome is Outcome.INDETERMINATE:
            return replace(report, held=made.data, held_file=made.file)
        if made.verification.clean:
            facts = scene.facts(level, covered, verified=True)
            decision = decide(facts, pack)
            if request.today and request.today > use.on and decision.outcome is Outcome.PERMIT:
                # What was withdrawn or ran out since then must not come back by asking about the past.
                facts = replace(facts, use=replace(use, on=request.today))
                decision = decide(facts, pack)
            report = replace(report, outcome=decision.outcome, decision=decision, facts=facts)
            if decision.outcome is not Outcome.PERMIT:
                made.discard()
                return report
            if scene.doubts() and _doubted(scene.facts(level, covered, verified=True, doubts=True), pack, request):
                return replace(
                    report, outcome=Outcome.INDETERMINATE, refused=MAYBE_NAMED, held=made.data, held_file=made.file
                )
            if not drawn and not request.confirmed_by and medium.hidden_by_hand(findings, made):
                return replace(
                    report, outcome=Outcome.INDETERMINATE, refused=HIDDEN_BY_HAND, held=made.data, held_file=made.file
                )
            if Identifier.VOICE in scene.left(covered) and any(sensitive(facts, part.terms) for part in pack.each):
                # What is said may tell the sex of a fetus, or the illness: nothing here listens to words.
                return replace(
                    report, outcome=Outcome.INDETERMINATE, refused=SPOKEN, held=made.data, held_file=made.file
                )
            if scene.speaks(level, covered) and not request.confirmed_by:
                return replace(
                    report, outcome=Outcome.INDETERMINATE, refused=LISTEN, held=made.data, held_file=made.file
                )
            shows = scene.identifiability(level, covered)
            return replace(report, copy=SafeCopy(made.data, shows, made.digest, level, file=made.file))
        made.discard()
        findings += medium.widened(made.verification.residuals)
    return replace(report, outcome=Outcome.INDETERMINATE, refused=RESIDUAL)


def foresee(
    request: Request, *, detectors: Sequence[Detector], pack: Pack, progress: Progress = lambda _: None
) -> Report:
    """What a copy of a film would cover, by a quick look at it, and what the law says of what was seen so: for a
    preview. Never a permit, and no copy: in a closer look there may be more, and others may have other numbers.

    Raises BadInput as `check` does, and for what is no film."""
    known = tuple(a.person.known for a in request.people if a.person.known)
    try:
        progress("open")
        film = filmed(request.data, name=request.file_name)
    except Unreadable as unreadable:
        return Report(_digest(request.data), Outcome.DENY, (), None, refused=_refusal(unreadable))
    use = replace(request.use, asset=film.digest, medium=_kind(film), words=words_of(request.caption))
    _places(request.people, film)
    _apart(request.people)
    sight = glance(
        film, Submission(NOTHING, request.caption, request.file_name, known, request.ours), detectors, progress
    )
    _whole(sight.findings, request.people)
    who = _who(use, sight.findings, request)
    scene = _Scene(use, request, sight.findings, sight.not_looked_for, who, film.width, film.height)
    progress("law")
    level, decision = scene.best(pack)
    permitted = decision.outcome is Outcome.PERMIT
    return Report(
        film.digest,
        Outcome.INDETERMINATE if permitted else decision.outcome,
        sight.findings,
        None if permitted else decision,
        not_looked_for=sight.not_looked_for,
        refused=FORESEEN if permitted else None,
        width=film.width,
        height=film.height,
        covered=scene.covered(level),
        use=use,
        whose=who.whose,
        clip=film.clip,
    )


def filmed(data: bytes | Path, *, name: str = "") -> Film:
    """A film, opened for a preview. Raises BadInput for what is none, Unreadable as `opened` does."""
    film = opened(data, name=name) if isinstance(data, Path) else None
    if not isinstance(film, Film) or not film.clip.frames:
        raise BadInput("--preview: only a film has one", hint="Of a picture or recording the copy itself is quick")
    return film


NOTHING = Picture(Format.PNG, ())
"""The picture of a submission whose medium brings its own."""


def opened(
    data: bytes | Path, *, name: str = "", target: Format | Container | None = None, folder: Path | None = None
) -> Medium:
    """A picture by its bytes, a film or recording by its file. target: the format of its copy; folder: where that is
    made of a film. Raises Unreadable for what cannot be inspected whole."""
    if isinstance(data, Path):
        return open_film(data, name=name, target=target if isinstance(target, Container) else None, folder=folder)
    picture = open_picture(data, name=name)
    return Still(picture, digest(data), target if isinstance(target, Format) else writable(picture.format))


def _everywhere(marked: Sequence[Finding], medium: Medium) -> tuple[Finding, ...]:
    """What was drawn on one frame of a picture, on all of them: whoever moves does not come out from under it."""
    if not isinstance(medium, Still):
        return ()
    return tuple(
        replace(f, where=replace(f.where, frame=frame.index))
        for f in marked
        if isinstance(f.where, Region)
        for frame in medium.picture.frames
    )


def _kind(medium: Medium) -> Kind:
    if not isinstance(medium, Film):
        return Kind.PICTURE
    return Kind.FILM if medium.clip.frames else Kind.RECORDING


def _digest(data: bytes | Path) -> str:
    return digest_of(data) if isinstance(data, Path) else digest(data)


def _places(people: Sequence[Appearance], medium: Medium) -> None:
    """Where somebody was said to be must be a place of this kind of medium."""
    filmed = not isinstance(medium, Still)
    for appearance in people:
        if filmed and appearance.at:
            raise BadInput(
                f"--person: {appearance.person.id} has a place of one picture, at=",
                hint="In a film name the figure: track=1; 'kindao detect FILM --show SHEET.jpg' shows their numbers",
            )
        if not filmed and (appearance.tracks or appearance.heard or appearance.everyone):
            raise BadInput(
                f"--person: {appearance.person.id} has track= or heard=, which a picture has not",
                hint="Give the box around the face: at=x0,y0,x1,y1",
            )
        if isinstance(medium, Film):
            within(medium, appearance.heard, "--person")
        for box in appearance.at:
            if box.x0 >= medium.width or box.y0 >= medium.height or not box.area:
                raise BadInput(
                    f"--person: a place named for {appearance.person.id} lies outside the picture of"
                    f" {medium.width} x {medium.height} pixels",
                    hint="Give x0,y0,x1,y1 in pixels of the picture as shown",
                )


def within(film: Film, heard: Sequence[Interval], option: str) -> None:
    """Raises BadInput for times that a film or recording has not. option: by which they were given."""
    for one in heard:
        if one.start >= film.clip.seconds or one.end > film.clip.seconds + ROUNDED:
            raise BadInput(
                f"{option}: heard={_said(one)} goes beyond the end, {float(film.clip.seconds):.3f} seconds",
                hint="'kindao detect FILE' tells when somebody speaks",
            )


def can_treat(film: Film, body_area: str) -> None:
    """Raises BadInput for a part under treatment where nothing is seen."""
    if body_area and not film.clip.frames:
        raise BadInput("--body-area: a recording shows no part of the body", hint="Leave it out")


def _said(one: Interval) -> str:
    """Times that `heard=` takes and that hold the whole of it, in thousandths of a second."""
    start, end = one.start * 1000 // 1, -(-one.end * 1000 // 1)
    return "-".join(f"{float(Fraction(edge, 1000)):.3f}" for edge in (start, end))


def _whole(findings: Sequence[Finding], people: Sequence[Appearance]) -> None:
    """Speech that is cut is nobody's: it would all be silenced, and nobody would know why."""
    for appearance in people:
        for one in appearance.heard:
            for finding in findings:
                where = finding.where
                if isinstance(where, Interval) and (where & one).seconds and (where & one) != where:
                    raise BadInput(
                        f"--person: heard={_said(one)} of {appearance.person.id} holds only a part of what is said"
                        f" in {_said(where)}",
                        hint=f"Give such speech whole, heard={_said(where)}, if one person alone speaks in it; else"
                        " leave it out, and it is silenced",
                    )


def _numbers(seen: Sequence[Figure], people: Sequence[Appearance]) -> None:
    """A figure that was named must be there."""
    for appearance in people:
        for number in appearance.tracks:
            if number > len(seen):
                raise BadInput(
                    f"--person: {appearance.person.id} is said to be figure {number}; the film has {len(seen)}",
                    hint="'kindao detect FILM --show SHEET.jpg' shows their numbers",
                )


def _apart(people: Sequence[Appearance]) -> None:
    """Whoever is in one place is one person: the face there cannot be shown as one's and hidden as another's."""
    for n, one in enumerate(people):
        for other in people[:n]:
            if any(a.iou(b) >= SAME_PLACE for a in one.at for b in other.at):
                raise BadInput(
                    f"--person: {other.person.id} and {one.person.id} are put in the same place",
                    hint="Give each person the box around their own face",
                )
            if set(one.tracks) & set(other.tracks) or (one.everyone and other.everyone):
                raise BadInput(
                    f"--person: {other.person.id} and {one.person.id} are said to be the same figure",
                    hint="Give each person their own numbers",
                )
            if any((a & b).seconds for a in one.heard for b in other.heard):
                raise BadInput(
                    f"--person: {other.person.id} and {one.person.id} are said to speak at the same time",
                    hint="heard= is when somebody alone speaks",
                )


def _clear(seen: Sequence[Figure], people: Sequence[Appearance]) -> None:
    """One place means one face: of several in it the machine must not choose whom to show. And nobody is twice in
    one frame: the second face is somebody else's until another person says whose."""
    for person in unclear(seen, people):
        raise BadInput(
            f"--person: the place named for {person} holds several faces",
            hint="Draw it around one face; 'kindao detect' tells where the faces are",
        )
    for person in doubled(seen, people):
        raise BadInput(
            f"--person: the place named for {person} names a second face",
            hint="Give one place for each person; of a before and after in one picture cut the halves apart and ask of"
            " each",
        )


def _once(seen: Sequence[Figure], who: Cast, request: Request) -> None:
    """Who may be shown, or was named by number, is one person, and a frame of a film shows one person once; those who
    stand for everybody else may be many."""
    agreed = {consent.subject for consent in request.consents}
    named = {a.person.id for a in request.people if a.person.role is Role.STAFF and (a.tracks or a.everyone)}
    patients = {a.person.id for a in request.people if a.person.role is Role.PATIENT}
    if twice := beside(seen, who.whose, agreed | named | patients):
        person, one, other = twice
        raise BadInput(
            f"--person: {person} would be figure {one} and figure {other}, and one frame shows both",
            hint="Of one frame a person has one face: say whose the other is; one in a mirror, on a screen or in a"
            " picture on the wall is hidden as a bystander: 'bystander track=2'",
        )


def _who(use: Use, findings: Sequence[Finding], request: Request) -> Cast:
    people = request.people
    if use.nature is Nature.PHOTOGRAPH:
        seen = figures(findings)
        _clear(seen, people)
        _numbers(seen, people)
        found = cast(seen, people)
        _once(seen, found, request)
        return replace(found, whose=found.whose | voices(findings, people))
    return Cast(tuple(a.person for a in people), {}, frozenset())  # a drawn face is nobody's; the law hears of it


@dataclass(frozen=True, slots=True)
class _Scene:
    """One use of one looked-at medium: turns a level into what the law is asked."""

    use: Use
    request: Request
    findings: tuple[Finding, ...]
    not_looked_for: tuple[NotLookedFor, ...]
    cast: Cast
    width: int
    height: int
    marked: tuple[Finding, ...] = ()

    def of_patients(self) -> tuple[Finding, ...]:
        """What was found of patients: only their part under treatment stays visible, nobody else's."""
        patients = {person.id for person in self.cast.people if person.role is Role.PATIENT}
        return tuple(f for f in self.findings if self.cast.whose.get(f) in patients)

    def best(self, pack: Pack) -> tuple[Level, Decision]:
        """The first level that is permitted; with none, the kindest answer, of the most redacted copy."""
        best: tuple[Level, Decision] | None = None
        for level in Level if self.use.nature is Nature.PHOTOGRAPH else (Level.BARE,):
            decision = decide(self.facts(level, self.covered(level), verified=False), pack, paths=False)
            if best is None or _RANK[decision.outcome] >= _RANK[best[1].outcome]:
                best = (level, decision)
            if decision.outcome is Outcome.PERMIT:
                break
        assert best is not None
        level, decision = best
        if decision.outcome is Outcome.PERMIT:
            return best
        return level, decide(self.facts(level, self.covered(level), verified=False), pack)

    def covered(self, level: Level) -> tuple[Finding, ...]:
        """What a copy of this level hides; what a person marked is hidden in each."""
        planned = self._planned(level)
        return planned + tuple(f for f in self.marked if f not in planned)

    def _planned(self, level: Level) -> tuple[Finding, ...]:
        if self.use.nature is not Nature.PHOTOGRAPH:
            here = [f for f in self.findings if isinstance(f.where, PLACED)]
            # Beside somebody's name or number no other writing is innocent.
            gone = READ | NOT_DRAWN if any(f.identifier in NOT_DRAWN for f in here) else NOT_DRAWN
            return tuple(f for f in here if f.identifier in gone)
        return plan(self.findings, level, shown=self._agreed, whose=self.cast.whose, heard=self.heard(level))

    def heard(self, level: Level) -> tuple[Interval, ...] | None:
        """When the sound of the copy may be heard: always in a bare one, else while those speak who have agreed to it.
        Whoever is said to speak and has not is silenced, and takes nothing from the others."""
        if level is Level.BARE:
            return None
        shows = level is Level.OTHERS_HIDDEN
        return tuple(i for a in self.request.people if shows and a.person.id in self._agreed_to_sound for i in a.heard)

    @property
    def _agreed(self) -> frozenset[str]:
        """Who is not hidden where others are: who agreed to be recognised in this use; with nobody, whoever agreed to
        anything, so that the law says why that is not enough."""
        standing = self._standing()
        return self._recognised(standing) or frozenset(consent.subject for consent in standing)

    @property
    def _agreed_to_sound(self) -> frozenset[str]:
        """The same of whoever is heard: their consent names the voice, too."""
        named = {TAKEN[self.use.medium], DataType.VOICE}
        spoken = [consent for consent in self._standing() if named <= consent.data_types]
        if self._recognised(self._standing()):
            return self._recognised(spoken)
        return frozenset(consent.subject for consent in spoken)

    def _standing(self) -> list[Consent]:
        return [consent for consent in self.request.consents if not consent.withdrawn]

    def _recognised(self, consents: Sequence[Consent]) -> frozenset[str]:
        """By a consent that fits this very act: whoever's has ended, or is of films alone, is hidden, and by that hides
        nobody else."""
        return frozenset(
            consent.subject
            for consent in consents
            for scope in consent.scopes
            if scope.identifiability is Identifiability.DIRECT
            and TAKEN[self.use.medium] in consent.data_types
            and is_about(self.use, consent, scope)
            and consent.ended(scope) is None
            and on_its_day(scope, self.use.on)
            and on_its_day(scope, max(self.use.on, self.request.today or self.use.on))
        )

    def speaks(self, level: Level, covered: Sequence[Finding]) -> bool:
        """Whether speech leaves with the copy. That it is one person's no machine here can tell: of voices at once, or
        for a moment, it hears one (docs/decisions/0009-voice.md)."""
        return Identifier.VOICE in self.left(covered) or bool(self.heard(level))

    def left(self, covered: Sequence[Finding]) -> frozenset[Identifier]:
        return frozenset(f.identifier for f in self._stays(covered))

    def identifiability(self, level: Level, covered: Sequence[Finding]) -> Identifiability:
        if self.use.nature is not Nature.PHOTOGRAPH and not self.cast.people:
            return Identifiability.NONE
        direct = any(s.identifiability is Identifiability.DIRECT for s in self._shown(level, covered))
        return Identifiability.DIRECT if direct else Identifiability.INDIRECT

    def _stays(self, covered: Sequence[Finding]) -> list[Finding]:
        gone = set(covered)
        headless = {self.cast.whose.get(f) for f in covered if f.identifier is Identifier.HEAD} - {None}
        return [
            f
            for f in self.findings
            if isinstance(f.where, PLACED)
            and f not in gone
            and not (f.identifier is Identifier.PERSON and self.cast.whose.get(f) in headless)
        ]

    def doubts(self) -> tuple[Finding, ...]:
        """Words of the caption that may name somebody: only a person can tell."""
        return tuple(f for f in self.findings if isinstance(f.where, Span) and f.confidence <= DOUBT)

    def _words(self, *, doubts: bool) -> tuple[Finding, ...]:
        """What the caption says of somebody; doubts: with what it may say."""
        said = tuple(f for f in self.findings if isinstance(f.where, Span))
        return said if doubts else tuple(f for f in said if f.confidence > DOUBT)

    def _shown(self, level: Level, covered: Sequence[Finding], *, doubts: bool = False) -> tuple[Shown, ...]:
        stays, words = self._stays(covered), self._words(doubts=doubts)
        # Of a recording all that nobody was said to speak in is silence, whether a voice was found there or not.
        silent = self.use.medium is Kind.RECORDING and level is not Level.BARE
        heard = {a.person.id for a in self.request.people if a.heard and a.person.id in self._agreed_to_sound}
        shown = []
        for person in self.cast.people:
            told = [f for f in words if f.about == person.id]
            visible = frozenset(
                f.identifier for f in [*stays, *told] if self.cast.whose.get(f) == person.id or f.about == person.id
            )
            if level is Level.OTHERS_HIDDEN and person.id in heard:
                visible |= {Identifier.VOICE}  # whatever was found to be said then: the sound is there
            if self.use.body_area == "eyes" and person.role is Role.PATIENT and person.id in self.cast.seen:
                visible |= {Identifier.EYES}  # of all parts these tell best who it is
            # Of whom nothing was found may still be recognised: nobody knows where to cover.
            recognisable = bool(visible & RECOGNISES) or (
                person.id not in self.cast.seen and not covered and not silent
            )
            shown.append(
                Shown(person.id, Identifiability.DIRECT if recognisable else Identifiability.INDIRECT, visible)
            )
        return tuple(shown)

    def _cut(self, finding: Finding) -> bool:
        """A large face that the frame cuts through: a close-up, of which detectors may have seen only a part."""
        if finding.identifier is not Identifier.FACE or not isinstance(finding.where, Region | Track):
            return False
        box = largest(finding.where)
        at_edge = box.x0 == 0 or box.y0 == 0 or box.x1 == self.width or box.y1 == self.height
        return at_edge and min(box.width, box.height) > CLOSE * min(self.width, self.height)

    def facts(self, level: Level, covered: Sequence[Finding], *, verified: bool, doubts: bool = False) -> Facts:
        """What the law is asked about. doubts: as if every word that may name somebody did."""
        shown_ids = {person.id for person in self.cast.people}
        return Facts(
            self.use,
            self.cast.people,
            self.request.consents,
            Copy(
                level=level,
                shown=self._shown(level, covered, doubts=doubts),
                left=self.left(covered),
                caption=frozenset(f.identifier for f in self._words(doubts=doubts) if f.about not in shown_ids),
                not_looked_for=frozenset(n.identifier for n in self.not_looked_for),
                photographed=any(
                    isinstance(f.where, Attribute)
                    and (f.identifier is Identifier.LOCATION or bool(CAMERA.search(f"{f.where.holder} {f.where.key}")))
                    for f in self.findings
                ),
                verified=verified,
                face_found=bool(self.cast.seen) and not any(self._cut(f) for f in self.findings),
                confirmed_by=self.request.confirmed_by,
            ),
        )


def _doubted(facts: Facts, pack: Pack, request: Request) -> bool:
    """Whether it would not go out if the words that may name somebody did: who agreed to be named leaves no doubt."""
    days = [facts.use.on] + ([request.today] if request.today and request.today > facts.use.on else [])
    return any(
        decide(replace(facts, use=replace(facts.use, on=day)), pack, paths=False).outcome is not Outcome.PERMIT
        for day in days
    )


_RANK = {Outcome.DENY: 0, Outcome.INDETERMINATE: 1, Outcome.PERMIT: 2}
RECOGNISES = FACES | {Identifier.PERSON, Identifier.NAME, Identifier.VOICE}

LOOKS_REAL = Words(
    "Hình được khai là minh họa nhưng mạng dò khác thấy khuôn mặt trong đó như người thật; cần người xem lại.",
    "Declared an illustration, but to another network a face in it looks real; a person must look.",
)
MAYBE_NAMED = Words(
    "Lời đăng có chữ có thể là tên, tên tắt, tài khoản, địa chỉ hoặc số điện thoại của một người; cần người xem lại, "
    "hoặc viết lại chữ đó.",
    "The caption has words that may be somebody's name, initials, account, address or number; a person must look, or "
    "write them anew.",
)
HIDDEN_BY_HAND = Words(
    "Trong ảnh có chỗ ai đó đã tự che trước: thanh đen, ô màu, ô vỡ hạt hay hình dán, mà máy không nhận ra người dưới "
    "đó. Cần người xem lại; nếu còn ảnh gốc chưa che thì hãy dùng ảnh đó.",
    "Somebody already hid a part of this picture by hand: a bar, a box, a mosaic or a sticker under which nobody was "
    "found. A person must look; if the picture is there as it was taken, use that one.",
)
SPOKEN = Words(
    "Chuyên khoa nhạy cảm và bản sao còn lời nói: có thể nghe ra giới tính thai nhi hoặc bệnh; cần người nghe lại.",
    "A sensitive specialty, and speech is left: it may tell the sex of a fetus or the illness; a person must listen.",
)
LISTEN = Words(
    "Bản sao còn lời nói: máy chỉ phân biệt được từng giọng nói một mình, không nhận ra giọng thứ hai nói cùng lúc, "
    "nói nhỏ hoặc chỉ nói trong chốc lát. Cần người nghe lại và xác nhận.",
    "Speech is left. Only a voice that speaks alone, and long enough, can be told from another: a second at the same"
    " time, a quiet or a short one goes unnoticed. A person must listen, and confirm it.",
)
FORESEEN = Words(
    "Chỉ xem nhanh: chưa thấy quy định nào cản trở, nhưng chưa cho phép gì. Hãy hỏi lại không có --preview.",
    "A quick look only: no rule was seen to stand against it, and nothing is permitted. Ask again without --preview.",
)
RESIDUAL = Words(
    "Sau nhiều lần che, bản sao vẫn còn dấu vết nhận dạng; cần người xem lại.",
    "After several attempts something identifying is still left in the copy; a person must look.",
)


def _refusal(error: KindaoError) -> Words:
    return Words(error.vi or str(error), str(error))
