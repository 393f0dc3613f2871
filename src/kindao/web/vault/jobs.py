"""What the worker does for the vault every day."""

import logging

from django_tasks import task

from kindao.engine.errors import KindaoError
from kindao.web.vault import belonging, sweeping


@task()
def sweep() -> dict[str, int]:
    """Remove what crashes left; a file that is missing is an error that stands in the log until it is put back. In a
    vault of another installation nothing is touched: Failed."""
    try:
        belonging.check()
    except KindaoError as error:
        logging.getLogger(__name__).error("the vault was not swept: %s", error)
        raise
    swept = sweeping.sweep()
    if not swept.all_well:
        logging.getLogger(__name__).error("files of the vault are missing: %s", ", ".join(map(str, swept.missing)))
    return {
        "orphans": swept.orphans,
        "forgotten": swept.forgotten,
        "unclaimed": swept.unclaimed,
        "unfinished": swept.unfinished,
        "missing": len(swept.missing),
    }
