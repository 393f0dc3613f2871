"""Writes the digests of a law pack's files into its pack.toml, after somebody changed them on purpose.

python tools/seal_pack.py [NAME …]
"""

import hashlib
import sys
from pathlib import Path

LAW = Path(__file__).resolve().parents[1] / "law"
# In this order reasons are told: what nothing can lift first, the house's own rules last.
ORDER = ["blocks", "children", "consent", "data", "decree13", "health", "image", "advertising", "network", "house"]


def seal(name: str) -> None:
    folder = LAW / "packs" / name
    head, _, _ = (folder / "pack.toml").read_text().partition("[files]\n")
    rules = sorted(
        folder.glob("*.cedar"), key=lambda path: (ORDER.index(path.stem) if path.stem in ORDER else 99, path.stem)
    )
    files = [
        *rules,
        LAW / "acts.cedarschema",
        *sorted((LAW / "instruments").glob("*.toml")),
        *sorted(LAW.glob("*.toml")),
    ]
    lines = [f'"{path.relative_to(LAW)}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n' for path in files]
    (folder / "pack.toml").write_text(head + "[files]\n" + "".join(lines))


if __name__ == "__main__":
    for pack in sys.argv[1:] or [path.parent.name for path in LAW.glob("packs/*/pack.toml")]:
        seal(pack)
