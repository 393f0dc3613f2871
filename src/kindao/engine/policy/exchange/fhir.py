"""A consent as an HL7 FHIR R5 Consent (hl7.org/fhir/R5/consent.html), and back.

R5 takes `decision` as the base and each provision as an exception to it. Ours is to refuse whatever was not agreed
to, so the base is `deny` and each provision is what one scope permits. docs/exchange.md says which field goes where.
Reading assumes nothing: what a foreign record does not state was not given, what narrows it and is not understood
refuses it."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import VIETNAM, Consent, DataType, GiverRole, Regime, Relation, Scope, day
from kindao.engine.policy.exchange import extensions
from kindao.engine.policy.exchange.codes import (
    ACT_REASON,
    ACTION,
    CATEGORY,
    DISCLOSE,
    OURS,
    PARTICIPATION,
    PURPOSE_OF_USE,
    RECIPIENTS,
    RELATIONSHIP,
    ROLE_CODE,
)
from kindao.engine.policy.exchange.node import EMPTY, MISSING, NOT_UNDERSTOOD, TWICE, UNKNOWN, WRONG, Node, Said
from kindao.engine.policy.reading import parsed, read, written
from kindao.engine.vietnamese import in_vietnamese
from kindao.engine.vocabulary import Destination, Identifiability, Level, Purpose, Words

Json = dict[str, Any]

SUBJECT, GIVER = "#subject", "#giver"

# ---- out


def to_fhir(consent: Consent) -> str:
    """One R5 Consent as canonical JSON: keys and sets sorted, no spaces; the same consent gives the same bytes.

    A moment without a zone is written as Vietnamese time, which it is. Nothing else is changed.
    Raises BadInput naming a field that holds an empty text, which FHIR does not have."""
    for path in extensions.empty(consent):
        raise BadInput(f"{path}: {EMPTY.what.en}", hint=EMPTY.hint.en, vi=f"{path}: {EMPTY.what.vi}. {EMPTY.hint.vi}")
    role = consent.giver.role
    contained: list[Json] = []
    subject: Json = {"type": "Patient", "identifier": _identifier("person", consent.subject)}
    if consent.birth_date or role is GiverRole.KIN:
        subject |= {"reference": SUBJECT}
        contained.append(
            {"resourceType": "Patient", "id": SUBJECT[1:]}
            | ({"birthDate": consent.birth_date.isoformat()} if consent.birth_date else {})
            | ({"deceasedBoolean": True} if role is GiverRole.KIN else {})
        )
    grantor = subject
    if role is GiverRole.STAFF:
        grantor = {"type": "Practitioner"}
    elif role is not GiverRole.SELF:
        grantor = {"type": "RelatedPerson", "reference": GIVER}
        contained.append(
            {"resourceType": "RelatedPerson", "id": GIVER[1:], "patient": subject}
            | ({"relationship": [{"coding": _relation(consent.giver.relation)}]} if consent.giver.relation else {})
        )
    recipients = [f"#recipient-{n}" for n, _ in enumerate(consent.recipients, 1)]
    for at, recipient in zip(recipients, consent.recipients, strict=True):
        country = {"contact": [{"address": {"country": recipient.country}}]} if recipient.country else {}
        contained.append({"resourceType": "Organization", "id": at[1:], "name": recipient.name} | country)
    said = extensions.written(consent)
    if role not in (GiverRole.SELF, GiverRole.STAFF):
        said = _without(said, "giver.relation")
    whole: Json = {
        "resourceType": "Consent",
        "contained": contained,
        "identifier": [_identifier("consent", consent.id)],
        "status": "inactive" if consent.withdrawn_at else "active",
        "category": [{"coding": [CATEGORY]}],
        "subject": subject,
        "date": consent.signed_on.isoformat(),
        "period": {"start": extensions.moment(consent.signed_at)}
        | ({"end": extensions.moment(consent.withdrawn_at)} if consent.withdrawn_at else {}),
        "grantor": [grantor],
        "grantee": [{"type": "Organization", "reference": at} for at in recipients],
        "controller": [{"type": "Organization", "display": consent.controller}] if consent.controller else [],
        "sourceReference": _document("evidence", consent.evidence),
        "policyText": _document("text", consent.text.digest),
        "regulatoryBasis": [{"coding": [_coding(consent.stated_regime)]}] if consent.stated_regime else [],
        "decision": "deny",
        "provision": [_provision(scope, consent.data_types) for scope in consent.scopes],
    }
    whole |= said
    return json.dumps(_filled(whole), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _provision(scope: Scope, types: Iterable[DataType]) -> Json:
    labels = [_coding(scope.identifiability)] + ([_coding(scope.level)] if scope.level else [])
    purposes = [_coding(scope.purpose)]
    if scope.purpose in PURPOSE_OF_USE:
        purposes.append({"system": ACT_REASON, "code": PURPOSE_OF_USE[scope.purpose]})
    said = extensions.written(scope)
    period: Json = {"start": scope.starts and scope.starts.isoformat(), "end": scope.ends and scope.ends.isoformat()}
    if scope.withdrawn_at:  # whoever does not read our extensions must see that it has ended
        period = {"end": extensions.moment(scope.withdrawn_at)}
    else:
        said = _without(said, "starts", "ends")
    return {
        "period": period,
        "actor": [
            {
                "role": {"coding": [{"system": PARTICIPATION, "code": RECIPIENTS[0]}]},
                "reference": {"identifier": _identifier("destination", one), "display": one.value},
            }
            for one in sorted(scope.destinations)
        ],
        "action": [{"coding": [{"system": ACTION, "code": DISCLOSE}]}],
        "securityLabel": labels,
        "purpose": purposes,
        "code": [{"coding": [_coding(one)]} for one in sorted(types)],
        "data": [
            {"meaning": "instance", "reference": {"identifier": _identifier("asset", one)}}
            for one in sorted(scope.assets)
        ],
    } | said


def _identifier(what: str, value: str) -> Json:
    return {"system": OURS + what, "value": value}


def _coding(value: StrEnum) -> Json:
    """A code of ours: the system is named after the type, `urn:kindao:data-type`."""
    return {"system": system(type(value)), "code": value.value}


def system(kind: type[StrEnum]) -> str:
    return OURS + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def _relation(relation: Relation) -> list[Json]:
    known = [{"system": ROLE_CODE, "code": RELATIONSHIP[relation]}] if relation in RELATIONSHIP else []
    return [_coding(relation), *known]


def _document(what: str, value: str) -> list[Json]:
    return [{"type": "DocumentReference", "identifier": _identifier(what, value)}] if value else []


def _without(said: Json, *names: str) -> Json:
    """Extensions without those whose field an element carries here."""
    left = {
        slot: [one for one in held if not one["url"].endswith(tuple(f":{n}" for n in names))]
        for slot, held in said.items()
    }
    return {slot: held for slot, held in left.items() if held}


def _filled(value: Any) -> Any:
    """Without what holds nothing, which FHIR does not allow."""
    if isinstance(value, dict):
        inner = {key: _filled(held) for key, held in value.items()}
        return {key: held for key, held in inner.items() if held not in (None, "", [], {})}
    return [_filled(one) for one in value] if isinstance(value, list) else value


# ---- in

R4 = ("scope", "patient", "dateTime", "policy", "policyRule", "performer", "organization")
NARROWED_BY = ("documentType", "resourceType", "dataPeriod", "expression")
MIDNIGHT = time(0, tzinfo=VIETNAM)

NO_CONSENT = Said(
    Words("không phải là một tài nguyên Consent của FHIR", "is not a FHIR Consent"),
    Words(
        "Hãy chọn tệp có resourceType là Consent, mỗi tệp một bản", "Give one resource whose resourceType is Consent"
    ),
)
OLD = Said(
    Words("là của FHIR R4 hoặc cũ hơn", "is of FHIR R4 or older"),
    Words("Hãy xuất lại theo FHIR R5 (5.0.0)", "Export it again as FHIR R5 (5.0.0)"),
)
NOT_IN_FORCE = Said(
    Words("không phải là active hoặc inactive", "is neither active nor inactive"),
    Words("Chỉ nhập bản đồng ý đã được ký", "Only a consent that was given can be imported"),
)
REFUSED = Said(
    Words("từ chối, và không có ngoại lệ nào", "refuses, and nothing is excepted"),
    Words("Người này không đồng ý: không có gì để nhập", "The person did not agree: there is nothing to import"),
)
ALL_BUT = Said(
    Words("cho phép mọi điều trừ ngoại lệ", "permits all but what is excepted"),
    Words(
        "Theo FHIR R5, mỗi mục đích được đồng ý là một provision dưới decision deny",
        "In R5 each purpose that was agreed to is a provision under the decision deny",
    ),
)
NESTED = Said(
    Words("là ngoại lệ của ngoại lệ", "is an exception to an exception"),
    Words("Hãy ghi riêng từng điều được đồng ý thành một provision", "Write each thing agreed to as its own provision"),
)
SOMEBODY = Said(
    Words("không phải là người bệnh hay người thân của họ", "is neither the patient nor a relative of theirs"),
    Words(
        "Ghi người bệnh (Patient) hoặc người thân (RelatedPerson) của chính subject",
        "Name the subject themselves (Patient) or a relative of the subject (RelatedPerson)",
    ),
)
ONE_EACH = Said(
    Words("có nhiều hơn một người", "has more than one"),
    Words("Mỗi người đồng ý cần một bản riêng", "Whoever agrees does so in a record of their own"),
)
DIFFERS = Said(
    Words("khác với provision đầu tiên", "differs from the first provision's"),
    Words("Hãy xuất thành các bản đồng ý riêng", "Export them as consents of their own"),
)
EARLIER = Said(
    Words(
        "sớm hơn ngày ký ghi ở Consent.date, mà chưa ký thì chưa có hiệu lực",
        "is before the day of signing in Consent.date, and nothing is in force before it is signed",
    ),
    Words("Hãy sửa ngày bị ghi sai", "Correct whichever of the two is wrong"),
)
DIED = Said(
    Words(
        "là người đã mất: sự đồng ý của chính họ không còn cho phép công bố gì",
        "has died: what they agreed to themselves carries no publication any more",
    ),
    Words(
        "Hỏi vợ, chồng hoặc con thành niên, nếu không có thì cha, mẹ (Bộ luật Dân sự 2015, Điều 25)",
        "Ask the spouse or an adult child, failing them the parents (Civil Code 2015, art. 25)",
    ),
)
NO_DAY = Said(
    Words("không phải là một ngày đầy đủ như 2026-11-23", "is not a whole day such as 2026-11-23"),
    Words("Hãy ghi đủ năm, tháng, ngày", "Write year, month and day"),
)


def from_fhir(data: object) -> Consent:
    """The consent that a FHIR R5 Consent states: JSON as bytes or text, or what `json.load` gave.

    status inactive is a consent withdrawn when its period ended. Where no destination is named, it goes nowhere:
    `internal`. Several purposes in one provision become scopes that were not ticked each.
    Raises BadInput naming the element: "Consent.provision[0].purpose[0]: has a code that is not in the table"."""
    whole = parsed(data)
    written(whole, "Consent")
    root = Node(whole if isinstance(whole, dict) else {}, "Consent")
    if root.value.get("resourceType") != "Consent":
        raise root.refuse(NO_CONSENT)
    for key in R4:
        if key in root.value:
            raise root.refuse(OLD, key)
    if isinstance(root.value.get("provision"), dict):
        raise root.refuse(OLD, "provision")
    _valid(root)
    if "implicitRules" in root.value:
        raise root.refuse(NOT_UNDERSTOOD, "implicitRules")
    root.unmodified(but=frozenset({"extension", "modifierExtension", "provision"}))
    try:
        data, provisions = _consent(root)
        try:
            return read(Consent, data)
        except BadInput as error:
            raise _placed(error, provisions) from None
    except OverflowError:  # a moment in the first or last hours that there are
        raise root.refuse(NO_DAY, "period") from None


def _valid(root: Node) -> None:
    """Raises BadInput where the resource is not of R5's shape."""
    from fhir.resources.consent import Consent as Resource
    from pydantic import ValidationError

    try:
        Resource.model_validate(root.value)
    except ValidationError as error:
        where = [part for part in error.errors(include_url=False, include_input=False)[0]["loc"] if part != "root"]
        at = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
        raise Node({}, root.path + at).refuse(WRONG) from None
    except (TypeError, ValueError, LookupError, AttributeError, ImportError, RecursionError):
        # An unknown contained resource leaves the library without an answer of its own.
        raise root.refuse(WRONG) from None


def _consent(root: Node) -> tuple[Json, list[int]]:
    """As a consent file has it, for `read` to judge each field; and which provision each scope comes from."""
    said = extensions.read(root, Consent)
    contained = {f"#{one.text('id')}": one for one in root.nodes("contained")}
    subject = root.node("subject")
    if subject is None:
        raise root.refuse(MISSING, "subject")
    if subject.text("type") not in ("", "Patient"):
        raise subject.refuse(UNKNOWN, "type")
    patient = contained.get(subject.text("reference"))
    status = root.need("status")
    if status not in ("active", "inactive"):
        raise root.refuse(NOT_IN_FORCE, "status")
    period = root.node("period")
    if period is None:
        raise root.refuse(MISSING, "period")
    signed, starts = _signed(root, period)
    provisions, types = _scopes(root, starts, None if status == "inactive" else period)
    giver = _giver(root, subject, patient, contained)
    if "relation" in giver and "relation" in said.get("giver", {}):
        raise root.refuse(TWICE, "grantor")
    data = said | {
        "id": _id(root),
        "subject": _who(subject),
        "signed_at": signed,
        "giver": said.get("giver", {}) | giver,
        "data_types": types,
        "controller": ", ".join(_name(one, contained) for one in root.nodes("controller")),
        "recipients": [_recipient(one, contained) for one in root.nodes("grantee")],
        "evidence": _evidence(root),
        "text": said.get("text", {}) | {"digest": next((_who(one) for one in root.nodes("policyText")), "")},
        "scopes": [scope for _, scope in provisions],
        "stated_regime": _ours(root.nodes("regulatoryBasis"), Regime),
    }
    if status == "inactive":
        data["withdrawn_at"] = _moment(period, "end", not_before=signed)
    if patient and patient.text("birthDate"):
        data["birth_date"] = _day(patient, "birthDate")
    return data, [number for number, _ in provisions]


def _id(root: Node) -> str:
    """Our identifier; else the first, else the resource's id."""
    known = list(root.nodes("identifier"))
    ours = [one for one in known if one.text("system") == OURS + "consent"]
    if len(ours) > 1:
        raise ours[1].refuse(TWICE)
    for one in ours or known:
        return _token(one)
    return root.need("id")


def _token(identifier: Node) -> str:
    """Ours as it is; another's as FHIR searches for it, system|value: no two people get one id."""
    value, name = identifier.need("value"), identifier.text("system")
    return f"{name}|{value}" if name and not name.startswith(OURS) else value


def _who(reference: Node) -> str:
    identifier = reference.node("identifier")
    return _token(identifier) if identifier else reference.need("reference")


def _same(one: Node, other: Node) -> bool:
    """Whether two references are to one person: the same identifier, or the same place."""
    by_name = [node.node("identifier") for node in (one, other)]
    tokens = [_token(identifier) for identifier in by_name if identifier]
    if len(tokens) == 2:
        return tokens[0] == tokens[1]
    return bool(one.text("reference")) and one.text("reference") == other.text("reference")


def _name(reference: Node, contained: dict[str, Node]) -> str:
    held = contained.get(reference.text("reference"))
    return (held.text("name") if held else "") or reference.text("display") or _who(reference)


def _recipient(reference: Node, contained: dict[str, Node]) -> Json:
    found = {"name": _name(reference, contained)}
    held = contained.get(reference.text("reference"))
    for contact in held.nodes("contact") if held else ():
        address = contact.node("address")
        if address and address.text("country"):
            return found | {"country": address.text("country")}
    return found


def _giver(root: Node, subject: Node, patient: Node | None, contained: dict[str, Node]) -> Json:
    """Who agreed: the person, staff, or a relative, who is kin once the person is said to be dead."""
    grantors = list(root.nodes("grantor"))
    if not grantors:
        raise root.refuse(MISSING, "grantor")
    if len(grantors) > 1:
        raise root.refuse(ONE_EACH, "grantor")
    grantor = grantors[0]
    held = contained.get(grantor.text("reference"))
    kind = grantor.text("type") or (held.text("resourceType") if held else "")
    kind = kind or grantor.text("reference").partition("/")[0]
    if kind in ("Practitioner", "PractitionerRole"):
        return {"role": GiverRole.STAFF.value}
    dead = patient is not None and (patient.value.get("deceasedBoolean") is True or "deceasedDateTime" in patient.value)
    if kind == "Patient" and _same(grantor, subject):
        if dead:
            raise subject.refuse(DIED)
        return {"role": GiverRole.SELF.value}
    if kind != "RelatedPerson":
        raise grantor.refuse(SOMEBODY)
    found = {"role": (GiverRole.KIN if dead else GiverRole.GUARDIAN).value}
    if held is None:
        return found
    whose = held.node("patient")
    if whose is None or not _same(whose, subject):
        raise held.refuse(SOMEBODY, "patient")
    relations = set(_codes(held.nodes("relationship"), Relation, ROLE_CODE, {v: k for k, v in RELATIONSHIP.items()}))
    if len(relations) > 1:
        raise held.refuse(TWICE, "relationship")
    return found | ({"relation": relations.pop().value} if relations else {})


def _codes(concepts: Iterable[Node], kind: type[StrEnum], other: str, known: dict[str, Any]) -> Iterator[Any]:
    """Each concept's meaning, by our code or one of HL7's that means the same."""
    for concept in concepts:
        meanings = {_meaning(one, kind, other, known) for one in concept.nodes("coding")}
        if len(meanings) != 1:
            raise concept.refuse(UNKNOWN)
        yield meanings.pop()


def _meaning(coding: Node, kind: type[StrEnum], other: str = "", known: dict[str, Any] | None = None) -> Any:
    code, name = coding.text("code"), coding.text("system")
    if name == system(kind) and code in list(kind):
        return kind(code)
    if known and name == other and code in known:
        return known[code]
    raise coding.refuse(UNKNOWN)


def _only(concept: Node, name: str, codes: tuple[str, ...]) -> None:
    """Raises BadInput for a concept that is, or may be, another than these; words alone are not read."""
    codings = list(concept.nodes("coding"))
    if not codings or any(one.text("system") != name or one.text("code") not in codes for one in codings):
        raise concept.refuse(UNKNOWN)


def _ours(concepts: Iterable[Node], kind: type[StrEnum]) -> str | None:
    """A code of ours among codes of others, which say nothing that is needed here."""
    found = [one for concept in concepts for one in concept.nodes("coding") if one.text("system") == system(kind)]
    if len(found) > 1:
        raise found[1].refuse(TWICE)
    return str(_meaning(found[0], kind).value) if found else None


def _evidence(root: Node) -> str:
    """What proves it: a document that is referred to, else the digest or address of one that is attached."""
    for one in root.nodes("sourceReference"):
        return _who(one)
    for one in root.nodes("sourceAttachment"):
        if held := one.text("data"):
            try:
                return "sha256:" + hashlib.sha256(base64.b64decode(held, validate=True)).hexdigest()
            except (binascii.Error, ValueError):
                raise one.refuse(WRONG, "data") from None
        if one.text("hash"):
            return f"sha1:{one.text('hash')}"
        return one.text("url")
    return ""


def _signed(root: Node, period: Node) -> tuple[str, str | None]:
    """When it was signed; the day its period starts, if that is later. Where the hour is not known it is midnight."""
    signed = _day(root, "date")
    starts = _day(period, "start")
    if starts < signed:
        raise period.refuse(EARLIER, "start")
    if starts == signed and "T" in period.text("start"):
        return period.text("start"), None
    return f"{signed}T00:00:00+07:00", starts if starts > signed else None


def _day(node: Node, key: str) -> str:
    """The day in Vietnam."""
    return day(datetime.fromisoformat(_moment(node, key))).isoformat()


def _moment(node: Node, key: str, *, not_before: str = "") -> str:
    """With its hour; of a whole day the first, but not before that moment when it is on the same day."""
    said = node.need(key)
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise node.refuse(NO_DAY, key) from None
    if "T" in said:
        if at.tzinfo is None:
            raise node.refuse(WRONG, key)
        day(at)  # which a moment at the end of the calendar has not
        return said
    if len(said) != 10:
        raise node.refuse(NO_DAY, key)
    at = datetime.combine(at.date(), MIDNIGHT)
    if not_before and day(datetime.fromisoformat(not_before)) == at.date():
        return not_before
    return at.isoformat()


def _scopes(root: Node, starts: str | None, whole: Node | None) -> tuple[list[tuple[int, Json]], list[str]]:
    """What each provision permits, with its number, and of which data.

    starts, whole: the days that the whole consent is bound to."""
    decision, provisions = root.need("decision"), list(root.nodes("provision"))
    if decision != "deny":
        raise root.refuse(ALL_BUT, "decision")
    if not provisions:
        raise root.refuse(REFUSED, "decision")
    ends = _day(whole, "end") if whole and whole.text("end") else None
    scopes: list[tuple[int, Json]] = []
    types: list[str] | None = None
    for number, provision in enumerate(provisions):
        provision.unmodified(but=frozenset({"extension", "modifierExtension"}))
        if provision.value.get("provision"):
            raise provision.refuse(NESTED, "provision")
        for key in NARROWED_BY:
            if provision.value.get(key):
                raise provision.refuse(NOT_UNDERSTOOD, key)
        named = sorted({one.value for one in _codes(provision.nodes("code"), DataType, "", {})})
        if types not in (None, named):
            raise provision.refuse(DIFFERS, "code")
        types = named
        scope = _scope(provision, starts, ends)
        scopes += [(number, scope | {"purpose": purpose.value}) for purpose in _purposes(provision)]
    return scopes, types or []


def _purposes(provision: Node) -> list[Purpose]:
    """Ours, or those that HL7's codes mean; HL7's beside ours must mean the same."""
    known = {code: purpose for purpose, code in PURPOSE_OF_USE.items()}
    codings = list(provision.nodes("purpose"))
    if not codings:
        raise provision.refuse(MISSING, "purpose")
    meant = [(one, _meaning(one, Purpose, ACT_REASON, known)) for one in codings]
    ours = [purpose for one, purpose in meant if one.text("system") == system(Purpose)]
    for one, purpose in meant:
        if ours and purpose not in ours:
            raise one.refuse(UNKNOWN)
    return list(dict.fromkeys(ours or [purpose for _, purpose in meant]))


def _scope(provision: Node, starts: str | None, ends: str | None) -> Json:
    data = extensions.read(provision, Scope)
    for action in provision.nodes("action"):
        _only(action, ACTION, (DISCLOSE,))
    period = provision.node("period")
    if "withdrawn_at" in data:
        if period is None or period.value != {"end": data["withdrawn_at"]}:
            raise provision.refuse(WRONG, "period")
    elif {"starts", "ends"} & data.keys():
        raise provision.refuse(TWICE, "period")
    elif period:
        data |= {name: _day(period, key) for name, key in (("starts", "start"), ("ends", "end")) if period.text(key)}
    if starts:
        data["starts"] = max(starts, data.get("starts", starts))
    if ends:
        data["ends"] = min(ends, data.get("ends", ends))
    labels: dict[str, str] = {}
    for one in provision.nodes("securityLabel"):
        name = next((n for n, kind in LABELS.items() if one.text("system") == system(kind)), "")
        if not name:
            raise one.refuse(UNKNOWN)
        if name in labels:
            raise one.refuse(TWICE)
        labels[name] = _meaning(one, LABELS[name]).value
    return data | labels | {"destinations": _destinations(provision), "assets": _assets(provision)}


LABELS: dict[str, type[StrEnum]] = {"identifiability": Identifiability, "level": Level}


def _destinations(provision: Node) -> list[str]:
    found = set()
    for actor in provision.nodes("actor"):
        role = actor.node("role")
        if role:
            _only(role, PARTICIPATION, RECIPIENTS)
        reference = actor.node("reference")
        identifier = reference and reference.node("identifier")
        if identifier is None or identifier.text("system") != OURS + "destination":
            raise actor.refuse(UNKNOWN)
        if identifier.text("value") not in list(Destination):
            raise identifier.refuse(UNKNOWN, "value")
        found.add(identifier.text("value"))
    return sorted(found) or [Destination.INTERNAL.value]


def _assets(provision: Node) -> list[str]:
    found = []
    for one in provision.nodes("data"):
        reference = one.node("reference")
        if one.text("meaning") != "instance" or reference is None:
            raise one.refuse(NOT_UNDERSTOOD)
        found.append(_who(reference))
    return sorted(set(found))


_AT = {
    "id": "identifier",
    "signed_at": "period.start",
    "birth_date": "subject.birthDate",
    "giver": "grantor",
    "recipients": "grantee",
    "evidence": "sourceReference",
    "withdrawn_at": "period.end",
    "stated_regime": "regulatoryBasis",
    "text.digest": "policyText",
    "starts": "period.start",
    "ends": "period.end",
    "assets": "data",
}
"""Where a field of ours stands, if its element has another name; what is not here may be an extension."""


def _placed(error: BadInput, provisions: list[int]) -> BadInput:
    """What `read` says of a field, said of its element."""
    field, _, what = error.message.rpartition(": ")
    at = "Consent"
    kind: extensions.Kind = Consent
    if found := re.match(r"scopes\[(\d+)\]\.?", field):
        at, kind, field = f"Consent.provision[{provisions[int(found[1])]}]", Scope, field[found.end() :]
    bare = re.sub(r"\[\d+\]$", "", field)
    url = next((url for url, one in extensions.kept(kind).items() if one.name == bare), "")
    place = _AT.get(bare) or (f"extension({url})" if url else _AT.get(re.split(r"[.[]", field)[0], field))
    where = f"{at}.{place}" if place else at
    return BadInput(f"{where}: {what}", vi=f"{where}: {in_vietnamese(what) or what}")
