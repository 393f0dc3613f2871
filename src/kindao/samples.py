"""The pictures that come with Kindao. Every face is synthetic: examples/README.md."""

from importlib.resources import files
from pathlib import Path


def examples() -> Path:
    """The demo pictures: inside an installed package, or beside the sources of a checkout."""
    installed = Path(str(files("kindao"))) / "examples"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "examples"
