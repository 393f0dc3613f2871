"""What the worker does for the vault every day."""

import logging

from django_tasks import task

from kindao.web.vault import sweeping


@task()
def sweep() -> dict[str, int]:
    """Remove what crashes left; a file that is missing is an error that stands in the log until it is put back."""
    swept = sweeping.sweep()
    if not swept.all_well:
        logging.getLogger(__name__).error("files of the vault are missing: %s", ", ".join(map(str, swept.missing)))
    return {
        "orphans": swept.orphans,
        "unclaimed": swept.unclaimed,
        "unfinished": swept.unfinished,
        "missing": len(swept.missing),
    }
