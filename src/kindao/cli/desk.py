"""The desk's database and vault, for commands that work on them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kindao.engine.errors import Failed


@contextmanager
def desk() -> Iterator[None]:
    """Django, set up for the installation that the environment names. Raises Failed where its database is not there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindao.web.settings")
    import django
    from django.db import DatabaseError, connections

    django.setup()
    try:
        yield
    except DatabaseError as error:
        raise Failed(
            "the desk's database does not answer, or was never set up",
            hint="See KINDAO_HOME and KINDAO_DATABASE; kindao serve sets it up",
        ) from error
    finally:
        connections.close_all()
