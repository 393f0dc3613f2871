"""Who is where in the picture. Each face or head found is somebody's: a person who was named, or unknown.

Nobody is recognised: the people and places are what a person said; the machine only counts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from kindao.engine.geometry import Box, Interval, Region, Track, largest
from kindao.engine.policy.facts import Person, Role
from kindao.engine.vocabulary import Finding, Identifier

SAME = 0.5  # share of the smaller head inside the other, from which two heads are one figure
CLEARLY = 2.0  # times the overlap of any other face in a place that was named, from which it names this one
HALF = 0.5  # the same for a head or a body without a face
MOSTLY = 0.8  # of the shorter track, in which both are there, for two tracks to be one figure
ROOMY = 4.0  # times the head it fits best, in area, up to which a place that holds several may be drawn around it
WITHIN = 0.6  # the same for two faces, which may stand close together, cheek to cheek
APART = 0.1  # share of the smaller face in the other, below which two places in one frame are two people
OF_A_FIGURE = frozenset({Identifier.FACE, Identifier.HEAD, Identifier.EYES, Identifier.PERSON})


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person, and where in the picture somebody said they are; without a place they take what is left."""

    person: Person
    at: tuple[Box, ...] = field(default=())  # a box around the face, in any frame of a picture
    tracks: tuple[int, ...] = ()  # of a film: numbers of the figures that are this person, from 1
    heard: tuple[Interval, ...] = ()  # of a film or recording: when this person alone speaks
    everyone: bool = False  # of a film: every figure that nobody else is, is this person


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody seen: the findings that are one person's in one frame, or through the frames of a film."""

    box: Box  # the largest of a film's
    frame: int  # the first of a film's
    findings: tuple[Finding, ...]
    end: int = 0  # the frame after the last

    @property
    def face(self) -> Box:
        """Where the face is, which is what a named place is drawn around; the whole figure when no face was seen."""
        faces = [
            largest(f.where)
            for f in self.findings
            if f.identifier is Identifier.FACE and isinstance(f.where, Region | Track)
        ]
        return reduce(or_, faces) if faces else self.box


def figures(findings: Iterable[Finding]) -> tuple[Figure, ...]:
    """Faces, heads, eyes and person boxes grouped into the people seen: of a picture from left to right, of a film
    in the order of the findings, so that what is found later changes no number."""
    of_people = [f for f in findings if f.identifier in OF_A_FIGURE]
    return _in_frames([f for f in of_people if isinstance(f.where, Region)]) + _in_films(
        [f for f in of_people if isinstance(f.where, Track)]
    )


def _in_frames(of_people: Sequence[Finding]) -> tuple[Figure, ...]:
    groups: list[list[Finding]] = []
    boxes: list[tuple[Box, int]] = []
    faces: list[Box] = []  # of each group; of one without a face the same as its box
    # Faces first: a head or eyes join the face they lie on; a face joins another only as the same seen twice,
    # or as a part of it, such as a nose that a network took for a face. A small face may lie in the head of somebody
    # nearer: the head of either is the one that fits it in size.
    for finding in sorted(of_people, key=lambda f: _ORDER[f.identifier]):
        assert isinstance(finding.where, Region)
        box, frame = finding.where.box, finding.where.frame
        of_a_head = finding.identifier in (Identifier.HEAD, Identifier.EYES)
        best, share, fit = -1, 0.0, (0.0, 0.0)
        for i, (whole, where) in enumerate(boxes):
            other = faces[i] if of_a_head else whole
            inside = _inside(box, other) if where == frame else 0.0
            how = (box.iou(other) if inside >= SAME else 0.0, inside) if of_a_head else (inside, box.iou(other))
            if inside and how > fit:
                best, share, fit = i, inside, how
        enough = share >= SAME
        if finding.identifier is Identifier.FACE and best >= 0:
            enough = share >= WITHIN or boxes[best][0].iou(box) >= 0.3
        if enough:
            if finding.identifier is not Identifier.PERSON:
                boxes[best] = (boxes[best][0] | box, frame)
            if finding.identifier is Identifier.FACE or groups[best][0].identifier is not Identifier.FACE:
                faces[best] = boxes[best][0]
            groups[best].append(finding)
        else:
            groups.append([finding])
            boxes.append((box, frame))
            faces.append(box)
    people = (Figure(box, frame, tuple(group), frame + 1) for (box, frame), group in zip(boxes, groups, strict=True))
    return tuple(sorted(people, key=lambda figure: (figure.frame, figure.box.x0, figure.box.y0)))


def _in_films(of_people: Sequence[Finding]) -> tuple[Figure, ...]:
    """Tracks of one thing begin and end nearly together, one inside the other; so do most of what is seen twice."""
    groups: list[list[Finding]] = []
    order = {finding: n for n, finding in enumerate(of_people)}
    for finding in sorted(of_people, key=lambda f: _ORDER[f.identifier]):
        least = WITHIN if finding.identifier is Identifier.FACE else SAME
        of_a_head = finding.identifier in (Identifier.HEAD, Identifier.EYES)
        shares = [_together(group[0], finding) for group in groups]
        likely = [n for n, share in enumerate(shares) if share.inside >= least]
        if likely:
            best = max(likely, key=lambda n: shares[n].ranked(of_a_head=of_a_head))
            groups[best].append(finding)
        else:
            groups.append([finding])
    people = []
    for group in sorted(groups, key=lambda group: min(order[finding] for finding in group)):
        tracks = [f.where for f in group if isinstance(f.where, Track)]
        people.append(
            Figure(
                max((largest(track) for track in tracks), key=lambda box: box.area),
                min(track.first for track in tracks),
                tuple(group),
                max(track.end for track in tracks),
            )
        )
    return tuple(people)


LOOKS = 5  # frames in which two tracks are laid over each other


@dataclass(frozen=True, slots=True)
class _Shares:
    inside: float = 0.0
    fit: float = 0.0  # how alike they are in size and place

    def ranked(self, *, of_a_head: bool) -> tuple[float, float]:
        return (self.fit, self.inside) if of_a_head else (self.inside, self.fit)


def _together(one: Finding, other: Finding) -> _Shares:
    """How much two tracks are one thing, 0 to 1: the smaller in the larger, where most of the shorter is in both; of
    a head or a body without a face, where it is most so, for between two looks it is only supposed to be there."""
    a, b = one.where, other.where
    assert isinstance(a, Track) and isinstance(b, Track)
    first, end = max(a.first, b.first), min(a.end, b.end)
    # Somebody seen without a face is the one whose face is then seen there.
    least = MOSTLY if other.identifier is Identifier.FACE else HALF
    if end - first < least * min(len(a), len(b)):
        return _Shares()
    shares, fits = [], []
    for n in range(LOOKS):
        frame = first + (end - first - 1) * n // (LOOKS - 1)
        here, there = a.at(frame), b.at(frame)
        assert here is not None and there is not None
        shares.append(_inside(here, there))
        fits.append(here.iou(there))
    return _Shares(sum(shares) / len(shares) if other.identifier is Identifier.FACE else max(shares), max(fits))


def _inside(one: Box, other: Box) -> float:
    """The share of the smaller in the larger."""
    small, large = (one, other) if one.area <= other.area else (other, one)
    return small.inside(large)


_ORDER = {Identifier.FACE: 0, Identifier.HEAD: 1, Identifier.EYES: 2, Identifier.PERSON: 3}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody the law must be asked about, and to whom each finding belongs."""

    people: tuple[Person, ...]
    whose: dict[Finding, str]
    seen: frozenset[str]  # ids of people of whom a face, head or body was found


def cast(found: Sequence[Figure], named: Sequence[Appearance]) -> Cast:
    """Give every figure to a person.

    The figure that fits a place that was named, its middle in it, is that person's: one place holds one in each
    frame, and one that holds several without naming one clearly (`unclear`) holds nobody. Of the rest, one figure
    goes to the only patient without a place; people who are not patients and have no place take all that is left
    (`--person bystander`: everyone else). Whoever remains is unknown, and unknown blocks.
    A picture in which nobody was named and nothing found still shows a patient: nobody has said otherwise."""
    whose: dict[Finding, str] = {}
    seen: set[str] = set()
    left: list[Figure] = []
    placed = _placed(found, named)
    for n, figure in enumerate(found):
        owner = placed.get(n)
        if owner is None:
            left.append(figure)
        else:
            seen.add(owner)
            whose.update(dict.fromkeys(figure.findings, owner))
    people = [a.person for a in named]
    adrift = [a.person for a in named if not a.at and not a.tracks]
    patients = [p for p in adrift if p.role is Role.PATIENT]
    heard = {a.person.id for a in named if a.heard}  # that somebody speaks says nothing of who is seen
    others = [p for p in adrift if p.role in (Role.BYSTANDER, Role.STAFF) and p.id not in heard]
    rest = next((a.person.id for a in named if a.everyone), "")
    if not rest and len(patients) == 1 and left and _one_at_a_time(left) and not others:
        rest = patients[0].id
    elif not rest and len(others) == 1 and not patients:
        rest = others[0].id
    for n, figure in enumerate(left, 1):
        owner = rest
        if not owner:
            owner = f"unknown-{n}"
            people.append(Person(owner, Role.UNKNOWN))
        seen.add(owner)
        whose.update(dict.fromkeys(figure.findings, owner))
    if not people:
        people.append(Person("unknown-1", Role.UNKNOWN))
    return Cast(tuple(people), whose, frozenset(seen))


def _one_at_a_time(left: Sequence[Figure]) -> bool:
    """Whether they can be one person: of a picture one in each frame, of a film one alone: who comes when another
    has gone may be somebody else."""
    frames = {figure.frame for figure in left}
    filmed = any(isinstance(f.where, Track) for figure in left for f in figure.findings)
    return len(left) == 1 if filmed else all(sum(one.frame == frame for one in left) == 1 for frame in frames)


def voices(findings: Iterable[Finding], named: Sequence[Appearance]) -> dict[Finding, str]:
    """Whose each voice is: of whoever alone speaks then; where nobody said who speaks when, of the only one named."""
    alone = named[0].person.id if len(named) == 1 and not named[0].heard else ""
    out = {}
    for finding in findings:
        if isinstance(finding.where, Interval):
            owners = [a.person.id for a in named for one in a.heard if (finding.where & one) == finding.where]
            if len(set(owners)) == 1 or (not owners and alone):
                out[finding] = owners[0] if owners else alone
    return out


def unclear(found: Sequence[Figure], named: Sequence[Appearance]) -> tuple[str, ...]:
    """Ids of people whose place holds several faces in one frame and fits none of them clearly.

    Whom such a place means only a person can say: the machine would show one of them by chance."""
    frames = {figure.frame for figure in found}
    return tuple(
        dict.fromkeys(
            a.person.id for a in named for box in a.at for frame in sorted(frames) if _several(found, box, frame)
        )
    )


def doubled(found: Sequence[Figure], named: Sequence[Appearance]) -> tuple[str, ...]:
    """Ids of people whose places name two faces in one frame. Nobody is in a frame twice, save in pictures put
    together, and in those the second face would be shown under the consent of the first."""
    counted = Counter((found[n].frame, owner) for n, owner in _placed(found, [a for a in named if a.at]).items())
    return tuple(dict.fromkeys(owner for (_, owner), count in counted.items() if count > 1))


def beside(
    found: Sequence[Figure], whose: Mapping[Finding, str], people: Collection[str]
) -> tuple[str, int, int] | None:
    """Somebody of these people who would be two figures of a film that one frame shows apart: the id, and the numbers
    of the two. Nobody is in a frame twice but in a mirror or on a screen, and those nobody tells from a neighbour."""
    of: dict[str, list[int]] = {}
    for n, figure in enumerate(found):
        owner = whose.get(figure.findings[0], "")
        if owner in people:
            of.setdefault(owner, []).append(n)
    for owner, numbers in of.items():
        for n, one in enumerate(numbers):
            for other in numbers[n + 1 :]:
                if _seen_apart(found[one], found[other]):
                    return owner, one + 1, other + 1
    return None


def _seen_apart(one: Figure, other: Figure) -> bool:
    for frame in range(max(one.frame, other.frame), min(one.end, other.end)):
        here, there = _place(one, frame), _place(other, frame)
        if here is not None and there is not None:
            small, large = (here, there) if here.area <= there.area else (there, here)
            if small.inside(large) < APART:
                return True
    return False


def _place(figure: Figure, frame: int) -> Box | None:
    """Where a figure of a film is in this frame: its face; where none is, the head, else the body."""
    for kinds in ({Identifier.FACE}, {Identifier.HEAD, Identifier.EYES}, {Identifier.PERSON}):
        tracks = [f.where for f in figure.findings if f.identifier in kinds and isinstance(f.where, Track)]
        if boxes := [box for track in tracks if (box := track.at(frame)) is not None]:
            return reduce(or_, boxes)
    return None


def _middle_in(figure: Figure, box: Box) -> bool:
    """Whether the middle of a face lies in a place that was named."""
    x, y = (figure.face.x0 + figure.face.x1) / 2, (figure.face.y0 + figure.face.y1) / 2
    return box.x0 <= x < box.x1 and box.y0 <= y < box.y1


def _several(found: Sequence[Figure], box: Box, frame: int) -> bool:
    near = sorted((figure for figure in found if figure.frame == frame), key=lambda figure: -figure.face.iou(box))
    here = [figure for figure in near if _middle_in(figure, box)]
    if not here or len(near) < 2:
        return False
    best = here[0]
    other = next(figure for figure in near if figure is not best)
    roomy = len(here) > 1 and box.area > ROOMY * best.box.area
    return roomy or best.face.iou(box) < CLEARLY * other.face.iou(box)


def _placed(found: Sequence[Figure], named: Sequence[Appearance]) -> dict[int, str]:
    """Whose each figure is, by its number, that lies in a place that was named, or has the number that was named.

    A place names one, not all in it."""
    fits = sorted(
        (
            (figure.face.iou(box), -n, figure.frame, box, a.person.id)
            for n, figure in enumerate(found)
            for a in named
            for box in a.at
            if _middle_in(figure, box) and not _several(found, box, figure.frame)
        ),
        key=lambda fit: fit[:2],
        reverse=True,
    )
    placed = {number - 1: a.person.id for a in named for number in a.tracks if number <= len(found)}
    taken: set[tuple[int, Box, str]] = set()
    for _, n, frame, box, owner in fits:
        if -n not in placed and (frame, box, owner) not in taken:
            placed[-n] = owner
            taken.add((frame, box, owner))
    return placed
