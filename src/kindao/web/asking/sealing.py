"""The installation's signature in receipts (PAdES): who alters one is found out by any reader of PDF. Its key lies in
the folder keys, with a certificate of its own making: whoever wants to know that it is this clinic's compares it."""

import io
import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from kindao import clock
from kindao.engine.errors import Failed

LASTS = timedelta(days=20 * 365)  # of the certificate; receipts are read for years
PEM = serialization.Encoding.PEM


def _path() -> Path:
    folder: Path = settings.HOME.keys
    return folder / "receipts"


def _make(path: Path) -> None:
    """A key and its certificate, in one file; of two at once the first stays."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kindao")])
    now = clock.now()
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + LASTS)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made = path.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(private + certificate.public_bytes(PEM))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink(missing_ok=True)


def certificate() -> x509.Certificate:
    """With what receipts are checked. Raises Failed."""
    try:
        if not _path().exists():
            _make(_path())
        return x509.load_pem_x509_certificate(_path().read_bytes())
    except (OSError, ValueError) as error:
        raise _failed() from error


def sealed(pdf: bytes) -> bytes:
    """The same document, signed. Raises Failed."""
    # Half a second of CPU time: whoever starts the desk for something else doesn't wait for it.
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    ours = certificate().public_bytes(PEM)
    try:
        private = _path().read_bytes().partition(b"-----BEGIN CERTIFICATE-----")[0]
        signer = signers.SimpleSigner(
            signing_cert=next(iter(load_certs_from_pemder_data(ours))),
            signing_key=load_private_key_from_pemder_data(private, None),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )
        how = signers.PdfSignatureMetadata(field_name="Kindao", md_algorithm="sha256")
        out: io.BytesIO = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), how, signer=signer)
        return out.getvalue()
    except (OSError, ValueError) as error:
        raise _failed() from error


def _failed() -> Failed:
    return Failed("the receipt could not be signed", hint="See that the folder keys is there, then try again")
