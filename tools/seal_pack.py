"""Writes the digests of a law pack's files into its pack.toml, and under them the seal of that file itself, after
somebody changed them on purpose.

python tools/seal_pack.py [NAME or FOLDER …]

A name is that of a pack that ships, or of a folder here that holds a clinic's own.
"""

import hashlib
import sys
import tomllib
from pathlib import Path

LAW = Path(__file__).resolve().parents[1] / "law"
# In this order reasons are told: what nothing can lift first, the house's own rules last.
ORDER = ["blocks", "children", "consent", "data", "decree13", "health", "image", "advertising", "network", "house"]


def digest(held: bytes) -> str:
    return hashlib.sha256(held).hexdigest()


def shares(folder: Path) -> list[str]:
    """Files of other packs that this one stands on."""
    paths: list[str] = tomllib.loads((folder / "pack.toml").read_text()).get("shares", [])
    return paths


def seal(folder: Path, *, root: Path) -> None:
    """root: the folder that its files are named from."""
    head, _, _ = (folder / "pack.toml").read_text().rstrip("\n").partition("\n[files]\n")
    rules = sorted(
        folder.glob("*.cedar"), key=lambda path: (ORDER.index(path.stem) if path.stem in ORDER else 99, path.stem)
    )
    files = [*rules, *(root / path for path in shares(folder))]
    if root == LAW:
        files += [LAW / "acts.cedarschema", *sorted((LAW / "instruments").glob("*.toml")), *sorted(LAW.glob("*.toml"))]
    else:
        files += folder.glob("instruments.toml")
    lines = [f'"{path.relative_to(root)}" = "{digest(path.read_bytes())}"\n' for path in files]
    whole = head.rstrip("\n") + "\n\n[files]\n" + "".join(lines) + "\n"
    (folder / "pack.toml").write_text(whole + f'[seal]\nabove = "{digest(whole.encode())}"\n')


def found(name: str) -> Path:
    """The folder of a pack. Raises SystemExit in one sentence when there is none."""
    ships = LAW / "packs" / name
    folder = ships if "/" not in name and (ships / "pack.toml").is_file() else Path(name)
    if not folder.is_dir():
        raise SystemExit(f"seal_pack: there is no folder {name}, and no pack of that name ships")
    if not (folder / "pack.toml").is_file():
        raise SystemExit(f"seal_pack: {name} has no pack.toml; docs/law.md shows what it says")
    return folder


if __name__ == "__main__":
    ours = [path.parent for path in LAW.glob("packs/*/pack.toml")]
    named = [found(name) for name in sys.argv[1:]]
    for folder in named or sorted(ours, key=lambda folder: (bool(shares(folder)), folder.name)):
        try:
            seal(folder, root=LAW if folder.resolve().parent == LAW / "packs" else folder)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SystemExit(f"seal_pack: {folder / 'pack.toml'} is not TOML ({error})") from None
        except OSError as error:
            raise SystemExit(f"seal_pack: {error.filename} can't be read or written ({error.strerror})") from None
