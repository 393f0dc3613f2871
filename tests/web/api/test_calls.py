"""What another system may do, and what it may not: everything the pages do, in its own clinic."""

import hashlib
import io
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from builders import a_consent, a_member, a_patient, a_record, a_scan, a_session, a_use, an_original, nose, worked
from calling import System, a_system, a_token
from desk import signed_in
from kindao import clock
from kindao.engine.policy.consent import Method
from kindao.engine.policy.exchange import to_fhir
from kindao.engine.policy.reading import canonical
from kindao.engine.vocabulary import Destination
from kindao.web.api import actions, entering
from kindao.web.api.desk_api import api
from kindao.web.api.models import Sent, Token
from kindao.web.api.scopes import Scope
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, State
from kindao.web.review.models import Use, UseState

pytestmark = pytest.mark.django_db
PATIENT = {"record_number": "BA-1", "name": "Lưu Thị Kiểm Thử", "birth_date": "1991-03-08"}


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def system(by: Membership) -> System:
    return a_system(by.clinic)


def test_a_token_is_shown_once_and_only_its_hash_is_kept() -> None:
    admin = a_member(Role.ADMIN)
    client = signed_in(admin.user)
    client.cookies["django_language"] = "en"
    form = {"name": "HIS", "scopes": ["patients:read"], "days": "30", "nonce": uuid4()}
    page = client.post("/clinic/systems/make/", form)
    token = Token.objects.get()
    secret = page.content.decode().split('class="secret">')[1].split("<")[0]
    assert Token.digest_of(secret) == token.digest and secret not in str(Token.objects.values_list())
    assert secret not in client.get("/clinic/systems/").content.decode()
    assert System(secret)("GET", "/patients").status_code == 200
    assert "last used" in client.get("/clinic/systems/").content.decode()
    client.post(f"/clinic/systems/{token.pk}/revoke/")
    assert System(secret)("GET", "/patients").status_code == 401
    verbs = AuditEvent.objects.filter(log=admin.clinic_id).values_list("verb", flat=True)
    assert {"token.made", "token.revoked"} <= set(verbs)
    assert all(secret not in json.dumps(event.facts) for event in AuditEvent.objects.all())


def test_nobody_can_sign_in_as_a_system(by: Membership) -> None:
    """Its account has no password, belongs to no clinic's people, and a session of it opens nothing."""
    token, _ = a_token(by.clinic)
    assert not token.user.has_usable_password() and not token.user.is_active
    assert not Membership.objects.filter(user=token.user).exists()
    assert signed_in(token.user).get("/").status_code in (302, 404)


def test_a_token_ends(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    token, secret = a_token(by.clinic)
    later = token.ends_at + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = System(secret)("GET", "/patients")
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp4", "Bearer kindao_" + "A" * 43])
def test_without_a_token_nothing_is_told(header: str) -> None:
    answer = System("").client.get("/api/v1/patients", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401 and answer.json()["code"] == "no-token"


def test_a_session_opens_nothing_of_the_api() -> None:
    client = signed_in(a_member(Role.OFFICER).user)
    assert client.get("/api/v1/patients").status_code == 401
    assert client.post("/api/v1/patients", PATIENT, "application/json").status_code == 401


def operations() -> list[tuple[str, str, str]]:
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    return [
        (method.upper(), path.replace("{pk}", str(UUID(int=1))), told["x-scope"])
        for path, methods in paths.items()
        for method, told in methods.items()
    ]


@pytest.mark.parametrize(("method", "path", "scope"), operations())
def test_each_operation_needs_its_own_scope_and_no_other_does(method: str, path: str, scope: str) -> None:
    others = a_system(None, *(one for one in Scope if one != scope))
    assert others(method, path.removeprefix("/v1"), {}).status_code == 403
    assert a_system(None, Scope(scope))(method, path.removeprefix("/v1"), {}).status_code != 403


def test_what_is_another_clinics_is_not_there(by: Membership) -> None:
    original = an_original(by)
    consent, use = a_consent(by, original.patient), a_use(by, original)
    worked(use)
    decision = use.decisions.get()
    theirs = a_system(a_member(Role.ADMIN).clinic)
    for path in (
        f"/patients/{original.patient_id}",
        f"/patients/{original.patient_id}/sessions",
        f"/sessions/{original.session_id}",
        f"/originals/{original.pk}",
        f"/originals/{original.pk}/inspection",
        f"/originals/{original.pk}/appearances",
        f"/uses/{use.pk}",
        f"/uses/{use.pk}/decisions",
        f"/uses/{use.pk}/copy",
        f"/decisions/{decision.pk}",
        f"/consents/{consent.pk}",
    ):
        assert theirs("GET", path).status_code == 404, path
    new = {"purpose": "advertising", "destination": "facebook"}
    for method, path, body in (
        ("PATCH", f"/patients/{original.patient_id}", {"name": "X"}),
        ("POST", f"/patients/{original.patient_id}/sessions", {}),
        ("POST", f"/sessions/{original.session_id}/uploads", {"size": 5}),
        ("POST", f"/originals/{original.pk}/uses", new),
        ("POST", f"/originals/{original.pk}/caption", {"caption": "x"}),
        ("PATCH", f"/uses/{use.pk}", {"caption": "x"}),
        ("DELETE", f"/uses/{use.pk}", None),
        ("POST", f"/consents/{consent.pk}/withdraw", {}),
    ):
        assert theirs(method, path, body, If_Match="*").status_code == 404, path
    for path in ("/patients", "/originals", "/uses", "/consents", f"/originals?patient={original.patient_id}"):
        assert theirs("GET", path).json()["items"] == [], path


def test_a_patient_is_added_read_found_and_corrected(system: System) -> None:
    made = system("POST", "/patients", PATIENT)
    assert made.status_code == 201
    pk = made.json()["id"]
    one = system("GET", f"/patients/{pk}")
    assert one.json() == made.json() and one.headers["ETag"] == made.headers["ETag"]
    assert system("GET", "/patients?record_number=BA-1").json()["items"] == [one.json()]
    assert system("GET", "/patients?q=nobody").json()["items"] == []
    changed = system("PATCH", f"/patients/{pk}", {"phone": "0900000000"}, If_Match=one.headers["ETag"])
    assert changed.status_code == 200 and changed.json()["phone"] == "0900000000" and changed.json()["name"]
    taken = system("POST", "/patients", PATIENT)
    assert taken.status_code == 422 and taken.json()["code"] == "bad-input"


def test_nobodys_change_is_overwritten(system: System) -> None:
    made = system("POST", "/patients", PATIENT)
    path = f"/patients/{made.json()['id']}"
    assert system("PATCH", path, {"phone": "1"}).status_code == 428
    assert system("PATCH", path, {"phone": "1"}, If_Match=made.headers["ETag"]).status_code == 200
    late = system("PATCH", path, {"phone": "2"}, If_Match=made.headers["ETag"])
    assert late.status_code == 412 and Patient.objects.get().phone == "1"


def test_the_same_key_makes_one_patient(system: System) -> None:
    first = system("POST", "/patients", PATIENT, Idempotency_Key="a-1")
    again = system("POST", "/patients", PATIENT, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert Patient.objects.count() == 1
    other = system("POST", "/patients", PATIENT | {"record_number": "BA-2"}, Idempotency_Key="a-1")
    assert other.status_code == 422 and other.json()["code"] == "key-used" and Patient.objects.count() == 1


def test_a_wrong_field_is_named_as_the_description_names_it(system: System) -> None:
    answer = system("POST", "/patients", PATIENT | {"birth_date": "yesterday", "statuses": ["no such"]})
    assert answer.status_code == 422
    assert [one["at"] for one in answer.json()["errors"]] == ["birth_date", "statuses/0"]


def test_a_key_whose_request_failed_may_be_used_again(system: System, by: Membership) -> None:
    a_patient(by, record_number="BA-1")
    assert system("POST", "/patients", PATIENT, Idempotency_Key="k").status_code == 422
    assert not Sent.objects.exists()
    fine = PATIENT | {"record_number": "BA-9"}
    assert system("POST", "/patients", fine, Idempotency_Key="k").status_code == 201


def test_keys_of_other_systems_are_their_own(system: System, by: Membership) -> None:
    assert system("POST", "/patients", PATIENT, Idempotency_Key="k").status_code == 201
    other = a_system(by.clinic)("POST", "/patients", PATIENT | {"record_number": "BA-2"}, Idempotency_Key="k")
    assert other.status_code == 201 and Patient.objects.count() == 2


def test_lists_come_page_by_page(system: System, by: Membership) -> None:
    for number in range(5):
        a_patient(by, record_number=f"N-{number}")
    seen, after = [], ""
    for _ in range(3):
        answer = system("GET", f"/patients?limit=2{after}").json()
        seen += [one["record_number"] for one in answer["items"]]
        after = f"&after={answer['next']}"
    assert sorted(seen) == [f"N-{number}" for number in range(5)] and answer["next"] is None
    assert system("GET", "/patients?limit=201").status_code == 422


def test_too_many_calls_wait(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "CALLS", 3)
    now = clock.now().replace(second=10)
    monkeypatch.setattr(clock, "now", lambda: now)
    statuses = [system("GET", "/patients").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert system("GET", "/patients").headers["Retry-After"] == "50"
    later = now + timedelta(seconds=50)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert system("GET", "/patients").status_code == 200


def test_a_refusal_is_a_problem_in_the_language_asked_for(by: Membership) -> None:
    secret = a_token(by.clinic)[1]
    for language, words in (("vi", "Không có ở đây"), ("en", "It is not here")):
        answer = System(secret, language)("GET", f"/patients/{uuid4()}")
        told = answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Content-Language"] == language
        assert told["detail"].startswith(words) and told["status"] == 404 and told["type"] == "about:blank"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", "/patients", 405), ("GET", "/patients/x", 404)]
)
def test_no_address_answers_with_a_page(system: System, method: str, path: str, status: int) -> None:
    answer = system(method, path)
    assert answer.status_code == status and answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"\xff", b'{"name": "\\u0000", "record_number": "1"}', b'{"name": "A"}', b'{"x": 1}']
)
def test_what_is_no_patient_is_told_without_repeating_it(system: System, body: bytes) -> None:
    told = {"Authorization": f"Bearer {system.secret}"}
    answer = system.client.generic("POST", "/api/v1/patients", body, "application/json", headers=told)
    assert answer.status_code in (400, 422) and answer.headers["Content-Type"] == "application/problem+json"
    assert not Patient.objects.exists()


def test_a_body_that_is_too_large_is_told(system: System) -> None:
    assert system("POST", "/patients", {"name": "x" * (2 << 20)}).status_code == 413


def test_a_failure_of_ours_tells_nothing_of_it(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Lưu Thị Kiểm Thử")

    monkeypatch.setattr("kindao.web.cases.actions.add_patient", broken)
    answer = system("POST", "/patients", PATIENT)
    assert answer.status_code == 500 and "Lưu" not in answer.content.decode()


def sent_in_parts(system: System, session: object, data: bytes, part: int = 50_000) -> dict[str, object]:
    upload = system("POST", f"/sessions/{session}/uploads", {"size": len(data)}).json()
    path = f"/uploads/{upload['id']}"
    for start in range(0, len(data), part):
        answer = system.part(path, data[start : start + part], start, len(data))
        assert answer.status_code == 200, answer.content
    done = system("POST", f"{path}/finish")
    assert done.status_code == 201, done.content
    told: dict[str, object] = done.json()
    assert system("POST", f"{path}/finish").json()["id"] == told["id"]
    return told


def test_a_picture_comes_in_by_parts_and_goes_on_after_a_cut(system: System, by: Membership) -> None:
    data = nose()
    session = system("POST", f"/patients/{a_patient(by).pk}/sessions", {"specialty": "cosmetic"}).json()["id"]
    upload = system("POST", f"/sessions/{session}/uploads", {"size": len(data)}).json()
    path = f"/uploads/{upload['id']}"
    assert system.part(path, data[:1000], 0, len(data)).json()["come"] == 1000
    assert system.part(path, data[:1000], 0, len(data)).json()["come"] == 1000  # the answer was lost
    assert system.part(path, data[2000:3000], 2000, len(data)).status_code == 422  # a gap
    assert system.part(path, data[1000:], 1000, len(data) + 1).status_code == 422  # another file's length
    assert system("POST", f"{path}/finish").status_code == 422
    assert system("GET", path).json()["come"] == 1000
    system.part(path, data[1000:], 1000, len(data))
    original = system("POST", f"{path}/finish").json()
    assert original["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}" and original["received"] == "api"
    assert system("GET", f"/originals?session={session}").json()["items"] == [original]
    looked = system("GET", f"/originals/{original['id']}/inspection").json()
    assert looked["state"] == "waiting" and looked["findings"] == []
    assert [one["role"] for one in system("GET", f"/originals/{original['id']}/appearances").json()] == ["patient"]


def test_what_is_no_picture_is_refused_and_goes(system: System, by: Membership) -> None:
    session = a_session(by).pk
    upload = system("POST", f"/sessions/{session}/uploads", {"size": 4}).json()
    system.part(f"/uploads/{upload['id']}", b"MZ\0\0", 0, 4)
    answer = system("POST", f"/uploads/{upload['id']}/finish")
    assert answer.status_code == 422 and answer.json()["code"] == "unreadable"
    assert system("GET", f"/uploads/{upload['id']}").json()["ended"]


def test_an_upload_that_nobody_wants_goes(system: System, by: Membership) -> None:
    upload = system("POST", f"/sessions/{a_session(by).pk}/uploads", {"size": 4}).json()
    assert system("DELETE", f"/uploads/{upload['id']}").status_code == 204
    assert system.part(f"/uploads/{upload['id']}", b"MZ\0\0", 0, 4).status_code == 422


def test_from_a_picture_to_the_permitted_copy(system: System, by: Membership) -> None:
    """Asked without consent: no, with articles and the way to yes. With it: the copy's bytes."""
    patient = a_patient(by)
    session = system("POST", f"/patients/{patient.pk}/sessions", {"specialty": "cosmetic"}).json()["id"]
    original = sent_in_parts(system, session, nose())
    told = {"purpose": "advertising", "destination": "facebook", "body_area": "nose"}
    asked = system("POST", f"/originals/{original['id']}/uses", told, Idempotency_Key="u1")
    assert asked.status_code == 201 and asked.json()["state"] == "inspecting"
    assert system("POST", f"/originals/{original['id']}/uses", told, Idempotency_Key="u1").json() == asked.json()
    pk = asked.json()["id"]
    assert system("GET", f"/uses/{pk}/copy").status_code == 404
    use = worked(patient.uses.get())
    (first,) = system("GET", f"/uses/{pk}/decisions").json()
    assert first["outcome"] != "permit" and first["path"] and first["reasons"]
    assert all(one["citation"]["vi"] and one["words"]["vi"] and one["words"]["en"] for one in first["reasons"])
    assert patient.name not in json.dumps(first, ensure_ascii=False)
    a_consent(by, patient)
    use = worked(use)
    assert use.state == UseState.PERMITTED and system("GET", f"/uses/{pk}").json()["state"] == "permitted"
    last = system("GET", f"/uses/{pk}/decisions").json()[-1]
    assert system("GET", f"/decisions/{last['id']}").json() == last
    assert system("GET", f"/uses/{pk}/copy").json()["code"] == "by-release", "the public's copy knows where it is"
    Use.objects.filter(pk=pk).update(destination=Destination.INTERNAL)
    copy = system("GET", f"/uses/{pk}/copy")
    data = b"".join(copy.streaming_content)
    assert f"sha256:{hashlib.sha256(data).hexdigest()}" == last["copy_made"]["digest"]
    assert "no-store" in copy.headers["Cache-Control"]
    looked = AuditEvent.objects.get(verb="vault.looked-at")
    assert looked.actor == f"clinics.user:{Token.objects.get().user_id}"
    system("DELETE", f"/uses/{pk}")
    assert system("GET", f"/uses/{pk}/copy").status_code == 404


def test_a_use_is_changed_only_as_it_was_read(system: System, by: Membership) -> None:
    use = a_use(by, an_original(by))
    read = system("GET", f"/uses/{use.pk}")
    changed = system("PATCH", f"/uses/{use.pk}", {"caption": "Mũi mới", "traits": []}, If_Match=read.headers["ETag"])
    assert changed.status_code == 200 and changed.json()["caption"] == "Mũi mới"
    late = system("PATCH", f"/uses/{use.pk}", {"caption": "X"}, If_Match=read.headers["ETag"])
    assert late.status_code == 412
    assert system("PATCH", f"/uses/{use.pk}", {"caption": "X"}, If_Match="*").status_code == 200  # whatever it is now


def test_a_caption_is_looked_at_and_not_kept(system: System, by: Membership) -> None:
    original = an_original(by)
    only_media = a_system(by.clinic, Scope.MEDIA_READ)
    guesses = only_media("POST", f"/originals/{original.pk}/caption", {"caption": "1.5.1990"})
    assert guesses.status_code == 403, "a birth date could be guessed without the right to read it"
    found = system("POST", f"/originals/{original.pk}/caption", {"caption": f"Cảm ơn {original.patient.name}!"}).json()
    assert [one["about"] for one in found if one["identifier"] == "name"] == [str(original.patient_id)]


@pytest.mark.parametrize("form", ["kindao", "fhir"])
def test_a_consent_is_entered_and_counts_when_a_person_confirms_it(system: System, by: Membership, form: str) -> None:
    patient = a_patient(by)
    record = a_record()
    text = to_fhir(record).encode() if form == "fhir" else canonical(record).encode()

    def told() -> dict[str, object]:
        return {
            "record": SimpleUploadedFile("c.json", text, "application/json"),
            "scan": SimpleUploadedFile("s.png", a_scan(), "image/png"),
            "format": form,
        }

    made = system.form(f"/patients/{patient.pk}/consents", told(), Idempotency_Key="c")
    assert made.status_code == 201, made.content
    assert made.json()["confirmed_at"] is None and {one["state"] for one in made.json()["scopes"]} == {"requested"}
    again = system.form(f"/patients/{patient.pk}/consents", told(), Idempotency_Key="c")
    assert again.json() == made.json() and Consent.objects.count() == 1
    assert system("GET", f"/consents?patient={patient.pk}").json()["items"] == [made.json()]
    pk = made.json()["id"]
    assert system("POST", f"/consents/{pk}/withdraw", {}).json()["ended"] >= 1
    assert system("POST", f"/consents/{pk}/withdraw", {}).json()["ended"] == 0
    assert {one["state"] for one in system("GET", f"/consents/{pk}").json()["scopes"]} == {State.WITHDRAWN}


def test_a_consent_in_writing_without_its_scan_is_refused(system: System, by: Membership) -> None:
    file = io.BytesIO(canonical(a_record(method=Method.WRITING)).encode())
    file.name = "c.json"
    answer = system.form(f"/patients/{a_patient(by).pk}/consents", {"record": file})
    assert answer.status_code == 422 and answer.json()["code"] == "bad-input" and not Consent.objects.exists()


def test_what_a_system_did_is_in_the_audit_in_its_name(system: System) -> None:
    system("POST", "/patients", PATIENT)
    event = AuditEvent.objects.get(verb="patient.added")
    assert event.actor == f"clinics.user:{Token.objects.get().user_id}"


def test_originals_do_not_leave_by_the_api(system: System, by: Membership) -> None:
    original = an_original(by)
    assert system("GET", f"/originals/{original.pk}/picture").status_code == 404
    assert Original.objects.filter(pk=original.pk).exists()


def test_a_token_of_no_use_is_not_made(by: Membership) -> None:
    from kindao.engine.errors import BadInput

    for name, scopes, days in (("", [Scope.USES_READ], 1), ("X", [], 1), ("X", [Scope.USES_READ], 367)):
        with pytest.raises(BadInput):
            actions.issue(by, name=name, scopes=scopes, days=days)


def test_only_the_administrator_makes_tokens() -> None:
    for role in Role:
        client = signed_in(a_member(role).user)
        assert client.get("/clinic/systems/").status_code == (200 if role == Role.ADMIN else 404)


def test_a_full_disk_is_named_and_is_no_database_that_is_away(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("kindao.web.api.routes.patients.actions.add_patient", full)
    answer = system("POST", "/patients", PATIENT)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert answer.json()["code"] == "disk-full" and "The disk is full" in answer.json()["detail"]
