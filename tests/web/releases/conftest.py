"""A clinic's static site, really served."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from released import Site, a_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with a_site(tmp_path / "site") as site:
        yield site
