"""The API as a whole: its operations, its errors, its OpenAPI."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from kindao.web.api import problems
from kindao.web.api.routes import asks, consents, media, patients, people, releases, rights, uses
from kindao.web.cases.said import said
from kindao.web.clinics.access import public

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "a stable word for programs"},
        "detail": {"type": "string", "description": "what is wrong and what to do, in the language asked for"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "is": {"type": "string"}},
            },
        },
    },
}
SAYS_NO = {
    400: "the request can't be read",
    401: "no token that stands",
    403: "the token has not the scope",
    404: "not here, or not this clinic's",
    409: "a copy for the public leaves by a release alone",
    410: "erased",
    412: "changed since it was read",
    413: "too large",
    422: "something in it is wrong",
    428: "If-Match is missing",
    429: "too many calls",
    503: "something is missing or broke here; nothing was released",
}


ROOT = "/api/"


class DeskAPI(NinjaAPI):
    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return ROOT

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """With every no, as it is answered."""
        schema: OpenAPISchema = super().get_openapi_schema(*args, **kwargs)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, words in SAYS_NO.items():
                    operation["responses"].setdefault(status, {"description": words, "content": content})
        return schema

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problems.of(request, exc)


api = DeskAPI(
    title="Kindao",
    version="1",
    description="For a hospital's own systems: docs/api.md tells how.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("/v1/patients", patients.router)
api.add_router("/v1", media.router)
api.add_router("/v1", uses.router)
api.add_router("/v1", asks.router)
api.add_router("/v1", consents.router)
api.add_router("/v1", people.router)
api.add_router("/v1", rights.router)
api.add_router("/v1", releases.router)


def by_token(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that a token opens and no session does."""

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 405:
            return problems.answer(405, "no-method", said(problems.METHOD), {"Allow": answer.headers.get("Allow", "")})
        return answer

    vars(asked).update(by_token=True, before_factor=True)
    return asked


@by_token
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problems.of(request, Http404())


def addresses() -> list[URLPattern]:
    """Of all operations and of their description; what Django would answer with a page is answered as a problem."""
    found: list[URLPattern] = []
    for one in api.urls[0]:
        assert isinstance(one, URLPattern)
        if one.name == "api-root":
            continue
        described = one.name == "openapi-json"
        one.callback = public("it tells how, not what")(one.callback) if described else by_token(one.callback)
        found.append(one)
    return found
