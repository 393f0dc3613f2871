"""Whom does it show? One file per detector; those listed here and those of other packages all run."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from kindao.engine.errors import Missing

if TYPE_CHECKING:
    from kindao.engine.detect.base import Detector

GROUP = "kindao.detectors"  # the entry points by which another package adds a detector

# Names, not classes: whoever imports this package need not wait for networks and their libraries.
BUILT_IN = (
    "kindao.engine.detect.face:Face",
    "kindao.engine.detect.text:Text",
    "kindao.engine.detect.codes:Codes",
    "kindao.engine.detect.intimate:Intimate",
    "kindao.engine.detect.caption:Caption",
    "kindao.engine.detect.metadata:Metadata",
)


@cache
def installed() -> "tuple[Detector, ...]":
    """One instance of every detector, the built-in ones first, then other packages' by name.

    Raises `Missing` when one that is listed cannot be loaded: a gate with an eye less is not open."""
    listed = [EntryPoint(name.partition(":")[2], name, GROUP) for name in BUILT_IN]
    others = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return tuple(_loaded(entry) for entry in [*listed, *others])


def _loaded(entry: EntryPoint) -> "Detector":
    from kindao.engine.detect.base import Detector

    try:
        detector = entry.load()()
    except ImportError as error:
        raise Missing(
            f"the detector {entry.name} can't be loaded: {error.name}", hint="Install Kindao again"
        ) from error
    if not isinstance(detector, Detector):
        raise Missing(f"the detector {entry.name} is not one", hint="It needs a name, finds, needs and find")
    return detector
