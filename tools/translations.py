"""The desk's translations. `update` collects every text of src/kindao/web into locale/vi/LC_MESSAGES/django.po, takes
up what lies in <app>/vi.txt (English<TAB>Tiếng Việt, one a line; a plural's two English forms stand one after the
other as n|ns) and deletes those files; `compile` writes django.mo. No program of GNU gettext is needed."""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

WEB = Path(__file__).parents[1] / "src/kindao/web"
PO = WEB / "locale/vi/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
KEYWORDS: dict[str, None] = dict.fromkeys(
    [
        "_",
        "gettext",
        "gettext_lazy",
        "gettext_noop",
        "ngettext",
        "ngettext_lazy",
        "pgettext",
        "pgettext_lazy",
        "npgettext",
    ]
)
FOREIGN: tuple["Id", ...] = (  # django-allauth speaks no Vietnamese, Django not all of it; what of them is met here
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    "Enter a complete value.",
    "Enter a valid JSON.",
    "Enter a valid UUID.",
    "Enter a valid duration.",
    "File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.",
    "Null characters are not allowed.",
    "That page contains no results",
    "“%(pk)s” is not a valid value.",
    "Authenticator code",
    "Be patient, you are sending too many requests.",
    "Code",
    "Current Password",
    "Email",
    "Email address",
    "Incorrect code.",
    "Incorrect password.",
    "Invalid or expired key.",
    "New Password",
    "New Password (again)",
    "Password",
    "Please type your current password.",
    "The email address and/or password you specified are not correct.",
    "The password reset token was invalid.",
    "This account is currently inactive.",
    "You cannot activate two-factor authentication until you have verified your email address.",
    "You cannot deactivate two-factor authentication.",
    "You cannot generate recovery codes without having two-factor authentication enabled.",
    "You must type the same password each time.",
)
NOISE = (
    "Project-Id",
    "Report-Msgid",
    "POT-Creation",
    "PO-Revision",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)
Id = str | tuple[str, str]


def messages() -> Iterator[tuple[Id, str | None, str]]:
    """(text, context, file) of all that is translated; a plural is (one, several)."""
    for path in sorted(WEB.rglob("*.py")) + sorted(WEB.rglob("*.html")) + sorted(WEB.rglob("*.txt")):
        if path.name == "vi.txt" or "migrations" in path.parts:
            continue
        source = path.read_text("utf-8")
        if path.suffix != ".py":  # the code of a template is indented as its HTML is
            source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
        for _, function, text, _ in extract_python(io.BytesIO(source.encode()), KEYWORDS, (), {}):
            if found := _message(function, text):  # type: ignore[arg-type]
                yield *found, str(path.relative_to(WEB))
    for foreign in FOREIGN:
        yield foreign, None, "allauth"


def _message(function: str | None, text: str | tuple[str | None, ...]) -> tuple[Id, str | None] | None:
    said = [one for one in ([text] if isinstance(text, str) else text) if one]
    if not said:
        return None
    context = said.pop(0) if function and "pgettext" in function else None
    if function and function.startswith("n"):
        return (said[0], said[1]), context
    return said[0], context


def collected() -> Catalog:
    """All texts, without their translations."""
    catalog = Catalog(locale="vi", project="Kindao", version="1", charset="utf-8", fuzzy=False)
    for text, context, file in messages():
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", text if isinstance(text, str) else text[1]) else []
        catalog.add(text, context=context, locations=[(file, None)], flags=flags)  # type: ignore[list-item]
    return catalog


def kept() -> Catalog:
    if not PO.exists():
        return Catalog(locale="vi")
    with PO.open("rb") as file:
        return read_po(file, locale="vi")


def update() -> None:
    catalog, before, brought = collected(), kept(), dict(_brought())
    for message in catalog:
        if not message.id:
            continue
        old = before.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        key = message.id if isinstance(message.id, str) else "|".join(message.id)
        if new := brought.get(key):
            message.string = new if isinstance(message.id, str) else (new,)
        elif old is not None and old.string and not old.fuzzy:
            message.string = old.string
    catalog.header_comment = "# Vietnamese of the desk. Written by tools/translations.py update; translated by hand."
    PO.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, catalog, width=120, sort_output=True)
    lines = written.getvalue().decode().splitlines(keepends=True)
    PO.write_text("".join(line for line in lines if not line.removeprefix('"').startswith(NOISE)), "utf-8")
    said = {message.id if isinstance(message.id, str) else "|".join(message.id) for message in catalog}
    for path in WEB.rglob("vi.txt"):
        path.unlink()
    for unused in sorted(brought.keys() - said):
        print(f"nowhere said: {unused}", file=sys.stderr)
    for message in catalog:
        if message.id and not any(message.string if isinstance(message.string, tuple) else [message.string]):
            print(f"untranslated: {message.id!r} in {message.locations}", file=sys.stderr)


def _brought() -> Iterator[tuple[str, str]]:
    for path in sorted(WEB.rglob("vi.txt")):
        for line in path.read_text("utf-8").splitlines():
            english, tab, vietnamese = line.partition("\t")
            if tab:
                yield english.strip(), vietnamese.strip()


def compile_() -> None:
    with MO.open("wb") as file:
        write_mo(file, kept())


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["compile"]:
            compile_()
        case _:
            sys.exit("usage: translations.py update | compile")
