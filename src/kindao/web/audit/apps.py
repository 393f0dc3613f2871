from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.db.models import Model


class AuditConfig(AppConfig):
    name = "kindao.web.audit"

    def ready(self) -> None:
        from kindao.web.clinics.events import happened

        happened.connect(heard)


def heard(verb: str, target: Model, by: Any, clinic: Any, facts: Mapping[str, str | bool], **_: object) -> None:
    """What the layer below told is kept, in the transaction in which it was told."""
    from kindao.web.audit import record

    record(verb, target, by=by, clinic=clinic, facts=facts)
