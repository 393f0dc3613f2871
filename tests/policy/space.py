"""Facts, built and enumerated: the space in which pack and oracle must agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import combinations, product
from typing import Any

from kindao.engine.policy.consent import (
    VIETNAM,
    AdTerms,
    AgeCheck,
    Collected,
    Consent,
    DataType,
    Duress,
    Giver,
    GiverRole,
    Method,
    Recipient,
    Relation,
    Remuneration,
    Scope,
    Text,
)
from kindao.engine.policy.facts import (
    Capacity,
    Copy,
    Facts,
    Ground,
    Kind,
    Nature,
    Party,
    Person,
    Role,
    Shown,
    Status,
    Trait,
    Use,
)
from kindao.engine.vocabulary import Destination, Identifiability, Identifier, Level, Purpose

TODAY = date(2026, 11, 23)
ASSET = "sha256:picture"
TERMS = AdTerms("one picture", "a post", "photo", "once", "by message")
DIRECT, INDIRECT = Identifiability.DIRECT, Identifiability.INDIRECT


def moment(on: date) -> datetime:
    return datetime.combine(on, time(9), VIETNAM)


@lru_cache(maxsize=2048)  # the same few are signed a hundred thousand times
def a_scope(**given: Any) -> Scope:
    usual: dict[str, Any] = {
        "purpose": Purpose.ADVERTISING,
        "destinations": frozenset({Destination.FACEBOOK}),
        "previewed": True,
        "ad_terms": TERMS,
        "remuneration": Remuneration.WAIVED,
    }
    return Scope(**usual | given)


@lru_cache(maxsize=2048)
def a_consent(scope: Scope | None = None, **given: Any) -> Consent:
    """A sound consent of an adult patient to an advert on Facebook, signed a month before TODAY."""
    usual: dict[str, Any] = {
        "id": "c1",
        "subject": "p",
        "scopes": (scope or a_scope(),),
        "signed_at": moment(TODAY - timedelta(30)),
        "giver": Giver(GiverRole.SELF),
        "data_types": frozenset({DataType.PHOTO}),
        "controller": "clinic",
        "rights_notice": True,
        "sensitive_notice": True,
        "method": Method.WRITING,
        "evidence": "sha256:scan",
        "affirmative": True,
        "apart_from_care": True,
        "each_ticked": True,
        "text": Text("sha256:words", copy_given=True),
        "recipients": (Recipient("platform", "US"), Recipient("an agency, the press"), Recipient("A KOL; research")),
        "withdrawal_channel": "the link in the message",
        "blocks_checked": frozenset({Status.HIV}),
    }
    return Consent(**usual | given)


def a_patient(**given: Any) -> Person:
    usual: dict[str, Any] = {"id": "p", "role": Role.PATIENT, "birth_date": date(1990, 5, 1)}
    return Person(**usual | given)


def a_use(**given: Any) -> Use:
    usual: dict[str, Any] = {
        "purpose": Purpose.ADVERTISING,
        "destination": Destination.FACEBOOK,
        "on": TODAY,
        "asset": ASSET,
    }
    return Use(**usual | given)


def a_copy(*shown: Shown, **given: Any) -> Copy:
    bare = any(one.identifiability is DIRECT for one in shown)
    usual: dict[str, Any] = {
        "level": Level.BARE if bare else Level.ALL_HIDDEN,
        "shown": shown or (Shown("p", INDIRECT),),
    }
    return Copy(**usual | given)


def facts(**given: Any) -> Facts:
    """An advert on Facebook with a hidden adult patient who has agreed: permitted."""
    usual: dict[str, Any] = {
        "use": a_use(),
        "people": (a_patient(),),
        "consents": (a_consent(),),
        "copy": a_copy(),
    }
    return Facts(**usual | given)


DATES = (
    date(2010, 12, 31),
    date(2012, 5, 1),
    date(2014, 2, 1),
    date(2018, 1, 1),
    date(2020, 6, 1),
    date(2023, 6, 10),
    date(2023, 7, 1),
    date(2025, 5, 30),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 5, 20),
    date(2026, 6, 30),
    date(2026, 7, 1),
    TODAY,
)
USES = (
    (Purpose.ADVERTISING, Destination.FACEBOOK),
    (Purpose.AWARENESS, Destination.WEBSITE),
    (Purpose.TEACHING, Destination.LECTURE),
    (Purpose.TEACHING, Destination.INTERNAL),
    (Purpose.RECORD, Destination.INTERNAL),
    (Purpose.RECORD, Destination.ZALO),
    (Purpose.ADVERTISING, Destination.LIVESTREAM),
)
LOOKS = (
    (DIRECT, frozenset({Identifier.FACE}), ""),
    (INDIRECT, frozenset[Identifier](), ""),
    (INDIRECT, frozenset[Identifier](), "officer"),
)


def signed_for(
    purpose: Purpose, place: Destination, on: date, level: Identifiability = DIRECT, **given: Any
) -> Consent:
    scope = a_scope(purpose=purpose, destinations=frozenset({place}), identifiability=level)
    return a_consent(scope, signed_at=moment(on - timedelta(20)), **given)


def times_and_uses() -> Iterator[Facts]:
    """Every date with every use, look and state of the consent."""
    for on, (purpose, place), (ident, visible, by) in product(DATES, USES, LOOKS):
        good = signed_for(purpose, place, on)
        scope = good.scopes[0]
        consents: tuple[tuple[Consent, ...], ...] = (
            (),
            (good,),
            (replace(good, scopes=(replace(scope, identifiability=INDIRECT),)),),
            (replace(good, scopes=(replace(scope, level=Level.ALL_HIDDEN),)),),
            (replace(good, scopes=(replace(scope, level=Level.OTHERS_HIDDEN),)),),
            (replace(good, scopes=(replace(scope, body_areas=frozenset({"nose"})),)),),
            (replace(good, scopes=(replace(scope, body_areas=frozenset({"nose", "face"})),)),),
            (replace(good, scopes=(replace(scope, purpose=Purpose.RECORD),)),),
            (replace(good, scopes=(replace(scope, destinations=frozenset({Destination.JOURNAL})),)),),
            (replace(good, scopes=(replace(scope, ends=on - timedelta(1)),)),),
            (replace(good, scopes=(replace(scope, ends=on),)),),
            (replace(good, withdrawn_at=moment(on - timedelta(2))),),
            (replace(good, withdrawn_at=moment(on + timedelta(2))),),
            (replace(good, withdrawn_at=moment(on - timedelta(9))), replace(good, id="c2", signed_at=moment(on))),
            (replace(good, signed_at=moment(on + timedelta(1))),),
            (replace(good, signed_at=moment(on + timedelta(1)), scopes=(replace(scope, starts=on - timedelta(9)),)),),
            (replace(good, scopes=(replace(scope, ad_terms=AdTerms(), remuneration=Remuneration.UNSTATED),)),),
            (replace(good, apart_from_care=False), replace(good, id="c2", scopes=(replace(scope, previewed=False),))),
        )
        for held in consents:
            yield facts(
                use=a_use(purpose=purpose, destination=place, on=on),
                consents=held,
                copy=a_copy(
                    Shown("p", ident, visible),
                    confirmed_by=by,
                ),
            )


def people_and_givers() -> Iterator[Facts]:
    """Who must agree, and who did, at every age and capacity."""
    births = ("1980-02-29", "2008-11-23", "2008-11-24", "2012-01-01", "2017-12-01", "2019-11-23", "2019-11-24", None)
    guardian = Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate")
    kin = Giver(GiverRole.KIN, Relation.SPOUSE, "certificate")
    for born, capacity, alive, (ident, visible, by), on in product(
        births, Capacity, (True, False), LOOKS, (date(2024, 4, 1), TODAY)
    ):
        birth = date.fromisoformat(born) if born else None
        if birth and birth > on - timedelta(40):
            continue
        if not alive and capacity not in (Capacity.FULL, Capacity.UNABLE_NOW):
            continue
        now = capacity if capacity is not Capacity.UNABLE_NOW else Capacity.FULL
        own = signed_for(Purpose.ADVERTISING, Destination.FACEBOOK, on, capacity=now, birth_date=birth)
        theirs = replace(own, id="c2", giver=guardian)
        after = replace(own, id="c3", giver=kin)
        for held in (
            (),
            (own,),
            (theirs,),
            (own, theirs),
            (own, replace(theirs, withdrawn_at=moment(on))),
            (replace(theirs, giver=replace(guardian, proof="")), own),
            (replace(theirs, giver=replace(guardian, conflict=True)), own),
            (after,),
            (replace(after, giver=replace(kin, relation=Relation.FATHER)),),
            (replace(after, giver=replace(kin, relation=Relation.NONE)), replace(own, giver=Giver(GiverRole.STAFF))),
        ):
            yield facts(
                use=a_use(on=on),
                people=(a_patient(birth_date=birth, capacity=capacity, alive=alive),),
                consents=held,
                copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
            )


def statuses_and_roles() -> Iterator[Facts]:
    """Statutes before consent, everyone's role, on the days on which laws begin."""
    days = (
        *(date(2012, 1, 1), date(2018, 1, 1), date(2019, 1, 1), date(2023, 7, 1), date(2025, 9, 30), date(2025, 10, 1)),
        *(date(2026, 1, 1), date(2026, 5, 14), date(2026, 5, 15), date(2026, 6, 30), date(2026, 7, 1), TODAY),
    )
    for status, role, (ident, visible, by), agreed, on in product(
        (None, *Status), Role, LOOKS, (None, INDIRECT, DIRECT), days
    ):
        held = (signed_for(Purpose.ADVERTISING, Destination.FACEBOOK, on, agreed),) if agreed else ()
        yield facts(
            use=a_use(on=on),
            people=(a_patient(role=role, statuses=frozenset({status} if status else ())),),
            consents=held,
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


def pictures_and_words() -> Iterator[Facts]:
    """What is left in the picture and the caption, whoever it belongs to."""
    nothing = frozenset[Identifier]()
    lefts = (
        nothing,
        frozenset({Identifier.FACE}),
        frozenset({Identifier.INTIMATE}),
        frozenset({Identifier.NAME, Identifier.TEXT}),
    )
    captions = (nothing, frozenset({Identifier.PHONE}), frozenset({Identifier.DIAGNOSIS, Identifier.DATE}))
    unseen = (nothing, frozenset({Identifier.INTIMATE}), frozenset({Identifier.TEXT}))
    everyone: tuple[tuple[Person, ...], ...] = (
        (),
        (a_patient(),),
        (a_patient(role=Role.STAFF),),
        (a_patient(), Person("b", Role.BYSTANDER)),
        (Person("p"),),
        (a_patient(birth_date=date(2015, 1, 1)),),
    )
    full = a_consent(a_scope(identifiability=DIRECT), data_types=frozenset(DataType))
    for people, left, caption, absent, nature, by, place, face in product(
        everyone, lefts, captions, unseen, Nature, ("", "officer"), ("facebook", "lecture"), (True, False)
    ):
        if nature is Nature.ILLUSTRATION and not face:
            continue
        yield facts(
            use=a_use(
                nature=nature,
                destination=Destination(place),
                specialty="nam khoa",
                stated_by="dr" if left or caption else "",
            ),
            people=people,
            consents=(full, replace(full, id="c2", subject="b")) if left else (a_consent(),),
            copy=Copy(
                Level.ALL_HIDDEN,
                tuple(Shown(one.id, INDIRECT) for one in people[:1]),
                left=left,
                caption=caption,
                not_looked_for=absent,
                confirmed_by=by,
                face_found=face,
                photographed=place == "lecture",
            ),
        )


def flaws_and_days() -> Iterator[Facts]:
    """Every flaw of a signature under every law, and every way in which a scope can miss."""
    flaws: tuple[dict[str, Any], ...] = (
        {},
        {"rights_notice": False},
        {"controller": ""},
        {"sensitive_notice": False},
        {"method": Method.SPOKEN},
        {"method": Method.NOTICE},
        {"evidence": ""},
        {"affirmative": False},
        {"apart_from_care": False},
        {"each_ticked": False},
        {"text": Text()},
        {"giver": Giver(GiverRole.STAFF)},
        {"giver": Giver(GiverRole.GUARDIAN, Relation.FATHER)},
        {"capacity": Capacity.UNABLE_NOW},
        *({"duress": frozenset({one})} for one in Duress),
        {"duress": frozenset({Duress.SEDATED}), "evidence": "", "affirmative": False},
    )
    scopes = (
        (a_scope(),),
        (a_scope(), a_scope(purpose=Purpose.TEACHING)),
        (a_scope(body_areas=frozenset({"nose"})),),
        (a_scope(assets=frozenset({ASSET})),),
        (a_scope(assets=frozenset({"sha256:other"})),),
        (a_scope(starts=TODAY + timedelta(1)),),
        (a_scope(identifiability=Identifiability.NONE),),
        (a_scope(identifiability=DIRECT, previewed=False),),
    )
    for flaw, scope, signed, on, look, area in product(
        flaws,
        scopes,
        ("2010-06-01", "2016-06-01", "2023-06-30", "2025-05-01", "2025-12-31", "2026-03-01"),
        (date(2016, 7, 1), date(2025, 6, 1), TODAY),
        LOOKS[:2],
        ("", "nose", "breast"),
    ):
        if area == "breast" and not scope[0].body_areas:
            continue
        yield facts(
            use=a_use(on=on, body_area=area),
            consents=(a_consent(scopes=scope, signed_at=moment(date.fromisoformat(signed)), **flaw),),
            copy=a_copy(Shown("p", look[0], look[1])),
        )


def captures_and_clashes() -> Iterator[Facts]:
    """Pictures taken of somebody who could not decide; facts that cannot all be true."""
    births = (None, date(1990, 5, 1), date(1991, 5, 1), date(1903, 11, 23), date(1903, 11, 24), date(2030, 1, 1))
    for unable, taken, named, signed, role, look, born in product(
        (True, False),
        (None, date(2016, 1, 1), date(2026, 10, 1), date(2027, 1, 1)),
        (True, False),
        (date(2026, 9, 1), date(2026, 11, 1)),
        (Role.PATIENT, Role.STAFF, Role.UNKNOWN),
        LOOKS,
        births,
    ):
        scope = a_scope(assets=frozenset({ASSET} if named else ()))
        yield facts(
            use=a_use(captured_on=taken),
            people=(a_patient(role=role, unable_at_capture=unable, birth_date=born),),
            consents=(a_consent(scope, signed_at=moment(signed), birth_date=date(1990, 5, 1)),),
            copy=a_copy(Shown("p", look[0], look[1]), confirmed_by=look[2]),
        )


def ages_and_endings() -> Iterator[Facts]:
    """Everyone at every age, in the hall and online, with words left over, withdrawn from or dead."""
    births = ("1980-01-01", "2008-06-01", "2010-06-01", "2015-06-01", "2020-06-01", None)
    for born, role, (ident, visible, by), place, ended, caption, alive, on in product(
        births,
        (Role.PATIENT, Role.BYSTANDER),
        LOOKS,
        (Destination.TIKTOK, Destination.LECTURE),
        (True, False),
        (frozenset[Identifier](), frozenset({Identifier.NAME})),
        (True, False),
        (date(2021, 3, 1), date(2025, 6, 1), TODAY),
    ):
        if not alive and born != "1980-01-01":
            continue
        own = signed_for(
            Purpose.TEACHING, place, on, data_types=frozenset(DataType), sensitive_notice=role is Role.PATIENT
        )
        mother = replace(own, id="c2", giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate"))
        held = (replace(own, withdrawn_at=moment(on - timedelta(1))), mother) if ended else (own, mother)
        yield facts(
            use=a_use(purpose=Purpose.TEACHING, destination=place, on=on),
            people=(
                a_patient(
                    role=role,
                    birth_date=date.fromisoformat(born) if born else None,
                    alive=alive,
                    capacity=Capacity.LIMITED if caption and role is Role.BYSTANDER else Capacity.FULL,
                ),
            ),
            consents=held,
            copy=a_copy(Shown("p", ident, visible), caption=caption, confirmed_by=by),
        )


def drawings_of_somebody() -> Iterator[Facts]:
    """An illustration for which a person is named all the same, and the record sent where it does not belong."""
    for on, nature, role, place, purpose, words in product(
        (date(2024, 6, 1), TODAY),
        Nature,
        (Role.PATIENT, Role.STAFF),
        (Destination.YOUTUBE, Destination.WEBSITE),
        (Purpose.RECORD, Purpose.TEACHING),
        (frozenset[Identifier](), frozenset({Identifier.ADDRESS})),
    ):
        yield facts(
            use=a_use(on=on, nature=nature, destination=place, purpose=purpose, stated_by="dr"),
            people=(a_patient(role=role, birth_date=date(2010, 1, 1)),),
            consents=(),
            copy=a_copy(caption=words),
        )


def agreed_to(
    purpose: Purpose, place: Destination, on: date, level: Identifiability | None, **given: Any
) -> tuple[Consent, ...]:
    return (signed_for(purpose, place, on, level, **given),) if level else ()


def claims_and_grounds() -> Iterator[Facts]:
    """Every ground that may be claimed instead of consent, for everyone, before and after each law on it."""
    days = (*(date(2016, 12, 31), date(2017, 1, 1), date(2023, 6, 30)), *(date(2023, 7, 1), date(2025, 12, 31), TODAY))
    for ground, role, (ident, visible, by), (purpose, place), level, on in product(
        Ground, Role, LOOKS, (*USES[:3], (Purpose.AWARENESS, Destination.TIKTOK)), (None, INDIRECT, DIRECT), days
    ):
        yield facts(
            use=a_use(purpose=purpose, destination=place, on=on, ground=ground),
            people=(a_patient(role=role),),
            consents=agreed_to(purpose, place, on, level),
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


def posts_and_traits() -> Iterator[Facts]:
    """Everything a post can be or say, of everyone, on the days before and after each rule on it."""
    days = (
        *(date(2012, 12, 31), date(2015, 12, 30), date(2017, 6, 30), date(2017, 12, 31), date(2018, 1, 1)),
        *(date(2023, 12, 31), date(2024, 1, 1), date(2026, 2, 14), date(2026, 5, 14), date(2026, 5, 15), TODAY),
    )
    uses = (
        *(*USES[:3], (Purpose.AWARENESS, Destination.TIKTOK), (Purpose.JOURNAL, Destination.JOURNAL)),
        *((Purpose.AWARENESS, Destination.INTERNAL), (Purpose.ADVERTISING, Destination.LIVESTREAM)),
    )
    for trait, role, (ident, visible, by), (purpose, place), level, on in product(
        Trait, Role, LOOKS, uses, (None, DIRECT), days
    ):
        yield facts(
            use=a_use(purpose=purpose, destination=place, on=on, traits=frozenset({trait})),
            people=(a_patient(role=role),),
            consents=agreed_to(purpose, place, on, level),
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


def hands_and_requests() -> Iterator[Facts]:
    """Everyone who may be handed the copy, of an adult and of a child."""
    days = (date(2017, 12, 30), date(2017, 12, 31), date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31), TODAY)
    parties = (frozenset[Party](), *(frozenset({one}) for one in Party), frozenset(Party))
    for handed, role, born, (ident, visible, by), held, requested, on in product(
        parties,
        (Role.PATIENT, Role.STAFF, Role.UNKNOWN),
        (date(1990, 5, 1), date(2013, 1, 1)),
        LOOKS,
        ("", "own", "unnamed", "platform", "phone", "both"),
        (True, False),
        days,
    ):
        own = signed_for(Purpose.ADVERTISING, Destination.WEBSITE, on)
        mother = replace(own, id="c2", giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate"))
        consents = {
            "": (),
            "own": (own,),
            "unnamed": (replace(own, recipients=()),),
            "platform": (replace(own, recipients=own.recipients[:1]),),
            "phone": (replace(own, recipients=own.recipients[:1], collected=replace(own.collected, by="kindao")),),
            "both": (own, mother),
        }[held]
        yield facts(
            use=a_use(destination=Destination.WEBSITE, on=on, handed_to=handed, requested=requested),
            people=(a_patient(role=role, birth_date=born),),
            consents=consents,
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


def families() -> Iterator[Facts]:
    """A secret of several: who of them is named, shown, and has agreed."""
    for family, agrees, present, secret, (ident, visible, by), level, on in product(
        ((), ("h",), ("h", "s")),
        ("", "good", "withdrawn", "other", "child", "doubtful", "grown"),
        (True, False),
        (True, False),
        LOOKS,
        (None, INDIRECT, DIRECT),
        (date(2016, 6, 1), date(2024, 6, 1), TODAY),
    ):
        theirs = replace(signed_for(Purpose.ADVERTISING, Destination.FACEBOOK, on), id="c9", subject="h")
        said = {
            "": (),
            "good": (theirs,),
            "withdrawn": (replace(theirs, withdrawn_at=moment(on)),),
            "other": (replace(theirs, scopes=(replace(theirs.scopes[0], purpose=Purpose.JOURNAL),)),),
            "child": (replace(theirs, birth_date=on - timedelta(365 * 12)),),
            "doubtful": (replace(theirs, duress=frozenset({Duress.DISCOUNT}), withdrawal_channel=""),),
            "grown": (replace(theirs, birth_date=on - timedelta(365 * 18 + 10)),),
        }[agrees]
        her = a_patient(statuses=frozenset({Status.FAMILY_SECRET} if secret else ()), family=frozenset(family))
        yield facts(
            use=a_use(on=on),
            people=(her, Person("h", Role.BYSTANDER)) if present else (her,),
            consents=(*agreed_to(Purpose.ADVERTISING, Destination.FACEBOOK, on, level), *said),
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


def records_and_gaps() -> Iterator[Facts]:
    """What a consent may leave out, under each law, for each kind of place."""
    traced = Collected(channel="a phone", timestamp_source="the operator")
    for channel, (method, collected), recipients, territory, blocks, specialty, signed, place, look in product(
        ("", "a link"),
        (
            (Method.WRITING, Collected()),
            (Method.SMS, traced),
            (Method.WEB, Collected(channel="a page")),
            (Method.APP, Collected(timestamp_source="a clock")),
        ),
        ((), (Recipient("x"),), (Recipient("x"), Recipient("y", "US"))),
        ("", "VN"),
        (frozenset[Status](), frozenset({Status.HIV})),
        ("obstetrics", "dental"),
        (date(2025, 12, 31), date(2026, 3, 1)),
        (Destination.FACEBOOK, Destination.WEBSITE, Destination.LECTURE),
        LOOKS,
    ):
        consent = signed_for(Purpose.ADVERTISING, place, TODAY, data_types=frozenset(DataType))
        yield facts(
            use=a_use(destination=place, specialty=specialty),
            consents=(
                replace(
                    consent,
                    signed_at=moment(signed),
                    method=method,
                    collected=collected,
                    recipients=recipients,
                    territory=territory,
                    blocks_checked=blocks,
                    withdrawal_channel=channel,
                ),
            ),
            copy=a_copy(Shown("p", look[0], look[1]), confirmed_by=look[2]),
        )


def two_of_them() -> Iterator[Facts]:
    """Two people in one picture, each with their own role, look and consent."""
    levels = (None, INDIRECT, DIRECT)
    for one, other, (first, seen, by), (second, bare, _), mine, theirs, (purpose, place), on in product(
        Role, Role, LOOKS, LOOKS[:2], levels, levels, USES[:3], (date(2022, 6, 1), date(2025, 6, 1), TODAY)
    ):
        held = agreed_to(purpose, place, on, mine) + tuple(
            replace(consent, id="c2", subject="q") for consent in agreed_to(purpose, place, on, theirs)
        )
        yield facts(
            use=a_use(purpose=purpose, destination=place, on=on),
            people=(a_patient(role=one), Person("q", other, date(1985, 1, 1))),
            consents=held,
            copy=a_copy(
                Shown("p", first, seen),
                Shown("q", second, bare),
                left=bare if other is Role.UNKNOWN else frozenset(),
                confirmed_by=by,
            ),
        )


def two_statuses() -> Iterator[Facts]:
    """Two statutes at once."""
    days = (date(2012, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2026, 5, 15), TODAY)
    for (status, more), role, (ident, visible, by), level, on in product(
        combinations(Status, 2), Role, LOOKS, (None, INDIRECT, DIRECT), days
    ):
        yield facts(
            use=a_use(on=on),
            people=(a_patient(role=role, statuses=frozenset({status, more})),),
            consents=agreed_to(Purpose.ADVERTISING, Destination.FACEBOOK, on, level),
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


def everything_left() -> Iterator[Facts]:
    """Each thing that can be left of somebody, on them, in the picture or in the caption, agreed to or not."""
    types = (frozenset({DataType.PHOTO}), frozenset(DataType))
    for left, where, role, born, held, place, on in product(
        Identifier,
        ("visible", "left", "caption"),
        Role,
        (date(1990, 5, 1), date(2013, 1, 1)),
        (None, *types),
        (Destination.FACEBOOK, Destination.LECTURE),
        (date(2016, 6, 1), date(2025, 6, 1), TODAY),
    ):
        one = frozenset({left})
        nothing = frozenset[Identifier]()
        own = agreed_to(Purpose.TEACHING, place, on, DIRECT if held else None, data_types=held or frozenset())
        mother = tuple(
            replace(one, id="c2", giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate")) for one in own
        )
        yield facts(
            use=a_use(purpose=Purpose.TEACHING, destination=place, on=on),
            people=(a_patient(role=role, birth_date=born),),
            consents=own + mother,
            copy=a_copy(
                Shown("p", INDIRECT, one if where == "visible" else nothing),
                left=one if where == "left" else nothing,
                caption=one if where == "caption" else nothing,
            ),
        )


def films_and_recordings() -> Iterator[Facts]:
    """Each medium, agreed to by one kind of data or another, seen and heard or not."""
    types = (None, *(frozenset({one}) for one in (DataType.PHOTO, DataType.VIDEO, DataType.VOICE)), frozenset(DataType))
    for medium, held, left, role, purpose, face, by, on in product(
        Kind,
        types,
        (frozenset[Identifier](), frozenset({Identifier.VOICE}), frozenset({Identifier.FACE})),
        Role,
        (Purpose.ADVERTISING, Purpose.TEACHING),
        (True, False),
        ("", "officer"),
        (date(2016, 6, 1), date(2018, 6, 1), date(2025, 6, 1), TODAY),
    ):
        place = Destination.FACEBOOK
        yield facts(
            use=a_use(purpose=purpose, destination=place, on=on, medium=medium),
            people=(a_patient(role=role),),
            consents=agreed_to(purpose, place, on, DIRECT if held else None, data_types=held or frozenset()),
            copy=a_copy(Shown("p", INDIRECT, left), face_found=face, confirmed_by=by),
        )


def birthdays() -> Iterator[Facts]:
    """The day before and the day of each birthday that counts, for those who agreed, withdrew or were not asked."""
    ages = ((years, before) for years in (1, 6, 7, 15, 16, 17, 18) for before in (0, 1))
    for edge, role, (ident, visible, by), place, held, handed, on in product(
        (None, (0, -60), *ages),
        (Role.PATIENT, Role.BYSTANDER),
        LOOKS,
        (Destination.TIKTOK, Destination.LECTURE),
        ("", "both", "withdrawn"),
        (frozenset[Party](), frozenset({Party.PRESS})),
        (date(2018, 6, 1), date(2024, 6, 1), TODAY),
    ):
        born = date(on.year - edge[0], on.month, on.day) + timedelta(edge[1]) if edge else None
        own = signed_for(Purpose.TEACHING, place, on, birth_date=born, data_types=frozenset(DataType))
        mother = replace(own, id="c2", giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate"))
        ended = replace(mother, withdrawn_at=moment(on - timedelta(1)))
        yield facts(
            use=a_use(purpose=Purpose.TEACHING, destination=place, on=on, handed_to=handed),
            people=(a_patient(role=role, birth_date=born, statuses=frozenset({Status.DISABLED})),),
            consents={"": (), "both": (own, mother), "withdrawn": (own, ended)}[held],
            copy=a_copy(Shown("p", ident, visible | ({Identifier.NAME} if visible else set())), confirmed_by=by),
        )


def signers() -> Iterator[Facts]:
    """Everyone who may have signed, for whom, at every age and capacity on the day of signing."""
    for role, relation, capacity, years, alive, patient, on in product(
        GiverRole,
        Relation,
        Capacity,
        (6, 7, 17, 18, 19),
        (True, False),
        Role,
        (date(2016, 8, 1), date(2025, 6, 1), TODAY),
    ):
        if role is GiverRole.SELF and relation is not Relation.NONE:
            continue
        if patient in (Role.STAFF, Role.UNKNOWN) and relation not in (Relation.NONE, Relation.MOTHER):
            continue
        signed = on - timedelta(20)
        born = date(signed.year - years, signed.month, signed.day)
        proof = "" if relation in (Relation.NONE, Relation.SPOUSE) else "certificate"
        consent = signed_for(
            Purpose.ADVERTISING,
            Destination.FACEBOOK,
            on,
            giver=Giver(role, relation, proof),
            capacity=capacity,
            birth_date=born,
            sensitive_notice=years != 19,
        )
        yield facts(
            use=a_use(on=on),
            people=(a_patient(role=patient, birth_date=born, alive=alive),),
            consents=(consent,),
            copy=a_copy(Shown("p", DIRECT, frozenset({Identifier.FACE}))),
        )


def things_not_looked_for() -> Iterator[Facts]:
    """Each thing that was not looked for, in a picture and in a drawing of somebody's own account."""
    for one, nature, by, trait, role in product(
        Identifier, Nature, ("", "officer"), (frozenset[Trait](), frozenset({Trait.PERSONAL_ACCOUNT})), Role
    ):
        yield facts(
            use=a_use(nature=nature, stated_by="dr", traits=trait, handed_to=frozenset({Party.AGENCY})),
            people=(a_patient(role=role),),
            copy=a_copy(not_looked_for=frozenset({one}), confirmed_by=by, face_found=by != ""),
        )


def age_checks() -> Iterator[Facts]:
    """By what the age of a child was verified, at each age that counts, on the days on which the laws turn."""
    laws = (date(2023, 6, 30), date(2023, 7, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 10, 24))
    for check, theirs, years, signed in product(
        AgeCheck, (AgeCheck.UNSTATED, AgeCheck.RECORD), (0, 6, 7, 15, 16), laws
    ):
        born = date(signed.year - years, 1, 1)
        scope = a_scope(purpose=Purpose.TEACHING, destinations=frozenset({Destination.LECTURE}))
        own = a_consent(scope, signed_at=moment(signed), birth_date=born, age_check=check)
        mother = replace(own, id="c2", giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate"))
        yield facts(
            use=a_use(purpose=Purpose.TEACHING, destination=Destination.LECTURE, on=signed + timedelta(9)),
            people=(a_patient(birth_date=born),),
            consents=(own, replace(mother, age_check=theirs)),
        )


def wards() -> Iterator[Facts]:
    """Who speaks for somebody just born, of age, or of no known age, whatever a court has said."""
    laws = (date(2016, 6, 1), date(2025, 3, 1), date(2026, 10, 24))
    for relation, years, capacity, proof, patient, signed in product(
        Relation, (None, 0, 17, 18), Capacity, ("", "decision"), (Role.PATIENT, Role.BYSTANDER), laws
    ):
        born = None if years is None else date(signed.year - years, signed.month, signed.day)
        scope = a_scope(purpose=Purpose.TEACHING, destinations=frozenset({Destination.LECTURE}))
        guardian = Giver(GiverRole.GUARDIAN, relation, proof)
        signature = a_consent(scope, signed_at=moment(signed), birth_date=born, capacity=capacity, giver=guardian)
        own = replace(signature, id="c2", giver=Giver(GiverRole.SELF))
        yield facts(
            use=a_use(purpose=Purpose.TEACHING, destination=Destination.LECTURE, on=signed + timedelta(9)),
            people=(a_patient(role=patient, birth_date=born, capacity=capacity),),
            consents=(signature, own),
        )


def noes() -> Iterator[Facts]:
    """Who said no to the very use, and who agreed all the same: the person, who speaks for them, the family of the
    dead."""
    guardian, kin = (
        Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate"),
        Giver(GiverRole.KIN, Relation.SPOUSE, "c"),
    )
    own, mother = GiverRole.SELF, GiverRole.GUARDIAN
    said = (
        *(frozenset[GiverRole](), frozenset({own}), frozenset({mother}), frozenset({GiverRole.KIN})),
        *(frozenset({own, mother}), frozenset({mother, GiverRole.KIN})),
    )
    for refused, role, alive, born, (ident, visible, by), held, on in product(
        said,
        (Role.PATIENT, Role.BYSTANDER),
        (True, False),
        (date(1980, 1, 1), date(2008, 12, 1)),
        LOOKS,
        ("", "own", "both", "kin"),
        (date(2012, 6, 1), date(2016, 12, 31), date(2017, 1, 1), date(2024, 6, 1), TODAY),
    ):
        first = signed_for(Purpose.TEACHING, Destination.LECTURE, on, birth_date=born)
        second = replace(first, id="c2", giver=kin if held == "kin" else guardian)
        yield facts(
            use=a_use(purpose=Purpose.TEACHING, destination=Destination.LECTURE, on=on),
            people=(a_patient(role=role, alive=alive, birth_date=born, refused=refused),),
            consents={"": (), "own": (first,), "both": (first, second), "kin": (second,)}[held],
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


def other_times() -> Iterator[Facts]:
    """Agreed for a time that has not begun or is over, by this one or by that one, and what else may lie beside it."""
    for begins, ends, what, who, beside, role, (ident, visible, by), on in product(
        (None, -1, 0, 1),
        (None, -1, 0, 1),
        (
            "",
            "purpose",
            "place",
            "unticked",
            "picture",
            "this picture",
            "words",
            "these words",
            "withdrawn",
            "afterwards",
        ),
        (GiverRole.SELF, GiverRole.GUARDIAN),
        (False, True),
        (Role.PATIENT, Role.BYSTANDER),
        LOOKS,
        (date(2012, 6, 1), TODAY),
    ):
        starts, over = (on + timedelta(days) if days is not None else None for days in (begins, ends))
        if starts and over and starts > over:
            continue
        lecture = frozenset({Destination.LECTURE})
        places = frozenset({Destination.WEBSITE}) if what == "place" else lecture | {Destination.WEBSITE}
        scope = a_scope(
            purpose=Purpose.JOURNAL if what == "purpose" else Purpose.TEACHING,
            destinations=places,
            ticked=places - lecture if what == "unticked" else frozenset(),
            identifiability=DIRECT,
            starts=starts,
            ends=over,
            assets={"picture": frozenset({"sha256:other"}), "this picture": frozenset({ASSET})}.get(what, frozenset()),
            words={"words": "sha256:other", "these words": "sha256:these"}.get(what, ""),
        )
        signed = moment(on + timedelta(1) if what == "afterwards" else on - timedelta(9))
        if what == "afterwards" and over and over <= on:
            continue
        theirs = a_consent(
            scope,
            signed_at=signed,
            giver=Giver(who, Relation.MOTHER, "certificate") if who is GiverRole.GUARDIAN else Giver(who),
            withdrawn_at=moment(on - timedelta(1)) if what == "withdrawn" else None,
        )
        new = signed_for(Purpose.TEACHING, Destination.LECTURE, on)
        yield facts(
            use=a_use(purpose=Purpose.TEACHING, destination=Destination.LECTURE, on=on, words="sha256:these"),
            people=(a_patient(role=role),),
            consents=(theirs, replace(new, id="c2")) if beside else (theirs,),
            copy=a_copy(Shown("p", ident, visible), confirmed_by=by),
        )


SPACES = (
    times_and_uses,
    people_and_givers,
    statuses_and_roles,
    pictures_and_words,
    flaws_and_days,
    captures_and_clashes,
    ages_and_endings,
    drawings_of_somebody,
    claims_and_grounds,
    posts_and_traits,
    hands_and_requests,
    families,
    films_and_recordings,
    records_and_gaps,
    two_of_them,
    two_statuses,
    everything_left,
    birthdays,
    signers,
    things_not_looked_for,
    age_checks,
    wards,
    noes,
    other_times,
)
