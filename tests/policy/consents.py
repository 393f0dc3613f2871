"""Any consent that can be one, for properties that hold of all of them."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

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
    Migrated,
    Payment,
    Recipient,
    Relation,
    Remuneration,
    Scope,
    Statement,
    Text,
    ThirdParty,
    Told,
    instant,
    numbered,
)
from kindao.engine.policy.people import Capacity, Status
from kindao.engine.policy.reading import faults
from kindao.engine.vocabulary import Destination, Identifiability, Level, Purpose
from policy import space

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp")), max_size=12).filter(
    lambda text: not list(faults(text))
)
named = words.filter(bool)
ids = named.filter(lambda text: text == text.strip())
zones = st.sampled_from([VIETNAM, UTC, timezone(timedelta(hours=-9, minutes=-30))])


def moments(since: datetime) -> st.SearchStrategy[datetime]:
    return st.datetimes(since.replace(tzinfo=None), datetime(2050, 1, 1), timezones=zones).map(
        lambda at: max(at, since, key=instant)
    )


@st.composite
def scopes(draw: st.DrawFn, signed: datetime) -> Scope:
    on = signed.astimezone(VIETNAM).date()
    ends = draw(st.none() | st.dates(on, date(2099, 12, 31)))
    starts = draw(st.none() | st.dates(date(2000, 1, 1), ends or date(2099, 12, 31)))
    places = draw(st.frozensets(st.sampled_from(Destination), min_size=1))
    paid = draw(st.sampled_from(Remuneration))
    sums = st.builds(Payment, st.integers(0, 10**9).map(str) | st.just("12.50"), st.sampled_from(("VND", "USD")))
    return Scope(
        purpose=draw(st.sampled_from(Purpose)),
        destinations=places,
        ticked=draw(st.frozensets(st.sampled_from(sorted(places)))),
        payment=draw(sums) if paid in ("paid", "agreed-otherwise") and draw(st.booleans()) else Payment(),
        identifiability=draw(st.sampled_from(Identifiability)),
        body_areas=draw(st.frozensets(named, max_size=2)),
        starts=starts,
        ends=ends,
        assets=draw(st.frozensets(named, max_size=2)),
        previewed=draw(st.booleans()),
        ends_when=draw(words),
        words=draw(words),
        level=draw(st.none() | st.sampled_from(Level)),
        ad_terms=AdTerms(*(draw(words) for _ in range(5))),
        remuneration=paid,
        withdrawn_at=draw(st.none() | moments(signed)),
    )


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    """Any consent that can be one."""
    signed = draw(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=zones))
    on = signed.astimezone(VIETNAM).date()
    subject, ended = draw(ids), draw(st.none() | moments(signed))
    held = tuple(draw(st.lists(scopes(signed), min_size=1, max_size=3, unique=True)))
    gone = ended or any(scope.withdrawn_at for scope in held)
    usual = Consent("c", "p", (space.a_scope(),), signed, Giver(GiverRole.SELF))
    whole = draw(st.booleans())
    carried = st.builds(Migrated, st.none() | st.dates(on, date(2099, 12, 31)), words, words)
    return Consent(
        id=draw(named),
        subject=subject,
        scopes=held,
        signed_at=signed,
        giver=Giver(
            role := draw(st.sampled_from(GiverRole)),
            Relation.NONE if role is GiverRole.SELF else draw(st.sampled_from(Relation)),
            draw(words),
            draw(st.booleans()),
            draw(words.filter(lambda said: not numbered(said)) | st.just("sha256:" + "0123456789abcdef" * 4)),
        ),
        birth_date=draw(st.none() | st.dates(date(1900, 1, 1), on)),
        age_check=draw(st.sampled_from(AgeCheck)),
        migrated=draw(carried) if usual.regime == "decree-13-2023" else Migrated(),
        capacity=draw(st.sampled_from(Capacity)),
        data_types=draw(st.frozensets(st.sampled_from(DataType))),
        controller=draw(words),
        recipients=tuple(draw(st.lists(st.builds(Recipient, named, st.sampled_from(("", "VN", "US"))), max_size=3))),
        rights_notice=whole,
        rights_told=draw(
            st.sampled_from([frozenset(), frozenset(Told)]) if whole else st.frozensets(st.sampled_from(Told))
        ),
        sensitive_notice=draw(st.booleans()),
        method=draw(st.sampled_from(Method)),
        evidence=draw(words),
        affirmative=draw(st.booleans()),
        apart_from_care=draw(st.booleans()),
        each_ticked=draw(st.booleans()),
        collected=Collected(*(draw(words) for _ in range(4))),
        text=Text(draw(words), draw(named), draw(st.booleans())),
        territory=draw(words),
        withdrawal_channel=draw(words),
        withdrawn_at=ended,
        propagated_to=tuple(draw(st.lists(named, max_size=2))) if gone else (),
        third_parties=tuple(
            one for one in draw(st.lists(st.builds(ThirdParty, named, words), max_size=2)) if one.person != subject
        ),
        duress=draw(st.frozensets(st.sampled_from(Duress))),
        blocks_checked=draw(st.frozensets(st.sampled_from(Status))),
        statements=draw(st.frozensets(st.sampled_from(Statement))),
        stated_regime=draw(st.sampled_from([None, usual.regime])),
    )
