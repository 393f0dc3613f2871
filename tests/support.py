"""Builders and data shared by the tests."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"


def testdata(*parts: str) -> Path:
    """A file of the shared test data: pictures, text and sound with ground truth, licences beside them."""
    return SHARED.joinpath("testdata", *parts)
