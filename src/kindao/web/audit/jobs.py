"""What the worker does for the audit every day."""

from django_tasks import task

from kindao.web.audit import checkpoints, stamping
from kindao.web.audit.models import Checkpoint


@task()
def sign() -> dict[str, int]:
    """Sign each log to which something was added; have what is not stamped yet stamped, where an authority is set."""
    made = checkpoints.due()
    stamps = [stamping.stamp(one) for one in Checkpoint.objects.filter(stamp=None)] if stamping.configured() else []
    return {"checkpoints": len(made), "stamps": len(stamps)}
