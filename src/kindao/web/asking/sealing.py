"""The installation's signature in receipts (PAdES): who alters one is found out by any reader of PDF. Its key lies in
the folder keys, with a certificate of its own making: whoever wants to know that it is this clinic's compares it."""

import io

from cryptography import x509

from kindao.engine.errors import Failed
from kindao.web.vault import certificates


def _pair() -> tuple[bytes, bytes]:
    return certificates.pair("receipts", certificates.alone)


def certificate() -> x509.Certificate:
    """With what receipts are checked. Raises Failed."""
    try:
        return x509.load_pem_x509_certificate(_pair()[1])
    except (OSError, ValueError) as error:
        raise _failed() from error


def sealed(pdf: bytes) -> bytes:
    """The same document, signed. Raises Failed."""
    # Half a second of CPU time: whoever starts the desk for something else doesn't wait for it.
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    try:
        private, ours = _pair()
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
