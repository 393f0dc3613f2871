"""Whatever wraps the vault's data keys keeps these promises: files, and a key service as a clinic would write one."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kindao.engine.errors import BadInput, Failed, KindaoError, Missing
from kindao.web.vault import masters
from kindao.web.vault.masters import KeyFiles, Masters, Wrapped

BOUND = b"data key 1"


class KeyService:
    """A service that keeps keys to itself, as KMS do: asked by name, it wraps and unwraps."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.current: dict[UUID, str] = {}

    def prepare(self, clinic: UUID) -> None:
        if clinic not in self.current:
            self.renew(clinic)

    def renew(self, clinic: UUID) -> str:
        name = f"projects/x/{uuid4()}"
        self.keys[name], self.current[clinic] = secrets.token_bytes(32), name
        return name

    def wrap(self, clinic: UUID, key: bytes, bound: bytes) -> Wrapped:
        if clinic not in self.current:
            raise Missing("the clinic's master key is missing; its files stay closed")
        name, nonce = self.current[clinic], secrets.token_bytes(12)
        return Wrapped(name, nonce + AESGCM(self.keys[name]).encrypt(nonce, key, clinic.bytes + bound))

    def unwrap(self, clinic: UUID, wrapped: Wrapped, bound: bytes) -> bytes:
        if wrapped.master not in self.keys:
            raise Missing("the clinic's master key is missing; its files stay closed")
        secret = wrapped.secret
        try:
            return AESGCM(self.keys[wrapped.master]).decrypt(secret[:12], secret[12:], clinic.bytes + bound)
        except (InvalidTag, ValueError) as error:
            raise Failed("a file of the vault is missing from the disk") from error

    def forget(self, clinic: UUID, master: str) -> None:
        self.keys.pop(master, None)


@pytest.fixture(params=["files", "service"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Masters:
    return KeyFiles(tmp_path) if request.param == "files" else KeyService()


def test_what_is_wrapped_opens_for_what_it_belongs_to_alone(keeper: Masters) -> None:
    clinic, other = uuid4(), uuid4()
    keeper.prepare(clinic)
    keeper.prepare(other)
    wrapped = keeper.wrap(clinic, bytes(32), BOUND)
    assert keeper.unwrap(clinic, wrapped, BOUND) == bytes(32)
    with pytest.raises(Failed):
        keeper.unwrap(clinic, wrapped, b"data key 2")
    with pytest.raises(KindaoError):
        keeper.unwrap(other, wrapped, BOUND)
    for place in range(len(wrapped.secret)):
        altered = bytearray(wrapped.secret)
        altered[place] ^= 1
        with pytest.raises(Failed):
            keeper.unwrap(clinic, Wrapped(wrapped.master, bytes(altered)), BOUND)
    with pytest.raises(Failed):
        keeper.unwrap(clinic, Wrapped(wrapped.master, b""), BOUND)


def test_it_hides_what_it_wraps_and_never_the_same_way_twice(keeper: Masters) -> None:
    clinic, key = uuid4(), secrets.token_bytes(32)
    keeper.prepare(clinic)
    one, other = keeper.wrap(clinic, key, BOUND), keeper.wrap(clinic, key, BOUND)
    assert key not in one.secret and one.secret != other.secret


def test_preparing_twice_keeps_the_key(keeper: Masters) -> None:
    clinic = uuid4()
    keeper.prepare(clinic)
    wrapped = keeper.wrap(clinic, bytes(32), BOUND)
    keeper.prepare(clinic)
    assert keeper.unwrap(clinic, wrapped, BOUND) == bytes(32)


def test_a_renewed_key_wraps_from_then_on_and_the_old_one_opens_until_it_is_forgotten(keeper: Masters) -> None:
    clinic = uuid4()
    keeper.prepare(clinic)
    before = keeper.wrap(clinic, bytes(32), BOUND)
    new = keeper.renew(clinic)
    after = keeper.wrap(clinic, bytes(32), BOUND)
    assert after.master == new != before.master
    assert keeper.unwrap(clinic, before, BOUND) == keeper.unwrap(clinic, after, BOUND)
    keeper.forget(clinic, before.master)
    keeper.forget(clinic, before.master)
    with pytest.raises(Missing):
        keeper.unwrap(clinic, before, BOUND)
    assert keeper.unwrap(clinic, after, BOUND) == bytes(32)


def test_without_a_key_nothing_is_wrapped(keeper: Masters) -> None:
    with pytest.raises(Missing):
        keeper.wrap(uuid4(), bytes(32), BOUND)


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    masters._named.cache_clear()
    yield monkeypatch
    masters._named.cache_clear()


def test_the_environment_names_another(named: pytest.MonkeyPatch) -> None:
    named.setattr(settings, "MASTER_KEYS", "collections:Counter")
    assert type(masters.masters()).__name__ == "Counter"


@pytest.mark.parametrize("name", ["nothing-installed", "no.such.module:factory", "kindao.web.vault.masters:nothing"])
def test_a_name_of_nothing_is_told(named: pytest.MonkeyPatch, name: str) -> None:
    named.setattr(settings, "MASTER_KEYS", name)
    with pytest.raises(BadInput, match="names nothing that is installed"):
        masters.masters()
