"""The API keeps to its own OpenAPI, whatever is sent: schemathesis makes up the calls, the real application answers."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ninja import Schema
from schemathesis.checks import CHECKS

from asked import a_question
from builders import a_consent, a_guardian, a_member, a_session, a_use, an_original, an_other_person, worked
from calling import a_token
from kindao.web.api import desk_api, entering
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Original
from kindao.web.consent.models import Who
from kindao.web.releases import actions
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind
from outside import a_manual_account, a_use_to_post

pytestmark = pytest.mark.django_db
EXAMPLES = 12  # of each operation
NOT_OURS = {
    # Read and form parts are told by content: bytes that are no consent are refused, as they must be.
    "positive_data_acceptance",
    "negative_data_rejection",  # of PUT: its body is bytes, and every body is bytes
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",  # test_calls.py: each operation, each scope
}


def excluded() -> list[Any]:
    names = CHECKS.get_all_names()
    assert set(names) >= NOT_OURS
    return [CHECKS.get_by_names([name])[0] for name in NOT_OURS]


@pytest.fixture
def same_connection() -> Iterator[None]:
    """A request over WSGI would close the test's connection, and its transaction with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(same_connection: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, UUID], str]:
    """The description, an id of each kind of thing that is there, and a token for all."""
    monkeypatch.setattr(entering, "CALLS", 1_000_000)
    from kindao.web.wsgi import application

    by = a_member()
    original = an_original(by)
    consent, use = a_consent(by, original.patient, given=False), a_use(by, original)
    worked(use)
    posted = actions.release(by, a_use_to_post(by), a_manual_account(by))
    question = a_question(by)
    asked = rights.ask(original.patient, Kind.SEE, who=Who.PATIENT)
    upload = cases.begin_upload(by, a_session(by, original.patient), size=10, received=Original.Received.API)
    there = {
        "patients": original.patient_id,
        "sessions": original.session_id,
        "uploads": upload.pk,
        "originals": original.pk,
        "uses": use.pk,
        "decisions": use.decisions.get().pk,
        "consents": consent.pk,
        "releases": posted.pk,
        "questions": question.pk,
        "asks": question.asks.get().pk,
        "guardianships": a_guardian(by, original.patient).pk,
        "others": an_other_person(by).pk,
        "rights-requests": asked.pk,
    }
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application), there, a_token(by.clinic)[1]


def shapes(of: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for one in of.__subclasses__():
        if one.__module__.startswith("kindao.web.api"):
            yield one
        yield from shapes(one)


def test_a_name_in_the_description_is_one_things() -> None:
    """Of two kinds with one name the description would hold the second alone."""
    assert desk_api.api.get_openapi_schema(path_prefix="/")["paths"]
    there: dict[str, Any] = {}
    for shape in shapes():
        told = shape.model_json_schema()
        for name, said in {**told.pop("$defs", {}), shape.__name__: told}.items():
            assert there.setdefault(name, said) == said, name
    assert {"PatientOut", "QuestionOut", "RequestOut", "Destination"} <= there.keys()


def test_every_answer_is_one_that_is_described(described: tuple[Any, dict[str, UUID], str]) -> None:
    schema, there, secret = described
    without = excluded()
    seen: set[tuple[str, int]] = set()
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) >= 58
    for operation in operations:
        strange = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
        fitting = operation.as_strategy()
        cases_ = fitting if operation.path.endswith("}/finish") else st.one_of(fitting, fitting, strange)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases_, real=st.booleans())
        def called(case: Any, real: bool) -> None:
            kind = case.operation.path.split("/")[3]
            if real and isinstance(case.path_parameters, dict) and "pk" in case.path_parameters:
                case.path_parameters["pk"] = str(there[kind])
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
            answer = case.call_and_validate(excluded_checks=without)
            seen.add((case.operation.label, answer.status_code))

        called()
    assert not any(status >= 500 for _, status in seen)
    assert {"GET /api/v1/patients", "GET /api/v1/uses/{pk}"} <= {name for name, status in seen if status == 200}
    assert any(status == 201 for name, status in seen if name == "POST /api/v1/patients")
