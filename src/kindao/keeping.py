"""What `redact` leaves, as it was asked to: kinds, figures of a film by their numbers, and when its sound is heard."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from kindao.engine.appearance import figures
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Interval
from kindao.engine.medium.base import FACES
from kindao.engine.redact import plan
from kindao.engine.vocabulary import PLACED, READ, Finding, Identifier, Level

_KINDS = {
    "face": FACES,
    "voice": frozenset({Identifier.VOICE}),
    "text": READ,
    "code": frozenset({Identifier.CODE}),
    "intimate": frozenset({Identifier.INTIMATE}),
}
SHOWN = "kept"
"""Whose a figure is that was asked to stay: nobody is named to `redact`."""


def known_kinds(keep: Iterable[Identifier | str]) -> frozenset[Identifier]:
    """What may stay visible, by the names of its groups. Raises BadInput for another name."""
    kinds: set[Identifier] = set()
    for name in keep:
        if name not in _KINDS:
            raise BadInput(f"keep: '{name}' is not one of {', '.join(_KINDS)}", hint="Separate several with commas")
        kinds |= _KINDS[name]
    return frozenset(kinds)


@dataclass(frozen=True, slots=True)
class Keep:
    """All that stays of a medium without asking the law."""

    kinds: frozenset[Identifier] = frozenset()
    tracks: tuple[int, ...] = ()  # numbers of the figures that stay visible, from 1
    hidden: tuple[int, ...] = ()  # of those hidden though faces stay
    heard: tuple[Interval, ...] = ()  # when the sound stays

    @classmethod
    def of(
        cls,
        keep: Iterable[Identifier | str],
        tracks: Iterable[int] = (),
        hidden: Iterable[int] = (),
        heard: Iterable[Interval] = (),
    ) -> Self:
        """Raises BadInput for a kind that is not known, and for what cannot be meant together."""
        one = cls(known_kinds(keep), tuple(tracks), tuple(hidden), tuple(heard))
        if one.hidden and not one.kinds & FACES and not one.tracks:
            raise BadInput("--hide: everybody is hidden already", hint="It goes with --keep face: all but these stay")
        if both := sorted(set(one.tracks) & set(one.hidden)):
            raise BadInput(f"--hide: figure {both[0]} is kept as well", hint="Name each figure once")
        if one.heard and Identifier.VOICE in one.kinds:
            raise BadInput("--keep: voice keeps all the sound, heard= a part of it", hint="Leave one of them out")
        return one

    @property
    def of_one_film(self) -> bool:
        """Whether numbers or times were named, which mean nothing in another film."""
        return bool(self.tracks or self.hidden or self.heard)

    @property
    def sound(self) -> tuple[Interval, ...] | None:
        """When the sound is heard; None: always."""
        return None if Identifier.VOICE in self.kinds else self.heard

    @property
    def level(self) -> Level:
        return Level.OTHERS_HIDDEN if self.tracks or self.hidden else Level.ALL_HIDDEN

    @property
    def promised(self) -> Level | None:
        """What may be said of the whole copy: nothing where something was asked to stay."""
        return None if self.kinds or self.of_one_film else Level.ALL_HIDDEN

    def figures(self, findings: Sequence[Finding]) -> tuple[int, ...]:
        """The numbers of the figures that stay. Raises BadInput for a number that nobody has."""
        count = len(figures(findings))
        for number in (*self.tracks, *self.hidden):
            if number > count:
                raise BadInput(
                    f"--keep, --hide: there is no figure {number}; the film has {count}",
                    hint="'kindao detect FILM --show SHEET.jpg' shows their numbers",
                )
        if self.kinds & FACES:
            return tuple(number for number in range(1, count + 1) if number not in self.hidden)
        return self.tracks

    def whose(self, findings: Sequence[Finding]) -> dict[Finding, str]:
        """What was found of figures that stay; where one is hidden, faces stay by their figures alone."""
        stay = set(self.figures(findings))
        return {
            finding: SHOWN
            for number, figure in enumerate(figures(findings), 1)
            if number in stay
            for finding in figure.findings
        }

    def plan(self, findings: Sequence[Finding], whose: Mapping[Finding, str]) -> tuple[Finding, ...]:
        """What is covered or silenced. whose: what stays, as `whose` gives it."""
        return plan(findings, self.level, keep=self.everywhere, shown=frozenset({SHOWN}), whose=whose, heard=self.sound)

    @property
    def everywhere(self) -> frozenset[Identifier]:
        """The kinds that stay whosever they are."""
        return self.kinds - FACES if self.level is Level.OTHERS_HIDDEN else self.kinds

    def visible(self, findings: Iterable[Finding], covered: Collection[Finding]) -> tuple[Finding, ...]:
        """Of what was found, what was asked to stay."""
        gone = set(covered)
        whose = self.whose([*findings]) if self.level is Level.OTHERS_HIDDEN else {}
        return tuple(f for f in findings if self._is_heard(f) or (f not in gone and self._is_seen(f, f in whose)))

    def _is_seen(self, finding: Finding, of_one_who_stays: bool) -> bool:
        kept = finding.identifier in self.kinds or (of_one_who_stays and finding.identifier in FACES)
        return kept and isinstance(finding.where, PLACED)

    def _is_heard(self, finding: Finding) -> bool:
        """Whether it is a voice of which a part stays: only what is heard whole was not to be silenced."""
        return isinstance(finding.where, Interval) and any((finding.where & one).seconds for one in self.heard)
