"""How somebody answers on their phone, for tests: choose, show that it was understood, sign."""

from typing import Any

from django.test import Client

from kindao.web.asking.models import Step
from kindao.web.door.links import Made


def choose(phone: Client, made: Made, **said: str) -> Any:
    return phone.post(f"/p/{made.token}/ask/", {f"choice-{place}": state for place, state in said.items()})


def signed(phone: Client, made: Made, name: str = "Lưu Thị Kiểm Thử", **more: str) -> Any:
    chose = Step.objects.filter(what=Step.What.CHOSE, ask=made.link.target).latest("pk").pk
    return phone.post(f"/p/{made.token}/ask/sign/", {"typed": name, "chose": str(chose), **more})


def say_yes(phone: Client, made: Made, name: str = "Lưu Thị Kiểm Thử", **more: str) -> Any:
    """The whole way to a yes, for Facebook."""
    start = f"/p/{made.token}/ask/"
    phone.get(start)
    b"".join(phone.get(f"{start}copy/").streaming_content)  # type: ignore[attr-defined]
    choose(phone, made, facebook="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    return signed(phone, made, name, **more)
