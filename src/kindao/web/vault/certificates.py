"""Keys of the installation that sign for strangers, each with a certificate of its own making: in the folder keys, made
when first used. A clinic that has a certificate of an authority puts key and chain there instead."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from kindao import clock

LASTS = timedelta(days=20 * 365)  # of a certificate; what was signed is read for years
PEM = serialization.Encoding.PEM
CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


def pair(name: str, make: Callable[[], bytes]) -> tuple[bytes, bytes]:
    """The private key and the certificates in that file of the folder keys, both PEM; made now where there is none.
    Raises OSError, ValueError."""
    folder: Path = settings.HOME.keys
    path = folder / name
    if not path.exists():
        _keep(path, make())
    private, mark, certificates = path.read_bytes().partition(CERTIFICATE)
    if not mark:
        raise ValueError("no certificate")
    return private, mark + certificates


def _keep(path: Path, pem: bytes) -> None:
    """In one file; of two at once the first stays."""
    made = path.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink(missing_ok=True)


def alone() -> bytes:
    """A key and its one certificate, signed by itself: for documents."""
    key = _key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kindao")])
    usage = _usage(digital_signature=True, content_commitment=True)
    certificate = _built(key, name, name).add_extension(usage, critical=True).sign(key, hashes.SHA256())
    return _private(key) + certificate.public_bytes(PEM)


def under_a_root() -> bytes:
    """A key, its certificate and that of the root that signed it. The root's own key is kept nowhere: it signs nothing
    else.

    Source: C2PA 2.2, 14.5.1 (certificate profile); RFC 5280, 4.2.1."""
    root, leaf = _key(), _key()
    issuer, subject = _named("Kindao root"), _named("Kindao")
    above = (
        _built(root, issuer, issuer)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root.public_key()), critical=False)
        .sign(root, hashes.SHA256())
    )
    below = (
        _built(leaf, subject, issuer)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(leaf.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False)
        .sign(root, hashes.SHA256())
    )
    return _private(leaf) + below.public_bytes(PEM) + above.public_bytes(PEM)


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _named(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Kindao"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _built(key: ec.EllipticCurvePrivateKey, subject: x509.Name, issuer: x509.Name) -> x509.CertificateBuilder:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + LASTS)
    )


def _usage(**said: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: said.get(name, False) for name in names})
