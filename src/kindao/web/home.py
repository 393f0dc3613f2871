"""Where an installation keeps what is its own: database, vault, keys. One folder, nobody else's to read."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from kindao.engine.errors import BadInput

SECRET_BYTES = 48  # of entropy; Django asks for 50 characters


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one installation."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "kindao.sqlite3"

    def begin(self) -> None:
        """Make the database's file where there is none; whatever is asked of it makes none. Raises BadInput."""
        try:
            self.database.touch(0o600)
        except OSError as error:
            raise _unmade(error) from error

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def keys(self) -> Path:
        """Master keys: never in the database, never in a backup of it."""
        return self.folder / "keys"

    @property
    def uploads(self) -> Path:
        """What is still on its way in, encrypted at rest as the vault is."""
        return self.folder / "uploads"

    @property
    def is_made(self) -> bool:
        """Whether an installation was ever begun here."""
        return (self.keys / "signing").exists()

    def make(self) -> None:
        """Make the folders, for their owner alone. Raises BadInput where that cannot be done."""
        try:
            for folder in (self.folder, self.vault, self.keys, self.uploads):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unmade(error) from error

    def secret(self) -> str:
        """What sessions and links are signed with; made at the first start. Two starts at once agree on one."""
        self.make()
        file = self.keys / "signing"
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text("ascii")
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(made := secrets.token_urlsafe(SECRET_BYTES))
        return made


def _unmade(error: OSError) -> BadInput:
    return BadInput(
        f"the folder of the installation can't be made: {error.strerror}",
        hint="Name one that you may write: KINDAO_HOME=FOLDER",
    )


def of_environment() -> Home:
    """The folder that KINDAO_HOME names, else the user's own."""
    said = os.environ.get("KINDAO_HOME", "")
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Home(Path(said or f"{base}/kindao").expanduser().absolute())
