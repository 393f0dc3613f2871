"""The receipt that the person keeps: a consent record after ISO/IEC TS 27560:2023, as JSON-LD in the terms of the
W3C Data Privacy Vocabulary 2.3 (w3id.org/dpv), following its guide "Consent Records and Receipts as per ISO/IEC TS
27560:2023 using DPV". Vietnamese law is named in our own vocabulary, `law/legal-vn.jsonld`."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from kindao.engine.policy.consent import Consent, DataType, Giver, GiverRole, Relation, Scope, instant
from kindao.engine.policy.exchange import extensions
from kindao.engine.policy.exchange.codes import OURS
from kindao.engine.policy.exchange.legal import LEGAL_VN, WITHDRAWAL, laws, term
from kindao.engine.vocabulary import Destination, Purpose

Json = dict[str, Any]

SCHEMA = "https://w3id.org/dpv/schema/dpv-27560"
CONTEXT: Mapping[str, str] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "legal-vn": LEGAL_VN,
    "consent": f"{OURS}consent:",
    "scope": f"{OURS}scope:",
    "kindao": OURS,
}

PURPOSE: Mapping[Purpose, str] = {
    Purpose.RECORD: "dpv:RecordManagement",
    Purpose.TEACHING: "dpv:Purpose",  # its EducationalTraining is a measure, of staff
    Purpose.JOURNAL: "dpv:Purpose",  # its AcademicResearch is doing research
    Purpose.AWARENESS: "dpv:PublicBenefit",
    Purpose.ADVERTISING: "dpv:Advertising",
}
"""What of DPV each purpose is a kind of."""

PERSONAL_DATA: Mapping[DataType, str] = {
    DataType.PHOTO: "pd:Picture",
    DataType.VIDEO: "pd:Picture",
    DataType.VOICE: "dpv:PersonalData",  # DPV has voice only as recorded calls and voice mail
    DataType.DICOM: "pd:HealthRecord",
    DataType.RECORD_TEXT: "pd:HealthRecord",
    DataType.DIAGNOSIS: "pd:MedicalHealth",
    DataType.NAME: "pd:Name",
    DataType.BIRTH_DATE: "pd:BirthDate",
    DataType.CONTACT: "pd:Contact",
    DataType.NUMBER: "pd:Identifier",
}


def receipt(consent: Consent, *, on: date) -> str:
    """The receipt, issued on that day, as JSON-LD; the same consent and day give the same bytes."""
    whole = {
        "@context": dict(CONTEXT),
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": f"receipt-{consent.id}-{on.isoformat()}",
        "dct:conformsTo": {"@id": f"{SCHEMA}#receipt"},
        "dct:created": on.isoformat(),
        "dct:publisher": consent.controller,
        "dpv:hasRecordOfActivity": _record(consent),
    }
    return json.dumps(_filled(whole), ensure_ascii=False, indent=2) + "\n"


def _record(consent: Consent) -> Json:
    governed = laws(consent.signed_on)
    exercised = {"dpv:isExercisedAt": consent.withdrawal_channel}
    right = [term(law, WITHDRAWAL[law].place) for law in governed if law in WITHDRAWAL]
    return {
        "@type": "dpv:ConsentRecord",
        "dct:identifier": consent.id,
        "dct:conformsTo": {"@id": f"{SCHEMA}#record"},
        "dpv:hasDataSubject": {
            "@type": ["dpv:DataSubject", "dpv:Patient"],
            "dpv:hasIdentifier": consent.subject,
            "dpv:hasRepresentative": None
            if consent.giver.role is GiverRole.SELF
            else {"@type": _by(consent.giver), "kindao:relation": consent.giver.relation.value},
        },
        "dpv:hasDataController": {"@type": "dpv:DataController", "dpv:hasName": consent.controller}
        if consent.controller
        else None,
        "dpv:hasJurisdiction": {"@id": "loc:VN"},
        "dpv:hasApplicableLaw": [{"@id": term(law)} for law in governed],
        "dpv:hasLegalBasis": {"@type": _basis(consent)},
        "dpv:hasProcess": [_process(consent, scope) for scope in consent.scopes],
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent"} | exercised if consent.withdrawal_channel else None,
        "dpv:hasRight": {"@type": ["dpv:DataSubjectRight", *right]} | exercised if right else None,
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:identifier": consent.text.digest,
            "dct:language": consent.text.language,
        }
        if consent.text.digest
        else None,
        "dpv:hasConsentStatus": [_given(consent), *_withdrawn(consent)],
        "consent:birth_date": consent.birth_date.isoformat() if consent.birth_date else "",
        "consent:evidence": consent.evidence,
    } | _rest(consent)


def _process(consent: Consent, scope: Scope) -> Json:
    inside = scope.destinations == {Destination.INTERNAL}
    starts = scope.starts or consent.signed_on
    data = ["dpv:SensitivePersonalData"] if consent.sensitive_notice else ["dpv:PersonalData"]
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@id": f"kindao:purpose:{scope.purpose.value}",
            "@type": "dpv:Purpose",
            "skos:broader": {"@id": PURPOSE[scope.purpose]},
        },
        "dpv:hasProcessing": {"@id": "dpv:Use" if inside else "dpv:Disclose"},
        "dpv:hasPersonalData": [
            {
                "@id": f"kindao:data-type:{one.value}",
                "@type": data,
                "skos:broader": {"@id": PERSONAL_DATA[one]},
            }
            for one in sorted(consent.data_types)
        ],
        "dpv:hasRecipient": [
            *({"@type": "dpv:Recipient", "dpv:hasIdentifier": one.value} for one in sorted(scope.destinations)),
            *(
                {"@type": "dpv:Recipient", "dpv:hasName": one.name, "dpv:hasCountry": one.country}
                for one in consent.recipients
            ),
        ],
        "dpv:hasLocation": consent.territory,
        "dct:valid": f"{starts.isoformat()}/{scope.ends.isoformat() if scope.ends else '..'}",
        "dpv:hasDuration": {"@type": "dpv:UntilTimeDuration", "rdf:value": scope.ends.isoformat()}
        if scope.ends
        else {"@type": "dpv:UntilEventDuration", "rdf:value": "dpv:ConsentWithdrawn"},
        "dpv:hasConsentStatus": _ended(consent, scope),
        "kindao:identifiability": scope.identifiability.value,
        "kindao:level": scope.level.value if scope.level else "",
        "kindao:asset": sorted(scope.assets),
    } | _rest(scope)


def _given(consent: Consent) -> Json:
    return {
        "@type": "dpv:ConsentGiven",
        "dpv:isIndicatedBy": {"@type": _by(consent.giver)},
        "dpv:hasIndicationMethod": consent.method.value,
        "dpv:isIndicatedAtTime": extensions.moment(consent.signed_at),
    }


def _withdrawn(consent: Consent) -> list[Json]:
    at = consent.withdrawn_at
    return [{"@type": "dpv:ConsentWithdrawn", "dpv:isIndicatedAtTime": extensions.moment(at)}] if at else []


def _ended(consent: Consent, scope: Scope) -> Json | None:
    """A purpose that was withdrawn alone."""
    at = scope.withdrawn_at
    if at is None or (consent.withdrawn_at and instant(consent.withdrawn_at) <= instant(at)):
        return None
    return {"@type": "dpv:ConsentWithdrawn", "dpv:isIndicatedAtTime": extensions.moment(at)}


def _basis(consent: Consent) -> str:
    return "dpv:ExplicitlyExpressedConsent" if consent.affirmative else "dpv:Consent"


def _by(giver: Giver) -> str:
    if giver.role is GiverRole.SELF:
        return "dpv:DataSubject"
    if giver.role is GiverRole.GUARDIAN:
        parent = giver.relation in (Relation.MOTHER, Relation.FATHER)
        return "dpv:ParentOfDataSubject" if parent else "dpv:GuardianOfDataSubject"
    return "dpv:Representative" if giver.role is GiverRole.KIN else "dpv:Entity"


IN_DPV = (
    "method",
    "withdrawal_channel",
    "territory",
    "text.language",
    "giver.relation",
    "starts",
    "ends",
    "withdrawn_at",
)
"""Fields that are told above in DPV's terms, and go into extensions in FHIR."""


def _rest(record: Consent | Scope) -> Json:
    """What DPV has no term for, under the names that docs/exchange.md gives our fields."""
    found: dict[str, list[Any]] = {}
    for slot in extensions.written(record).values():
        for one in slot:
            name = one["url"].removeprefix(OURS)
            parts = {f"{name}.{part['url']}": _value(part) for part in one.get("extension", ())}
            value = parts or _value(one)
            if name.partition(":")[2] not in IN_DPV:
                found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sorted(found.items())}


def _value(extension: Json) -> Any:
    return next(value for key, value in extension.items() if key != "url")


def _filled(value: Any) -> Any:
    """Without what was not stated."""
    if isinstance(value, dict):
        inner = {key: _filled(held) for key, held in value.items()}
        return {key: held for key, held in inner.items() if held not in (None, "", [], {})}
    return [_filled(one) for one in value] if isinstance(value, list) else value
