"""The desk's database and vault, for commands that work on them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kindao.cli import options
from kindao.engine.errors import Failed

at_home = click.option(
    "--home", type=options.FILE, metavar="FOLDER", help="Folder of the installation: database, vault, keys."
)


@contextmanager
def desk(home: Path | None = None, *, new: bool = False, looks: bool = False) -> Iterator[None]:
    """Django, set up for the installation in `home`, else for the one that the environment names. new: one may be made.
    looks: nothing of it is changed or copied, so that any vault beside the database will do. Whatever is made is its
    owner's alone. Raises Failed where its database is not there, or the vault is another's; nothing is made then."""
    if os.name == "posix":
        os.umask(0o077)
    if home:
        os.environ["KINDAO_HOME"] = str(home.absolute())
    from kindao.web import home as homes

    if not new and not homes.of_environment().is_made:
        raise _never()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindao.web.settings")
    import django
    from django.db import DatabaseError, connections

    django.setup()
    try:
        if not (new or looks):
            from kindao.web.vault import belonging

            belonging.check()
        yield
    except DatabaseError as error:
        raise _never() from error
    finally:
        connections.close_all()


def _never() -> Failed:
    return Failed(
        "the desk's database does not answer, or was never set up",
        hint="See KINDAO_HOME and KINDAO_DATABASE; kindao serve sets it up",
    )
