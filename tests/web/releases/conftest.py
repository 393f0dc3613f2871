"""The real WordPress of this process, what goes out there, and the door before it."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

import wordpress
from builders import nose
from kindao.web.releases.connectors.base import Item
from platforms.blogs import WordPressPlatform
from platforms.registry import played
from wordpress import Blog


@pytest.fixture(scope="session")
def blog() -> Blog:
    if wanted := wordpress.missing():
        pytest.skip(wanted)
    return wordpress.shared()


@pytest.fixture
def item(tmp_path: Path) -> Item:
    file = tmp_path / "copy.jpg"
    file.write_bytes(nose())
    return Item(file, f"{secrets.token_hex(12)}.jpg", "image/jpeg", "Sau ba tháng", "Sau ba tháng", "Ảnh")


@pytest.fixture
def door(blog: Blog, tmp_path: Path) -> Iterator[WordPressPlatform]:
    with played("wordpress", tmp_path / "platform") as one:
        assert isinstance(one, WordPressPlatform)
        yield one
