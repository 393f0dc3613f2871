"""What is handed to a connector in tests."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from builders import group, nose
from kindao.web.releases.connectors.base import Access, Item

MARK = "5f2c8a1be07d4c3f9a6b1d20"
CAPTION = "Sau ba tháng, mũi đã ổn định.\n\nKết quả khác nhau ở từng người."


def a_picture(folder: Path, **other: Any) -> Item:
    file = folder / f"{MARK}.jpg"
    file.write_bytes(nose())
    item = Item(file, file.name, "image/jpeg", CAPTION.partition("\n")[0], CAPTION, "Mũi nhìn nghiêng")
    return replace(item, **other)


def another_picture(folder: Path) -> Item:
    file = folder / "another.jpg"
    file.write_bytes(group())
    return replace(a_picture(folder), file=file, name="0123456789abcdef01234567.jpg")


def a_film(folder: Path, **other: Any) -> Item:
    """Its bytes are no film: no connector looks into them."""
    file = folder / f"{MARK}.mp4"
    file.write_bytes(bytes(range(256)) * 400)
    return replace(a_picture(folder), file=file, name=file.name, media_type="video/mp4", seconds=20.0, **other)


def an_access(address: str = "", **told: str) -> Access:
    """What it renews is kept in `told`."""
    return Access(address, told, told.update)
