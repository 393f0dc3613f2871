"""Time stamps (RFC 3161): an authority's word that a checkpoint existed at a time, where one is configured.

KINDAO_TSA               the authority's address
KINDAO_TSA_CERTIFICATES  a file of its root certificates, PEM"""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import transaction
from rfc3161_client import TimestampRequestBuilder, TimeStampResponse, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError

from kindao.engine.errors import BadInput, Failed
from kindao.web import calls
from kindao.web.audit.checkpoints import body_of
from kindao.web.audit.models import Checkpoint, TimeStamp

LARGEST = 2**20  # bytes; an answer takes some thousand


def configured() -> bool:
    return bool(settings.TSA)


def _roots() -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(Path(settings.TSA_CERTIFICATES).read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput(
            "KINDAO_TSA_CERTIFICATES names no file with certificates",
            hint="Name the file of the authority's root certificates, in PEM",
        ) from error


def stamp(checkpoint: Checkpoint) -> TimeStamp:
    """Ask the authority, check what it says, keep it; the one there is, where it was asked before. Raises BadInput,
    Failed: nothing is kept then, and asking again is safe."""
    if found := TimeStamp.objects.filter(checkpoint=checkpoint).first():
        return found
    request = TimestampRequestBuilder().data(body_of(checkpoint)).cert_request(cert_request=True).nonce().build()
    try:
        headers = {"Content-Type": "application/timestamp-query"}
        status, token = calls.post(settings.TSA, request.as_bytes(), headers, at_most=LARGEST)
    except (OSError, ValueError) as error:
        raise _silent() from error
    if not 200 <= status < 300:
        raise _silent()
    try:
        response = decode_timestamp_response(token)
        same = response.tst_info.nonce == request.nonce
    except ValueError as error:
        raise _worthless() from error
    if not same:
        raise _worthless()
    at = checked(checkpoint, token)
    with transaction.atomic():
        made, _ = TimeStamp.objects.get_or_create(checkpoint=checkpoint, defaults={"at": at, "token": token})
    return made


def checked(checkpoint: Checkpoint, token: bytes) -> datetime:
    """When the authority says that the checkpoint existed. Raises Failed where it does not say so."""
    builder = VerifierBuilder()
    for root in _roots():
        builder = builder.add_root_certificate(root)
    try:
        response: TimeStampResponse = decode_timestamp_response(token)
        builder.build().verify_message(response, body_of(checkpoint))
        return response.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise _worthless() from error


def _silent() -> Failed:
    return Failed(
        "the time stamping authority does not answer", hint="Try again later; the checkpoint stands without it"
    )


def _worthless() -> Failed:
    return Failed(
        "what the time stamping authority said is not its word on this checkpoint",
        hint="See that KINDAO_TSA_CERTIFICATES holds that authority's root certificates",
    )
