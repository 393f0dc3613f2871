"""What every detector does before and around its look: bring what it needs, and break loudly."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from kindao.engine.detect.base import Detector
from kindao.engine.errors import Failed, KindaoError, Missing


@contextmanager
def working(detector: Detector, *, extra: str = "") -> Iterator[None]:
    """Raises `Missing` when a module that the detector needs can't be imported, `Failed` when anything breaks inside.

    extra: the extra of Kindao that installs the modules, "" when the default install does."""
    for module in detector.needs:
        try:
            import_module(module)
        except ImportError as error:
            what = f"kindao[{extra}]" if extra else "kindao"
            raise Missing(
                f"{detector.name}: {module} is not installed", hint=f"Install it: pip install '{what}'"
            ) from error
    try:
        yield
    except KindaoError:
        raise
    except Exception as error:
        # The kind of error only: its words may hold what was read.
        raise Failed(f"{detector.name} broke ({type(error).__name__})", hint="Run 'kindao doctor'") from error
