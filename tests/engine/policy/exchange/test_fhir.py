"""A consent survives the way to FHIR and back; a foreign record is read strictly, and nothing in it is assumed."""

import copy
import dataclasses
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from fhir.resources.consent import Consent as Resource
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kindao.engine.errors import BadInput
from kindao.engine.policy import flaws, load_consent, load_pack
from kindao.engine.policy.consent import (
    VIETNAM,
    Consent,
    Duress,
    Giver,
    GiverRole,
    Relation,
    Scope,
    Text,
    instant,
)
from kindao.engine.policy.exchange import from_fhir, to_fhir
from kindao.engine.policy.exchange.extensions import ELEMENTS, NARROWING, kept
from kindao.engine.policy.facts import Shown
from kindao.engine.vocabulary import Destination, Purpose
from policy import space
from policy.consents import consents

ROOT = Path(__file__).resolve().parents[4]
GOLDEN = ROOT / "tests/data/exchange"

slow = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@slow
@given(consents())
def test_nothing_is_lost_on_the_way_and_back(consent: Consent) -> None:
    there = to_fhir(consent)
    assert from_fhir(there) == consent
    assert to_fhir(from_fhir(there.encode())) == there
    assert Resource.model_validate_json(there).decision == "deny"


def test_a_moment_without_a_zone_comes_back_as_the_same_moment() -> None:
    consent = space.a_consent(signed_at=datetime(2026, 10, 24, 9))
    assert from_fhir(to_fhir(consent)).signed_at == instant(consent.signed_at)


@pytest.mark.parametrize(
    ("consent", "field"),
    [
        (space.a_consent(text=Text(language="")), "text.language"),
        (space.a_consent(space.a_scope(assets=frozenset({""}))), "scopes[0].assets[0]"),
    ],
)
def test_what_fhir_cannot_carry_is_named(consent: Consent, field: str) -> None:
    with pytest.raises(BadInput, match=re.escape(f"{field}: is empty")):
        to_fhir(consent)


def test_every_field_is_an_element_or_an_extension() -> None:
    """A field that is added to a consent is in docs/exchange.md, too."""
    page = (ROOT / "docs/exchange.md").read_text()
    for kind, prefix in ((Consent, ""), (Scope, "scopes.")):
        for name in (*ELEMENTS[kind], *(one.name for one in kept(kind).values())):
            assert f"| `{prefix}{name}` |" in page, name


def test_the_consents_drawn_state_every_field() -> None:
    drawn = (ROOT / "tests/policy/consents.py").read_text()
    for kind in (Consent, Scope):
        for field in dataclasses.fields(kind):
            assert f"        {field.name}=" in drawn, field.name


@slow
@given(consents())
def test_without_our_extensions_a_consent_is_worth_nothing(consent: Consent) -> None:
    """A system that drops them gives back a record that the law refuses."""
    said = json.loads(to_fhir(consent))
    said.pop("extension", None)
    for provision in said["provision"]:
        for one in provision.pop("extension", []):
            if one["url"] == "urn:kindao:scope:withdrawn_at":
                assert provision["period"] == {"end": one["valueDateTime"]}
    bare = from_fhir(said)
    assert not (bare.affirmative or bare.rights_notice or bare.apart_from_care)
    assert any(flaw.effect == "forbid" for flaw in flaws(bare, load_pack()))


def test_what_narrows_is_a_modifier_extension() -> None:
    names = {one.name for kind in (Consent, Scope) for one in kept(kind).values()}
    assert names >= NARROWING
    said = json.loads(to_fhir(space.a_consent(duress=frozenset({Duress.SEDATED}))))
    assert [one["url"] for one in said["modifierExtension"]] == ["urn:kindao:consent:duress"]


@cache
def golden(name: str) -> str:
    return (GOLDEN / f"{name}.json").read_text()


@pytest.mark.parametrize(
    ("name", "consent"),
    [
        ("adult", "consent-advertising"),
        ("guardian", "consent-guardian"),
        ("child", "consent-child"),
        ("withdrawn", "consent-advertising"),
        ("deceased", "consent-advertising"),
    ],
)
def test_the_golden_files(name: str, consent: str) -> None:
    given = load_consent((GOLDEN / f"{consent}.json").read_bytes())
    if name == "withdrawn":
        given = replace(given, withdrawn_at=datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM))
    if name == "deceased":
        given = replace(given, giver=Giver(GiverRole.KIN, Relation.ADULT_CHILD, "giấy chứng tử"))
    held = golden(name)
    assert json.loads(to_fhir(given)) == json.loads(held)
    assert from_fhir(held) == given


HOSPITAL: dict[str, Any] = {
    "resourceType": "Consent",
    "id": "770",
    "meta": {"lastUpdated": "2026-10-20T03:00:00Z"},
    "status": "active",
    "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
    "subject": {"reference": "Patient/12", "display": "Người bệnh 12"},
    "date": "2026-10-20",
    "period": {"start": "2026-10-20", "end": "2027-10-20"},
    "grantor": [{"reference": "Patient/12"}],
    "controller": [{"reference": "Organization/1", "display": "Bệnh viện Ví Dụ"}],
    "sourceAttachment": [{"contentType": "application/pdf", "data": "c2lnbmVk"}],
    "decision": "deny",
    "provision": [
        {"purpose": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HMARKT"}]},
    ],
}


def changed(**given: Any) -> dict[str, Any]:
    return copy.deepcopy(HOSPITAL) | given


def provided(**given: Any) -> dict[str, Any]:
    return changed(provision=[HOSPITAL["provision"][0] | given])


def test_a_hospitals_own_consent_is_read_with_nothing_assumed() -> None:
    consent = from_fhir(json.dumps(HOSPITAL))
    assert (consent.id, consent.subject, consent.controller) == ("770", "Patient/12", "Bệnh viện Ví Dụ")
    assert consent.signed_at == datetime(2026, 10, 20, tzinfo=VIETNAM)
    assert consent.evidence == f"sha256:{hashlib.sha256(b'signed').hexdigest()}"
    (scope,) = consent.scopes
    assert scope == Scope(Purpose.ADVERTISING, frozenset({Destination.INTERNAL}), ends=date(2027, 10, 20))
    assert not (consent.rights_notice or consent.affirmative or consent.apart_from_care or consent.data_types)
    wrong = {flaw.rule for flaw in flaws(consent, load_pack())}
    assert wrong >= {"VN-DP-9-1", "VN-DP-9-4", "VN-DP-9-SIL", "VN-DP-9-PROOF", "VN-DP-9-SENS"}
    use = space.facts(
        people=(space.a_patient(id="Patient/12"),), copy=space.a_copy(Shown("Patient/12", space.INDIRECT))
    )
    assert {"VN-DP-28", "VN-CC-38-2-TYPE"} <= {flaw.rule for flaw in flaws(consent, load_pack(), use)}


def test_several_purposes_of_one_provision_were_not_ticked_each() -> None:
    codes = [{"system": HOSPITAL["provision"][0]["purpose"][0]["system"], "code": code} for code in ("TREAT", "TRAIN")]
    consent = from_fhir(provided(purpose=codes))
    assert [scope.purpose for scope in consent.scopes] == [Purpose.RECORD, Purpose.TEACHING]
    assert "VN-DP-9-4-EACH" in {flaw.rule for flaw in flaws(consent, load_pack())}


def test_an_inactive_consent_is_a_withdrawn_one() -> None:
    consent = from_fhir(changed(status="inactive", period={"start": "2026-10-20", "end": "2026-11-01"}))
    assert consent.withdrawn and consent.withdrawn_at == datetime(2026, 11, 1, tzinfo=VIETNAM)
    same_day = from_fhir(changed(status="inactive", period={"start": "2026-10-20T09:00:00Z", "end": "2026-10-20"}))
    assert same_day.withdrawn_at == same_day.signed_at


def test_a_consent_binds_its_provisions_to_its_own_days() -> None:
    days = {"start": "2026-11-01", "end": "2027-01-31"}
    for own, bound in (
        ({"start": "2026-10-25", "end": "2027-05-01"}, ("2026-11-01", "2027-01-31")),
        ({"start": "2026-12-01", "end": "2026-12-31"}, ("2026-12-01", "2026-12-31")),
    ):
        consent = from_fhir(provided(period=own) | {"period": days})
        (scope,) = consent.scopes
        assert (str(scope.starts), str(scope.ends)) == bound
        assert consent.signed_at == datetime(2026, 10, 20, tzinfo=VIETNAM)


def test_people_of_two_systems_with_one_number_stay_two() -> None:
    one = from_fhir(changed(subject={"identifier": {"system": "urn:oid:1", "value": "12"}, "reference": "Patient/12"}))
    other = from_fhir(
        changed(subject={"identifier": {"system": "urn:oid:2", "value": "12"}, "reference": "Patient/12"})
    )
    assert one.subject != other.subject


def test_a_mother_speaks_for_a_child_and_a_spouse_for_the_dead() -> None:
    role = {"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode"}
    giver: dict[str, Any] = {"resourceType": "RelatedPerson", "id": "m", "patient": {"reference": "#p"}}
    patient: dict[str, Any] = {"resourceType": "Patient", "id": "p", "birthDate": "2018-02-03"}
    whole = changed(subject={"reference": "#p", "identifier": {"value": "12"}}, grantor=[{"reference": "#m"}])
    child = from_fhir(
        whole | {"contained": [patient, giver | {"relationship": [{"coding": [role | {"code": "MTH"}]}]}]}
    )
    assert child.giver == Giver(GiverRole.GUARDIAN, Relation.MOTHER) and child.birth_date == date(2018, 2, 3)
    dead = from_fhir(
        whole
        | {
            "contained": [
                patient | {"deceasedDateTime": "2026-09-01"},
                giver | {"relationship": [{"coding": [role | {"code": "SPS"}]}]},
            ]
        }
    )
    assert dead.giver == Giver(GiverRole.KIN, Relation.SPOUSE)


def without(key: str) -> dict[str, Any]:
    return {name: held for name, held in HOSPITAL.items() if name != key}


DISCLOSE = {"system": "http://terminology.hl7.org/CodeSystem/consentaction", "code": "disclose"}
OTHER_RULES = {
    "meaning": "instance",
    "reference": {"reference": "Media/1"},
    "modifierExtension": [{"url": "https://example.org/not-if", "valueBoolean": True}],
}


def coded(system: str, code: str) -> dict[str, str]:
    return {"system": f"urn:kindao:{system}", "code": code}


def of_golden(name: str, extension: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(golden(name))
    whole["extension"].append(extension)
    return whole


def of_the_dead(**died: Any) -> dict[str, Any]:
    """The hospital's consent, its patient said to be dead."""
    whole = json.loads(json.dumps(HOSPITAL))
    whole["subject"] = whole["subject"] | {"reference": "#p"}
    whole["grantor"] = [whole["subject"] | {"type": "Patient"}]
    whole["contained"] = [*whole.get("contained", []), {"resourceType": "Patient", "id": "p"} | died]
    return cast("dict[str, Any]", whole)


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "another resource": (lambda: changed(resourceType="Patient"), "Consent: is not a FHIR Consent"),
    "a list": (lambda: [HOSPITAL], "Consent: is not a FHIR Consent"),
    "R4 by its patient": (lambda: changed(patient={"reference": "Patient/1"}), "Consent.patient: is of FHIR R4"),
    "R4 by its scope": (lambda: changed(scope={"text": "x"}), "Consent.scope: is of FHIR R4"),
    "R4 by its provision": (lambda: changed(provision={"type": "permit"}), "Consent.provision: is of FHIR R4"),
    "no subject": (lambda: without("subject"), "Consent.subject: is missing"),
    "no period": (lambda: without("period"), "Consent.period: is missing"),
    "no start": (lambda: changed(period={"end": "2027-01-01"}), "Consent.period.start: is missing"),
    "no date": (lambda: without("date"), "Consent.date: is missing"),
    "half a date": (lambda: changed(date="2026-10"), "Consent.date: is not a whole day"),
    "no grantor": (lambda: without("grantor"), "Consent.grantor: is missing"),
    "two grantors": (lambda: changed(grantor=HOSPITAL["grantor"] * 2), "Consent.grantor: has more than one"),
    "a stranger": (lambda: changed(grantor=[{"reference": "Patient/9"}]), "Consent.grantor[0]: is neither the patient"),
    "no id": (lambda: without("id"), "Consent.id: is missing"),
    "a draft": (lambda: changed(status="draft"), "Consent.status: is neither active"),
    "an error": (lambda: changed(status="entered-in-error"), "Consent.status: is neither active"),
    "ended, nobody says when": (
        lambda: changed(status="inactive", period={"start": "2026-10-20"}),
        "Consent.period.end: is missing",
    ),
    "a refusal": (lambda: without("provision"), "Consent.decision: refuses"),
    "all but": (lambda: changed(decision="permit"), "Consent.decision: permits all but"),
    "no decision": (lambda: without("decision"), "Consent.decision: is missing"),
    "no purpose": (lambda: provided(purpose=[]), "Consent.provision[0].purpose: is missing"),
    "an unknown purpose": (
        lambda: provided(purpose=[{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HRESCH"}]),
        "Consent.provision[0].purpose[0]: has a code",
    ),
    "an unknown actor": (
        lambda: provided(actor=[{"reference": {"reference": "Organization/9"}}]),
        "Consent.provision[0].actor[0]: has a code",
    ),
    "an unknown label": (
        lambda: provided(
            securityLabel=[{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]
        ),
        "Consent.provision[0].securityLabel[0]: has a code",
    ),
    "reading only": (
        lambda: provided(
            action=[{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentaction", "code": "access"}]}]
        ),
        "Consent.provision[0].action[0]: has a code",
    ),
    "an action in words": (
        lambda: provided(action=[{"text": "look only"}]),
        "Consent.provision[0].action[0]: has a code",
    ),
    "an author": (
        lambda: provided(
            actor=[
                {
                    "role": {"text": "author"},
                    "reference": {"identifier": {"system": "urn:kindao:destination", "value": "facebook"}},
                }
            ]
        ),
        "Consent.provision[0].actor[0].role: has a code",
    ),
    "a destination that there is not": (
        lambda: provided(actor=[{"reference": {"identifier": {"system": "urn:kindao:destination", "value": "moon"}}}]),
        "Consent.provision[0].actor[0].reference.identifier.value: has a code",
    ),
    "kinds of data that differ": (
        lambda: changed(
            provision=[
                HOSPITAL["provision"][0],
                HOSPITAL["provision"][0]
                | {"code": [{"coding": [{"system": "urn:kindao:data-type", "code": "photo"}]}]},
            ]
        ),
        "Consent.provision[1].code: differs",
    ),
    "a modifier deep within": (
        lambda: provided(action=[{"extension": [], "coding": [DISCLOSE]}], data=[OTHER_RULES]),
        "Consent.provision[0].data[0].modifierExtension: changes",
    ),
    "a purpose beside ours": (
        lambda: provided(purpose=[coded("purpose", "teaching"), *HOSPITAL["provision"][0]["purpose"]]),
        "Consent.provision[0].purpose[1]: has a code",
    ),
    "data that are only related": (
        lambda: provided(data=[{"meaning": "related", "reference": {"reference": "Media/1"}}]),
        "Consent.provision[0].data[0]: changes the meaning",
    ),
    "two labels of a kind": (
        lambda: provided(securityLabel=[coded("identifiability", "direct"), coded("identifiability", "none")]),
        "Consent.provision[0].securityLabel[1]: is there twice",
    ),
    "a scope's start, twice": (
        lambda: provided(extension=[{"url": "urn:kindao:scope:starts", "valueDate": "2026-11-01"}]),
        "Consent.provision[0].period: is there twice",
    ),
    "a scope withdrawn, its period open": (
        lambda: provided(
            extension=[{"url": "urn:kindao:scope:withdrawn_at", "valueDateTime": "2026-11-01T09:00:00+07:00"}],
            period={"end": "2027-11-01"},
        ),
        "Consent.provision[0].period: is not as FHIR R5 has it",
    ),
    "what narrows, where it may be overlooked": (
        lambda: changed(extension=[{"url": "urn:kindao:consent:capacity", "valueCode": "none"}]),
        "Consent.extension[0]: is an extension of Kindao's",
    ),
    "what does not narrow, as a modifier": (
        lambda: changed(modifierExtension=[{"url": "urn:kindao:consent:method", "valueCode": "web"}]),
        "Consent.modifierExtension[0]: changes the meaning",
    ),
    "a group": (
        lambda: changed(subject={"type": "Group", "reference": "Group/1"}),
        "Consent.subject.type: has a code",
    ),
    "two ids of ours": (
        lambda: changed(identifier=[{"system": "urn:kindao:consent", "value": one} for one in "ab"]),
        "Consent.identifier[1]: is there twice",
    ),
    "another child's mother": (
        lambda: json.loads(golden("guardian").replace('"value": "P-2210"', '"value": "P-9"', 1)),
        "Consent.contained[1].patient: is neither the patient",
    ),
    "two relations": (
        lambda: of_golden("guardian", {"url": "urn:kindao:consent:giver.relation", "valueCode": "father"}),
        "Consent.grantor: is there twice",
    ),
    "an exception within": (
        lambda: provided(provision=[{"code": [{"text": "x"}]}]),
        "Consent.provision[0].provision: is an exception to an exception",
    ),
    "narrowed by type": (
        lambda: provided(resourceType=[{"code": "ImagingStudy"}]),
        "Consent.provision[0].resourceType: changes the meaning",
    ),
    "a modifier": (
        lambda: changed(modifierExtension=[{"url": "https://example.org/not-if", "valueBoolean": True}]),
        "Consent.modifierExtension[0]: changes the meaning",
    ),
    "a modifier within": (
        lambda: provided(modifierExtension=[{"url": "https://example.org/not-if", "valueBoolean": True}]),
        "Consent.provision[0].modifierExtension[0]: changes the meaning",
    ),
    "a modifier of what is contained": (
        lambda: changed(
            contained=[
                {
                    "resourceType": "Patient",
                    "id": "p",
                    "modifierExtension": [{"url": "https://example.org/x", "valueCode": "y"}],
                }
            ]
        ),
        "Consent.contained[0].modifierExtension: changes the meaning",
    ),
    "implicit rules": (lambda: changed(implicitRules="https://example.org/r"), "Consent.implicitRules: changes"),
    "an extension of a later Kindao": (
        lambda: changed(extension=[{"url": "urn:kindao:consent:soul", "valueBoolean": True}]),
        "Consent.extension[0]: is an extension of Kindao's",
    ),
    "an extension twice": (
        lambda: changed(extension=[{"url": "urn:kindao:consent:method", "valueCode": "web"}] * 2),
        "Consent.extension[1]: is there twice",
    ),
    "an extension of another type": (
        lambda: changed(extension=[{"url": "urn:kindao:consent:method", "valueString": "web"}]),
        "Consent.extension[0]: is not as FHIR R5 has it",
    ),
    "a value that we do not have": (
        lambda: changed(extension=[{"url": "urn:kindao:consent:method", "valueCode": "pigeon"}]),
        "Consent.extension(urn:kindao:consent:method): ",
    ),
    "days the wrong way round": (
        lambda: provided(period={"start": "2026-12-01", "end": "2026-11-01"}),
        "Consent.provision[0].period.end: before starts",
    ),
    "a field that FHIR does not have": (lambda: changed(colour="red"), "Consent.colour: is not as FHIR R5 has it"),
    "an unknown contained resource": (
        lambda: changed(contained=[{"resourceType": "Soul", "id": "s"}]),
        "Consent: is not as FHIR R5 has it",
    ),
    "in force before it was signed": (
        lambda: changed(date="2026-10-20", period={"start": "2026-10-19", "end": "2027-10-20"}),
        "Consent.period.start: is before the day of signing in Consent.date",
    ),
    "in force an hour before, by the clock of Việt Nam a day": (
        lambda: changed(date="2026-10-20", period={"start": "2026-10-19T16:59:00Z", "end": "2027-10-20"}),
        "Consent.period.start: is before the day of signing in Consent.date",
    ),
    "the patient's own, who has died": (lambda: of_the_dead(deceasedBoolean=True), "Consent.subject: has died"),
    "the patient's own, who died on a day": (
        lambda: of_the_dead(deceasedDateTime="2026-11-01"),
        "Consent.subject: has died",
    ),
    "a name that turns the writing": (
        lambda: changed(controller=[{"display": "clinic\u202egpj"}]),
        "Consent.controller[0].display: holds a control or direction character",
    ),
    "a field whose name clears the screen": (
        lambda: changed(**{"co\x1b[2Jlour": "red"}),
        "Consent: holds a control or direction character",
    ),
    "the first hour there is": (lambda: changed(period={"start": "0001-01-01T00:00:00+14:00"}), "Consent.period: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_understood_is_refused_by_its_path(name: str) -> None:
    make, says = REFUSED[name]
    with pytest.raises(BadInput) as error:
        from_fhir(json.dumps(make()))
    assert error.value.message.startswith(says), error.value.message
    assert error.value.vi and not error.value.vi.isascii()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(leaf for key, held in inner for leaf in leaves(held, (*path, key)))]


odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=4)
    | st.sampled_from(["active", "#subject", "2026-10-24"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["reference", "code", "system", "url", "resourceType", "x"]), inner, max_size=2
        )
    ),
    max_leaves=4,
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["adult", "guardian", "withdrawn", "deceased"]), st.data())
def test_whatever_is_changed_in_a_record_it_is_read_or_refused(name: str, data: st.DataObject) -> None:
    whole = json.loads(golden(name))
    for _ in range(data.draw(st.integers(1, 2))):
        *way, last = data.draw(st.sampled_from([path for path in leaves(whole) if path]))
        at = whole
        for key in way:
            at = at[key]
        if data.draw(st.booleans()):
            del at[last]
        else:
            at[last] = data.draw(odd)
    try:
        consent = from_fhir(whole)
    except BadInput as error:
        assert error.message and error.vi
    else:
        assert from_fhir(to_fhir(consent)) == consent


@pytest.mark.parametrize(
    "data", [b"\xff", "{", "null", "3", "[" * 50_000, '{"resourceType": "Consent"}', "x" * 2_000_000]
)
def test_what_is_no_record_at_all_is_refused(data: str | bytes) -> None:
    with pytest.raises(BadInput):
        from_fhir(data)
