"""What the packs of other countries ask and the Vietnamese one does not, enumerated; and the other facts, sampled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import chain, islice, product

from kindao.engine.policy.consent import Duress, Giver, GiverRole, Method, Relation, Remuneration, Statement
from kindao.engine.policy.facts import Capacity, Facts, Ground, Role, Shown
from kindao.engine.vocabulary import CareRecording, Destination, Identifier, Purpose
from policy import space

EVERY = frozenset(Statement)
USES = (
    (Purpose.ADVERTISING, Destination.FACEBOOK),
    (Purpose.TEACHING, Destination.LECTURE),
    (Purpose.TEACHING, Destination.WEBSITE),
    (Purpose.JOURNAL, Destination.JOURNAL),
    (Purpose.AWARENESS, Destination.WEBSITE),
)


def words_and_kinds() -> Iterator[Facts]:
    """What the signed words say, how they were signed, and what kind of recording it is."""
    statements = (frozenset[Statement](), EVERY, *(EVERY - {one} for one in Statement))
    captions = (frozenset[Identifier](), frozenset({Identifier.DATE}))
    for (purpose, place), said, method, ends, look, kind, caption, seen in product(
        USES,
        statements,
        (Method.WRITING, Method.EMAIL),
        ("", "the end of the campaign"),
        space.LOOKS,
        (CareRecording.NONE, CareRecording.XRAY),
        captions,
        (True, False),
    ):
        scope = space.a_scope(
            purpose=purpose,
            destinations=frozenset({place}),
            identifiability=space.DIRECT,
            ends_when=ends,
            previewed=seen,
            remuneration=Remuneration.WAIVED,
        )
        yield space.facts(
            use=space.a_use(purpose=purpose, destination=place, care_recording=kind),
            consents=(space.a_consent(scope, method=method, statements=said),),
            copy=space.a_copy(Shown("p", look[0], look[1]), confirmed_by=look[2], caption=caption),
        )


def without_consent() -> Iterator[Facts]:
    """Nobody agreed: every identifier, left or in the caption, of every kind of recording, in every use."""
    for (purpose, place), role, one, where, by, kind in product(
        USES,
        (Role.PATIENT, Role.UNKNOWN, Role.STAFF),
        (None, *Identifier),
        ("seen", "left", "caption"),
        ("", "officer"),
        (CareRecording.NONE, CareRecording.SLIDE),
    ):
        found = frozenset({one} if one else ())
        nothing = frozenset[Identifier]()
        yield space.facts(
            use=space.a_use(purpose=purpose, destination=place, care_recording=kind),
            people=(space.a_patient(role=role),),
            consents=(),
            copy=space.a_copy(
                Shown("p", space.INDIRECT, found if where == "seen" else nothing),
                left=found if where == "left" else nothing,
                caption=found if where == "caption" else nothing,
                confirmed_by=by,
            ),
        )


@cache
def national() -> tuple[Facts, ...]:
    """A sample of the facts of the national pack."""
    everything = chain.from_iterable(enumerate_() for enumerate_ in space.SPACES)
    return tuple(islice(everything, 0, None, 17))


def signed_with_everything() -> Iterator[Facts]:
    """The facts of the national pack, with words that also say what the others ask for: so that they permit, too."""
    for facts in national():
        consents = tuple(
            replace(
                one,
                statements=EVERY,
                scopes=tuple(replace(scope, ends_when="the end of the campaign") for scope in one.scopes),
            )
            for one in facts.consents
        )
        yield replace(facts, consents=consents)


def representatives() -> Iterator[Facts]:
    """Who signed for whom, with which proof, pressed or not, when."""
    givers = (
        Giver(GiverRole.SELF),
        Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate"),
        Giver(GiverRole.GUARDIAN, Relation.MOTHER),
        Giver(GiverRole.GUARDIAN, Relation.NONE, "certificate"),
        Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate", conflict=True),
        Giver(GiverRole.KIN, Relation.SPOUSE, "certificate"),
        Giver(GiverRole.KIN, Relation.FATHER, "certificate"),
        Giver(GiverRole.KIN, Relation.NONE, "certificate"),
        Giver(GiverRole.STAFF),
    )
    for giver, duress, look, alive, on, (purpose, place) in product(
        givers,
        (None, *Duress),
        space.LOOKS,
        (True, False),
        (date(2012, 1, 1), date(2016, 1, 1), date(2018, 6, 1), date(2022, 1, 1), space.TODAY),
        USES[:2],
    ):
        scope = space.a_scope(purpose=purpose, destinations=frozenset({place}), ends_when="an event")
        if duress is Duress.DISCOUNT:
            scope = replace(scope, body_areas=frozenset({"nose"}))
        consent = space.a_consent(
            scope,
            giver=giver,
            signed_at=space.moment(on - timedelta(10)),
            duress=frozenset({duress} if duress else ()),
            statements=EVERY,
        )
        yield space.facts(
            use=space.a_use(purpose=purpose, destination=place, on=on),
            people=(
                space.a_patient(
                    alive=alive,
                    birth_date=date(1980, 1, 1),
                    role=Role.BYSTANDER if duress is Duress.EMERGENCY else Role.PATIENT,
                ),
            ),
            consents=(consent,),
            copy=space.a_copy(Shown("p", look[0], look[1]), confirmed_by=look[2]),
        )


def seldom() -> Iterator[Facts]:
    """What seldom happens and some rule turns on: every kind of recording, closed places, next of kin, a child of each
    age, somebody who cannot decide or could not, a visitor who withdrew."""
    hidden, nothing = space.INDIRECT, frozenset[Identifier]()
    mother = Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate")
    for years in range(19):
        born = date(space.TODAY.year - years, 1, 1)
        for givers in ((mother,), (mother, Giver(GiverRole.SELF))):
            each = tuple(space.a_consent(giver=one, statements=EVERY) for one in givers)
            yield space.facts(people=(space.a_patient(birth_date=born),), consents=each)
    anonymous = space.a_copy(Shown("p", hidden), confirmed_by="officer")
    for purpose, place, kind in product(
        (Purpose.TEACHING, Purpose.JOURNAL, Purpose.AWARENESS, Purpose.ADVERTISING),
        (Destination.LECTURE, Destination.JOURNAL, Destination.INTERNAL, Destination.WEBSITE),
        CareRecording,
    ):
        use = space.a_use(purpose=purpose, destination=place, care_recording=kind)
        scope = space.a_scope(purpose=purpose, destinations=frozenset({place}), identifiability=space.DIRECT)
        yield space.facts(use=use, consents=(), copy=anonymous)
        yield space.facts(use=use, consents=(space.a_consent(scope),), copy=space.a_copy(Shown("p", hidden)))
    for ground in Ground:
        yield space.facts(use=space.a_use(ground=ground), consents=(), copy=space.a_copy(Shown("p", hidden)))
    for relation, alive in product(Relation, (True, False)):
        giver = Giver(GiverRole.KIN, relation, "certificate")
        yield space.facts(
            people=(space.a_patient(alive=alive),), consents=(space.a_consent(giver=giver, statements=EVERY),)
        )
    for role, (how, seen, by), yes, refused in product(
        (Role.PATIENT, Role.BYSTANDER), space.LOOKS, (True, False), (GiverRole.KIN, GiverRole.GUARDIAN)
    ):
        bare = space.a_scope(identifiability=space.DIRECT, ends_when="an event")
        child = space.a_consent(bare, giver=Giver(GiverRole.KIN, Relation.ADULT_CHILD, "c"), statements=EVERY)
        yield space.facts(
            people=(space.a_patient(role=role, alive=False, refused=frozenset({refused})),),
            consents=(child,) if yes else (),
            copy=space.a_copy(Shown("p", how, seen), confirmed_by=by),
        )
    for role, capacity, alive, unable, (how, seen, by), agreed in product(
        (Role.PATIENT, Role.BYSTANDER),
        (Capacity.FULL, Capacity.UNABLE_NOW),
        (True, False),
        (True, False),
        (*space.LOOKS, (space.DIRECT, nothing, "officer")),
        ("never", "still", "no more"),
    ):
        ended = space.moment(space.TODAY - timedelta(1)) if agreed == "no more" else None
        yield space.facts(
            people=(space.a_patient(role=role, capacity=capacity, alive=alive, unable_at_capture=unable),),
            consents=() if agreed == "never" else (space.a_consent(statements=EVERY, withdrawn_at=ended),),
            copy=space.a_copy(Shown("p", how, seen), confirmed_by=by),
        )
    for on, kind, (how, seen, by), role in product(  # the first day of each pack, by a consent of that very day
        (date(2011, 1, 1), date(2013, 5, 8), date(2018, 5, 25), space.TODAY),
        (CareRecording.NONE, CareRecording.XRAY),
        (*space.LOOKS, (space.DIRECT, nothing, "officer")),
        (Role.PATIENT, Role.STAFF),
    ):
        lecture = {"purpose": Purpose.TEACHING, "destination": Destination.LECTURE}
        scope = space.a_scope(
            purpose=Purpose.TEACHING,
            destinations=frozenset({Destination.LECTURE}),
            identifiability=space.DIRECT,
            ends_when="the end of the course",
        )
        yield space.facts(
            use=space.a_use(on=on, care_recording=kind, **lecture),
            people=(space.a_patient(role=role, birth_date=date(1980, 1, 1)),),
            consents=(space.a_consent(scope, signed_at=space.moment(on), statements=EVERY),),
            copy=space.a_copy(Shown("p", how, seen), confirmed_by=by),
        )


SPACES = (words_and_kinds, without_consent, signed_with_everything, representatives, seldom)
