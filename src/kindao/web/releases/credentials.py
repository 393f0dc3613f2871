"""Content Credentials (C2PA) in what goes out: a signed claim that this very file was released under a permit, and
where anybody can look up whether that still stands.

The claim names the permit, the day and the look-up page: no person, no clinic, no original. It has no ingredient and no
thumbnail: an ingredient would carry a picture of the original, with the face. What the library wrote is taken apart
again before it leaves (`claims`): anything but the claim's own few boxes, or one byte of the copy changed, and the file
goes out without a claim."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from kindao.web.releases import claims
from kindao.web.vault import certificates

ASSERTION = "org.kindao.publication-permit"
SAYS = "Released under a permit that rests on consent. Whether it still stands: see the address."
EDITED = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced"
SETTINGS = {
    "version": 1,
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_trust": True, "ocsp_fetch": False, "remote_manifest_fetch": False},  # nothing is asked outside
}
UNTRUSTED = "signingCredential.untrusted"
"""What any reader says of a certificate of our own making: the claim is whole, and nobody it knows vouches for us."""


class Credential(StrEnum):
    """Whether the file that went out carries a claim. Stands on the release; "" before it went out."""

    NONE = ""
    SIGNED = "signed"
    NO_WAY = "no-way"  # the container has no place for one
    FAILED = "failed"  # the file is the bare copy


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader finds in a file. valid: the claim is whole and belongs to these bytes; trusted: its signer is
    known to whoever reads it."""

    valid: bool
    trusted: bool
    permit: UUID | None
    problems: tuple[str, ...]


def address_of(permit: UUID) -> str:
    """Where anybody looks the permit up."""
    return f"{settings.ADDRESS}{reverse('lookup:permit', args=[permit])}"


def claim(copy: Path, out: Path, media_type: str, *, permit: UUID, day: date, digest: str) -> Credential:
    """Write `out`: the copy with a claim in it. `out` is there only where this gives SIGNED.

    digest: of the copy's bytes. What is written is that, and the claim: the rest of it has this very digest."""
    if media_type not in claims.WALKS:
        return Credential.NO_WAY
    try:
        _write(copy, out, media_type, _manifest(permit, day))
        made = claims.apart(out, media_type)
        told = read(out, media_type)
        if made.rest == digest and not claims.foreign(made.claim) and told.valid and told.permit == permit:
            return Credential.SIGNED
    except (OSError, ValueError, _library().C2paError):
        pass  # an unsigned copy is no leak; a copy with something else in it may be one
    out.unlink(missing_ok=True)
    return Credential.FAILED


def _library() -> Any:
    """23 MB of machine code: whoever starts the desk for something else doesn't load it."""
    import c2pa

    return c2pa


def _manifest(permit: UUID, day: date) -> dict[str, Any]:
    says = {"permit": str(permit), "day": day.isoformat(), "says": SAYS, "address": address_of(permit)}
    actions = [{"action": "c2pa.created", "digitalSourceType": EDITED}, {"action": "c2pa.published"}]
    return {
        "claim_generator_info": [{"name": "Kindao", "version": version("kindao")}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": actions}}, {"label": ASSERTION, "data": says}],
    }


def _context() -> Any:
    return _library().Context.from_dict(SETTINGS)


def _write(copy: Path, out: Path, media_type: str, manifest: dict[str, Any]) -> None:
    library = _library()
    private, chain = certificates.pair("credentials", certificates.under_a_root)
    signer = library.Signer.from_info(library.C2paSignerInfo(b"es256", chain, private, None))
    with (
        _context() as context,
        signer,
        library.Builder(manifest, context) as builder,
        copy.open("rb") as source,
        out.open("w+b") as made,
    ):
        builder.sign(signer, media_type, source, made)


def read(file: Path, media_type: str) -> Told:
    """What the claim in the file says, to a reader that knows nobody. Raises C2paError, where there is none."""
    with (
        _context() as context,
        file.open("rb") as stream,
        _library().Reader(media_type, stream, context=context) as reader,
    ):
        store = json.loads(reader.json())
    active = store["manifests"][store["active_manifest"]]
    said = {one["label"]: one["data"] for one in active["assertions"]}
    problems = tuple(one["code"] for one in store.get("validation_status", ()))
    others = [one for one in problems if one != UNTRUSTED]
    bare = not active.get("ingredients") and not active.get("thumbnail") and len(store["manifests"]) == 1
    permit = said.get(ASSERTION, {}).get("permit")
    return Told(
        valid=bare and not others and store.get("validation_state") in ("Valid", "Trusted"),
        trusted=not problems,
        permit=UUID(permit) if permit else None,
        problems=problems,
    )
