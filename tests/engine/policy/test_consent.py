"""A consent file is read strictly, and every way in which it can be worthless has a name."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.errors import BadInput
from kindao.engine.policy import Facts, flaws, load_consent, load_pack
from kindao.engine.policy.consent import (
    VIETNAM,
    Duress,
    Giver,
    GiverRole,
    Method,
    Regime,
    Relation,
    Statement,
    day,
    happened,
)
from kindao.engine.policy.decide import judge
from kindao.engine.policy.exchange import from_fhir
from kindao.engine.policy.reading import canonical
from kindao.engine.vocabulary import Destination, Purpose
from policy import oracle, rows, space
from policy.test_oracle import said

GOOD: dict[str, Any] = rows.CONSENT | {"signed_at": "2026-10-24T09:00:00+07:00", "scopes": [rows.SCOPE]}


PAID = {"amount": "2000000", "currency": "VND"}
PAID_SCOPE = rows.SCOPE | {"remuneration": "paid"}


def test_what_is_written_is_read() -> None:
    consent = load_consent(json.dumps(GOOD).encode())
    assert consent.signed_on == date(2026, 10, 24)
    assert consent.scopes[0].purpose is Purpose.ADVERTISING
    assert consent.regime is Regime.LAW_91
    assert load_consent(canonical(consent)) == consent


def test_an_omitted_field_speaks_against_the_consent() -> None:
    """Whoever leaves out the notices, the proof and the tick has not given them."""
    bare = {key: GOOD[key] for key in ("id", "subject", "scopes", "signed_at", "giver")}
    named = {flaw.rule for flaw in flaws(load_consent(bare), load_pack())}
    assert named >= {"VN-DP-9-1", "VN-DP-9-4", "VN-DP-9-SIL", "VN-DP-9-PROOF", "VN-DP-9-SENS"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id: is empty"),
        ({"subject": ""}, "subject: is empty"),
        ({"signed_at": "yesterday"}, "signed_at: "),
        ({"signed_at": None}, "signed_at: "),
        ({"signed_at": 1761271200}, "signed_at: "),
        ({"scopes": []}, "scopes: name at least one"),
        ({"scopes": [rows.SCOPE | {"purpose": ["advertising", "teaching"]}]}, "scopes[0].purpose: "),
        ({"scopes": [rows.SCOPE | {"destinations": []}]}, "scopes[0].destinations: name at least one"),
        ({"scopes": [rows.SCOPE | {"destinations": ["myspace"]}]}, "scopes[0].destinations[0]: "),
        (
            {"scopes": [rows.SCOPE | {"starts": "2026-10-02", "ends": "2026-10-01"}]},
            "scopes[0].ends: before starts",
        ),
        ({"scopes": [rows.SCOPE | {"ends": "2026-02-30"}]}, "scopes[0].ends: "),
        ({"withdrawn_at": "2026-10-23T09:00:00+07:00"}, "withdrawn_at: before signed_at"),
        ({"birth_date": "2026-10-25"}, "birth_date: after signed_at"),
        ({"rights_notice": "yes"}, "rights_notice: "),
        ({"giver": {"role": "neighbour"}}, "giver.role: "),
        ({"stated_regime": "decree-13-2023"}, "stated_regime: "),
        ({"signature": "x"}, "signature: there is no such field"),
        ({"giver": {}}, "giver.role: is missing"),
        ({"giver": {"role": "self", "identity": "079 085 012 345"}}, "giver.identity: holds a number"),
        ({"age_check": "guess"}, "age_check: "),
        ({"rights_told": ["withdraw"]}, "rights_told: lacks something"),
        ({"rights_told": ["withdraw", "shout"], "rights_notice": False}, "rights_told[1]: "),
        ({"migrated": {"source": "paper form"}}, "migrated: was not signed while Decree 13/2023"),
        ({"migrated": {"origin": "x"}}, "migrated.origin: there is no such field"),
        ({"signed_at": "2025-05-01T09:00", "migrated": {"on": "2025-04-30"}}, "migrated.on: before signed_at"),
        ({"scopes": [rows.SCOPE | {"ticked": ["tiktok"]}]}, "scopes[0].ticked: names a place"),
        ({"scopes": [rows.SCOPE | {"ticked": True}]}, "scopes[0].ticked: "),
        ({"scopes": [rows.SCOPE | {"payment": PAID}]}, "scopes[0].payment: the remuneration does not say"),
        (
            {"scopes": [PAID_SCOPE | {"payment": PAID | {"amount": "2.000.000"}}]},
            "scopes[0].payment.amount: not digits",
        ),
        ({"scopes": [PAID_SCOPE | {"payment": PAID | {"amount": 2000000}}]}, "scopes[0].payment.amount: "),
        ({"scopes": [PAID_SCOPE | {"payment": PAID | {"currency": "đồng"}}]}, "scopes[0].payment.currency: not three"),
        ({"scopes": [PAID_SCOPE | {"payment": {"amount": "5"}}]}, "scopes[0].payment.currency: is missing"),
        ({"scopes": [PAID_SCOPE | {"payment": {"currency": "VND"}}]}, "scopes[0].payment.amount: is missing"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as error:
        load_consent(GOOD | change)
    assert error.value.message.startswith(field)


BLANKS = (" ", "\t\n", "\u00a0", "\u200b", "\ufeff", "\u2800", "\u3164")


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda said: {"evidence": said}, "evidence"),
        (lambda said: {"controller": said}, "controller"),
        (lambda said: {"subject": said}, "subject"),
        (lambda said: {"id": said}, "id"),
        (lambda said: {"giver": {"role": "guardian", "proof": said}}, "giver.proof"),
        (lambda said: {"recipients": [{"name": "Zalo"}, {"name": said}]}, "recipients[1].name"),
        (lambda said: {"text": {"digest": said}}, "text.digest"),
        (lambda said: {"collected": {"by": said}}, "collected.by"),
        (lambda said: {"withdrawal_channel": said}, "withdrawal_channel"),
        (lambda said: {"scopes": [rows.SCOPE | {"ad_terms": {"content": said}}]}, "scopes[0].ad_terms.content"),
        (lambda said: {"scopes": [rows.SCOPE | {"body_areas": [said]}]}, "scopes[0].body_areas[0]"),
    ],
)
def test_blanks_say_nothing(change: Callable[[str], dict[str, Any]], field: str, blank: str) -> None:
    with pytest.raises(BadInput) as error:
        load_consent(GOOD | change(blank))
    assert error.value.message == f"{field}: is empty"
    assert "trống" in error.value.vi


HIDDEN = ("\x1b[2J", "\u202e", "\u2066", "\u200e", "\u200b", "\x00", "\x9b31m", "\n", "\u2028", "\U000e0041")


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_what_would_move_a_terminal_or_turn_its_writing_is_refused_and_not_repeated(hidden: str) -> None:
    """ECMA-48 control sequences, Unicode's bidirectional controls (UAX 9), and what is drawn as nothing."""
    for change, field in (
        ({"id": f"c{hidden}1"}, "id"),
        ({"controller": f"Clinic {hidden}gnp.exe"}, "controller"),
        ({"recipients": [{"name": f"Zalo{hidden}x"}]}, "recipients[0].name"),
        ({"scopes": [rows.SCOPE | {"body_areas": [f"no{hidden}se"]}]}, "scopes[0].body_areas[0]"),
        ({f"co{hidden}lour": 1}, ""),
        ({"giver": {"role": "self", f"x{hidden}y": 1}}, "giver"),
    ):
        with pytest.raises(BadInput) as error:
            load_consent(GOOD | change)
        said = "holds a control or direction character that nobody sees"
        assert error.value.message == (f"{field}: {said}" if field else said)
        assert error.value.message.isprintable() and error.value.vi.isprintable() and "ký tự" in error.value.vi
    with pytest.raises(ValueError, match="controller: holds a control"):
        space.a_consent(controller=f"Clinic{hidden}x")
    with pytest.raises(BadInput, match=re.escape("people[0].id: holds a control")):
        rows.facts({"people": [rows.PATIENT | {"id": f"p{hidden}q"}], "consent": None})
    with pytest.raises(ValueError, match="id: holds a control"):
        space.facts(people=(space.a_patient(id=f"p{hidden}q"),))
    with pytest.raises(BadInput, match=re.escape("Consent.id: holds a control")):
        from_fhir({"resourceType": "Consent", "id": f"a{hidden}b"})


def test_names_with_marks_in_either_form_are_read() -> None:
    for form in ("NFC", "NFD"):
        held = unicodedata.normalize(form, "Phòng khám Đẹp – “Ánh Dương” 100 %")
        assert load_consent(GOOD | {"controller": held}).controller == held


def test_a_consent_made_in_python_is_held_to_the_same() -> None:
    with pytest.raises(ValueError, match="evidence: is empty"):
        space.a_consent(evidence=" ")


MOMENTS = ("signed_at", "withdrawn_at", "scopes[0].withdrawn_at")
DAYS = ("birth_date", "scopes[0].starts", "scopes[0].ends")


@pytest.mark.parametrize("field", (*MOMENTS, *DAYS))
@pytest.mark.parametrize("written", ["1787900000", "1787961600000", "2026", "-1", "0", "1e9", "2026-11", "23/11/2026"])
def test_digits_are_no_date(field: str, written: str) -> None:
    name = field.removeprefix("scopes[0].")
    change = {name: written} if name == field else {"scopes": [rows.SCOPE | {name: written}]}
    with pytest.raises(BadInput) as error:
        load_consent(GOOD | change)
    form = "2026-11-23T09:30:00+07:00" if field in MOMENTS else "2026-11-23"
    assert error.value.message.startswith(f"{field}: not a day") and error.value.message.endswith(form)
    assert field in error.value.vi and form in error.value.vi


def test_digits_are_no_date_in_facts_either() -> None:
    row = {"use": {"on": "1787961600"}}
    with pytest.raises(BadInput, match=r"use\.on: not a day"):
        rows.facts(row)


@pytest.mark.parametrize("written", ["2026-10-24 09:00", "2026-10-24T09:00:00.5Z", "2026-10-24T09:00:00+0700"])
def test_a_moment_may_lack_seconds_and_zone(written: str) -> None:
    assert load_consent(GOOD | {"signed_at": written}).signed_on == date(2026, 10, 24)


@pytest.mark.parametrize(
    "number",
    [
        "079085012345",
        "CCCD 079.085.012.345",
        "079-085-012-345 (bản sao)",
        "CMND 024 123 456",
        "０７９０８５０１２３４５",
        "hộ chiếu C1234567",
        "B 12345678",
        "sha256:079085012345",
    ],
)
def test_the_number_of_an_identity_document_is_not_kept(number: str) -> None:
    with pytest.raises(BadInput) as error:
        load_consent(GOOD | {"giver": {"role": "self", "identity": number}})
    assert error.value.message == "giver.identity: holds a number as identity documents have"
    assert "giấy tờ tùy thân" in error.value.vi and number not in str(error.value) + error.value.vi


@pytest.mark.parametrize("reference", ["", "tủ 3, hồ sơ 2026-0117", "sha256:" + "0123456789" * 6 + "abcd", "scan 12"])
def test_where_an_identity_document_is_filed_is_kept(reference: str) -> None:
    consent = load_consent(GOOD | {"giver": {"role": "self", "identity": reference}})
    assert consent.giver.identity == reference and load_consent(canonical(consent)) == consent


ALL_TOLD = ["withdraw", "delete", "complain", "care"]


@pytest.mark.parametrize(
    ("notice", "told", "enough"),
    [
        (True, [], True),
        (True, ALL_TOLD, True),
        (False, ALL_TOLD, True),
        (False, [], False),
        *((False, [one for one in ALL_TOLD if one != left_out], False) for left_out in ALL_TOLD),
    ],
)
def test_a_notice_of_rights_is_whole_or_none(notice: bool, told: list[str], enough: bool) -> None:
    """Under either law; the one yes or no of older files is read as before."""
    for signed, rule in ((GOOD["signed_at"], "VN-DP-9-1"), ("2025-05-01T09:00", "VN-D13-11-TOLD")):
        consent = load_consent(GOOD | {"rights_notice": notice, "rights_told": told, "signed_at": signed})
        assert (rule in {flaw.rule for flaw in flaws(consent, load_pack())}) is not enough


def test_a_migrated_consent_keeps_where_it_was() -> None:
    was = {"on": "2026-01-05", "source": "paper form of 2024", "reference": "A-17"}
    consent = load_consent(GOOD | {"signed_at": "2025-05-01T09:00:00+07:00", "migrated": was})
    assert consent.regime is Regime.DECREE_13 and load_consent(canonical(consent)) == consent
    consent.happened(datetime(2026, 1, 5, 8, tzinfo=VIETNAM))
    with pytest.raises(BadInput, match=r"^migrated\.on: later than now") as error:
        consent.happened(datetime(2026, 1, 4, 23, 59, tzinfo=VIETNAM))
    assert error.value.vi.startswith("migrated.on: ngày chuyển chưa tới")


BOTH = frozenset({Destination.FACEBOOK, Destination.TIKTOK})


@pytest.mark.parametrize("name", ["vn", "gdpr", "hipaa", "gmc"])
def test_a_place_that_was_not_ticked_was_not_agreed_to(name: str) -> None:
    """In every pack, whatever day: of two places on the paper the one without a tick."""
    for on in (date(2014, 5, 1), date(2021, 5, 1), date(2025, 5, 1), space.TODAY):
        answers = {}
        for ticked in (BOTH, BOTH - {Destination.FACEBOOK}, BOTH - {Destination.TIKTOK}, frozenset()):
            scope = space.a_scope(destinations=BOTH, ticked=ticked)
            consent = space.a_consent(scope, signed_at=space.moment(on), statements=frozenset(Statement))
            pack = load_pack(name)
            if on < pack.covers_from:
                continue
            facts = space.facts(use=space.a_use(on=on), consents=(consent,))
            if name == "vn":
                people, picture = judge(facts, pack)
                assert ({one.person: said(one) for one in people}, said(picture)) == oracle.judge(facts)
            answers[ticked] = {flaw.rule for flaw in flaws(consent, pack, facts)}
        if answers:
            assert answers[BOTH] == answers[frozenset()] == answers[BOTH - {Destination.TIKTOK}]
            assert answers[BOTH - {Destination.FACEBOOK}] > answers[BOTH]


def test_ticks_of_each_scope_stand_for_one_word_about_all() -> None:
    teaching = space.a_scope(purpose=Purpose.TEACHING, ticked=frozenset({Destination.FACEBOOK}))
    advert = space.a_scope(ticked=frozenset({Destination.FACEBOOK}))
    for scopes, each, lumped in (
        ((advert, teaching), False, False),
        ((space.a_scope(), teaching), False, True),
        ((space.a_scope(), teaching), True, False),
    ):
        consent = space.a_consent(scopes=scopes, each_ticked=each)
        facts = space.facts(consents=(consent,))
        assert ("VN-DP-9-4-EACH" in {flaw.rule for flaw in flaws(consent, load_pack(), facts)}) is lumped
        people, picture = judge(facts, load_pack())
        assert ({one.person: said(one) for one in people}, said(picture)) == oracle.judge(facts)


NOW = datetime(2026, 11, 23, 9, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"signed_at": NOW + timedelta(minutes=1)}, "signed_at"),
        ({"signed_at": NOW + timedelta(days=9)}, "signed_at"),
        ({"signed_at": datetime(2026, 11, 23, 9, 31)}, "signed_at"),
        ({"withdrawn_at": NOW + timedelta(minutes=1)}, "withdrawn_at"),
        ({"scopes": (space.a_scope(withdrawn_at=NOW + timedelta(days=30)),)}, "scopes[0].withdrawn_at"),
    ],
)
def test_what_is_still_to_come_has_not_happened(given: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as error:
        space.a_consent(**given).happened(NOW)
    assert error.value.message == f"{field}: later than now"
    assert error.value.vi


def test_of_several_consents_the_one_to_come_is_named() -> None:
    said, later = space.a_consent(), space.a_consent(id="c2", signed_at=NOW + timedelta(1))
    with pytest.raises(BadInput) as error:
        happened((said, later), NOW)
    assert error.value.message == "consents[1].signed_at: later than now"
    assert error.value.vi.startswith("consents[1].signed_at: lúc ký chưa tới. ")
    with pytest.raises(BadInput, match=r"^consents\[0\]\.withdrawn_at: later than now"):
        happened((space.a_consent(withdrawn_at=NOW + timedelta(1)),), NOW)
    happened((said,), NOW)


def test_what_has_happened_is_heard() -> None:
    space.a_consent(signed_at=NOW - timedelta(1), withdrawn_at=NOW).happened(NOW)


def test_no_value_is_repeated_in_an_error() -> None:
    with pytest.raises(BadInput) as error:
        load_consent(GOOD | {"signed_at": "Nguyễn Thị Hoa"})
    assert "Hoa" not in str(error.value) + error.value.vi


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", "{", "[]", "null", "3", '{"id": "a", "id": "b"}', "[" * 50_000, '{"a": NaN}', "x" * 2_000_000]
)
def test_what_is_no_consent_at_all_is_refused(data: str | bytes) -> None:
    with pytest.raises(BadInput):
        load_consent(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(field=st.sampled_from(sorted(GOOD)), value=json_values)
def test_whatever_stands_in_a_field_it_is_read_or_refused(field: str, value: object) -> None:
    try:
        load_consent(GOOD | {field: value})
    except BadInput as error:
        assert error.message


def test_a_day_is_a_day_in_vietnam() -> None:
    """Eighteen hours before midnight in London is tomorrow morning in Huế."""
    assert day(datetime.fromisoformat("2026-10-24T18:30:00+00:00")) == date(2026, 10, 25)
    assert day(datetime(2026, 10, 24, 23, 59)) == date(2026, 10, 24)


def in_use(**given: Any) -> Facts:
    return space.facts(consents=(space.a_consent(**given),))


YESTERDAY = datetime(2026, 11, 22, 9, tzinfo=VIETNAM)
PATTERNS = {
    "bundled with treatment": (in_use(apart_from_care=False), "VN-DP-9-4"),
    "ticked in advance": (in_use(affirmative=False), "VN-DP-9-SIL"),
    "a notice on the wall": (in_use(method=Method.NOTICE), "VN-DP-9-SIL"),
    "one tick for several purposes": (
        in_use(each_ticked=False, scopes=(space.a_scope(), space.a_scope(purpose=Purpose.TEACHING))),
        "VN-DP-9-4-EACH",
    ),
    "staff consented": (in_use(giver=Giver(GiverRole.STAFF)), "VN-CC-32-1-STAFF"),
    "sedated": (in_use(duress=frozenset({Duress.SEDATED})), "VN-DP-9-2"),
    "before surgery": (in_use(duress=frozenset({Duress.BEFORE_SURGERY})), "VN-DP-9-2"),
    "no evidence": (in_use(evidence=""), "VN-DP-9-PROOF"),
    "spoken off camera": (in_use(method=Method.SPOKEN), "VN-DP-9-PROOF"),
    "for the record only": (in_use(scopes=(space.a_scope(purpose=Purpose.RECORD),)), "VN-KCB-69-2"),
    "no rights notice": (in_use(rights_notice=False), "VN-DP-9-1"),
    "no sensitive notice": (in_use(sensitive_notice=False), "VN-DP-9-SENS"),
    "expired": (in_use(scopes=(space.a_scope(ends=date(2026, 11, 22)),)), "VN-CC-32-1-TERM"),
    "withdrawn": (in_use(withdrawn_at=YESTERDAY), "VN-DP-10"),
    "signed after the act": (in_use(signed_at=YESTERDAY + timedelta(2)), "VN-CC-32-1-AFTER"),
    "giver not entitled": (in_use(giver=Giver(GiverRole.GUARDIAN, Relation.MOTHER, "certificate")), "VN-CC-25-2-GIVER"),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_invalid_pattern_is_named(pattern: str) -> None:
    facts, rule = PATTERNS[pattern]
    named = flaws(facts.consents[0], load_pack(), facts)
    assert rule in {flaw.rule for flaw in named}
    assert all(flaw.words.vi and flaw.words.en and flaw.citation for flaw in named)


def test_a_sound_consent_has_no_flaw() -> None:
    facts = in_use()
    assert flaws(facts.consents[0], load_pack()) == ()
    assert flaws(facts.consents[0], load_pack(), facts) == ()


def test_a_withdrawn_scope_leaves_the_others() -> None:
    scopes = (space.a_scope(withdrawn_at=YESTERDAY), space.a_scope(purpose=Purpose.TEACHING))
    consent = space.a_consent(scopes=scopes)
    assert consent.ended(scopes[0]) == YESTERDAY
    assert consent.ended(scopes[1]) is None
    assert not consent.withdrawn
    assert replace(consent, withdrawn_at=YESTERDAY).withdrawn


@pytest.mark.parametrize("subject", ["P1 ", " P1", "P1\n", "P1\u00a0", "P\x001", "P1\u200b", "P1\x7f"])
def test_a_subject_that_looks_like_another_is_refused(subject: str) -> None:
    with pytest.raises(
        BadInput, match=r"^subject: (begins or ends with a blank|holds a control or direction character)"
    ):
        load_consent(GOOD | {"subject": subject})
