"""Another system that calls the API."""

import json
from typing import Any

from django.test import Client

from desk import a_member
from kindao.web.api import actions
from kindao.web.api.models import Token
from kindao.web.api.scopes import Scope
from kindao.web.clinics.models import Clinic, Membership, Role


def a_token(clinic: Clinic | None = None, *scopes: Scope, by: Membership | None = None) -> tuple[Token, str]:
    """With all scopes where none is named."""
    by = by or a_member(Role.ADMIN, clinic)
    return actions.issue(by, name="Hệ thống Kiểm Thử", scopes=scopes or tuple(Scope), days=30)


class System:
    """Calls with one token, in English."""

    def __init__(self, secret: str, language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.secret, self.language = secret, language

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        told = {"Authorization": f"Bearer {self.secret}", "Accept-Language": self.language} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        data = json.dumps(body) if body is not None else ""
        return self.client.generic(method, f"/api/v1{path}", data, "application/json", headers=told)

    def form(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        told = {"Authorization": f"Bearer {self.secret}", "Accept-Language": self.language} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.client.post(f"/api/v1{path}", fields, headers=told)

    def part(self, path: str, data: bytes, start: int, size: int) -> Any:
        told = {
            "Authorization": f"Bearer {self.secret}",
            "Content-Range": f"bytes {start}-{start + len(data) - 1}/{size}",
        }
        return self.client.generic("PUT", f"/api/v1{path}", data, "application/octet-stream", headers=told)


def a_system(clinic: Clinic | None = None, *scopes: Scope) -> System:
    return System(a_token(clinic, *scopes)[1])
