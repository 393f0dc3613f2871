"""How bytes are encrypted: a photo whole (AES-256-GCM), a film in parts that each open alone (Tink, AES-GCM-HKDF).

No construction here is ours. Tink's streams in Python can't seek (tink 1.16), so a film is several streams, each with
its number in what is authenticated; what a file should measure is known from its row, so that none can go missing."""

import hmac
import io
import secrets
from collections.abc import Iterator
from typing import BinaryIO

import tink
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tink import proto_keyset_format, secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, tink_pb2

from kindao.engine.errors import Failed
from kindao.web.vault.pieces import InPieces

NONCE_BYTES = 12  # NIST SP 800-38D, 5.2.1.1
TAG_BYTES = 16
SEGMENT = 2**20  # bytes of a stream's encrypted segment
HEADER = 40  # bytes: its length, the salt, the prefix of the nonces; Tink, "AES-GCM-HKDF Streaming AEAD", format
SEGMENTS = 8  # a part; opening one takes 4 ms
PART = SEGMENTS * (SEGMENT - TAG_BYTES) - HEADER  # bytes of a film in one part
STORED_PART = SEGMENTS * SEGMENT  # bytes of it on the disk


def tampered() -> Failed:
    return Failed(
        "a file of the vault was altered, cut short or exchanged; nothing of it is shown",
        hint="Put it back from the last backup, and tell the officer",
    )


def derived(key: bytes, use: str) -> bytes:
    """A key for one use only, so that no key meets two ciphers."""
    return HKDF(SHA256(), 32, salt=None, info=f"kindao vault {use}".encode()).derive(key)


def mac(key: bytes, told: bytes) -> bytes:
    return hmac.digest(derived(key, "row"), told, "sha256")


def encrypt(key: bytes, data: bytes, bound: bytes, use: str = "whole") -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(derived(key, use)).encrypt(nonce, data, bound)


def decrypt(key: bytes, data: bytes, bound: bytes, use: str = "whole") -> bytes:
    """Raises Failed."""
    try:
        return AESGCM(derived(key, use)).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as error:
        raise tampered() from error


class _Kept(io.BytesIO):
    """Tink closes what it wrote to; this stays readable."""

    def close(self) -> None:
        self.flush()


class Parts:
    """A film's cipher. `bound` is the file's id."""

    def __init__(self, key: bytes, bound: bytes) -> None:
        self._primitive = _streaming(derived(key, "parts"))
        self._bound = bound

    def _part(self, number: int) -> bytes:
        return self._bound + b" part %d" % number

    def encrypt(self, pieces: Iterator[bytes], out: BinaryIO) -> None:
        """pieces: each of PART bytes but the last."""
        for number, piece in enumerate(pieces):
            kept = _Kept()
            with self._primitive.new_encrypting_stream(kept, self._part(number)) as stream:
                stream.write(piece)
            out.write(kept.getvalue())

    def decrypt(self, source: BinaryIO, number: int) -> bytes:
        """One part. Raises Failed."""
        source.seek(number * STORED_PART)
        stored = io.BytesIO(source.read(STORED_PART))
        try:
            with self._primitive.new_decrypting_stream(stored, self._part(number)) as stream:
                return bytes(stream.read())
        except tink.TinkError as error:
            raise tampered() from error


def _streaming(key: bytes) -> streaming_aead.StreamingAead:
    """Tink's AES256_GCM_HKDF_1MB over a key of ours."""
    streaming_aead.register()
    template = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
    form = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKeyFormat.FromString(template.value)
    made = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(version=0, params=form.params, key_value=key)
    keyset = tink_pb2.Keyset(primary_key_id=1)
    one = keyset.key.add()
    one.key_id, one.status, one.output_prefix_type = 1, tink_pb2.ENABLED, tink_pb2.RAW
    one.key_data.type_url, one.key_data.value = template.type_url, made.SerializeToString()
    one.key_data.key_material_type = tink_pb2.KeyData.SYMMETRIC
    handle = proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


class Film(InPieces):
    """A film in the vault as a file to read and seek in; holds one opened part. Raises Failed where it was altered."""

    def __init__(self, cipher: Parts, source: BinaryIO, size: int) -> None:
        super().__init__(size)
        self._cipher, self._source = cipher, source
        self._number, self._opened = -1, b""

    def at(self, place: int, most: int) -> bytes:
        number, within = divmod(place, PART)
        if number != self._number:
            opened = self._cipher.decrypt(self._source, number)
            if len(opened) != min(PART, self._size - number * PART):
                raise tampered()
            self._number, self._opened = number, opened
        return self._opened[within : within + most]

    def close(self) -> None:
        if not self.closed:
            self._source.close()
            self._number, self._opened = -1, b""
        super().close()
