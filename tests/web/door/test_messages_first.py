"""A code that somebody waits for is sent beside whatever else the worker does."""

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from builders import a_member
from kindao.web import serving
from kindao.web.door import codes
from kindao.web.door.models import Message
from kindao.web.releases import actions, probing
from kindao.web.releases.models import Why
from kindao.web.review import jobs
from outside import a_manual_account, a_use_to_post
from visitors import a_link


@pytest.mark.django_db(transaction=True)
def test_a_code_waits_behind_no_film(capsys: pytest.CaptureFixture[str]) -> None:
    DBTaskResult.objects.all().delete()
    film: DBTaskResult = DBTaskResult.objects.create(  # type: ignore[type-arg]
        args_kwargs={"args": [], "kwargs": {}},
        task_path="kindao.web.review.jobs.do",
        backend_name="default",
        priority=100,
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
        status=TaskResultStatus.READY,
    )
    codes.send(a_link(a_member()).link)
    sender = serving._worker("me+messages", "messages")
    sender.batch = True  # until nothing waits
    sender.run()
    film.refresh_from_db()
    assert Message.objects.get().state == Message.State.SENT and "[kindao]" in capsys.readouterr().err
    assert film.status == TaskResultStatus.READY
    assert serving._worker("me", "default").queue_names == ["default"], "what is sent is the other's"


@pytest.mark.django_db
def test_what_comes_down_waits_behind_no_film() -> None:
    by = a_member()
    release = actions.release(by, a_use_to_post(by), a_manual_account(by))
    with actions.handed_out(by, release):
        pass
    DBTaskResult.objects.all().delete()
    assert actions.take_down(release, Why.OFFICER)
    assert set(DBTaskResult.objects.values_list("queue_name", flat=True)) == {"releases"} <= set(serving.BESIDE)


def test_a_look_at_what_went_out_waits_behind_no_picture_and_no_takedown_behind_it() -> None:
    queues = {probing.look_soon.queue_name, probing.sweep.queue_name}
    assert len(queues) == 1 and queues <= set(serving.BESIDE) - {jobs.QUEUES["takedown"]}
    assert set(serving.BESIDE) | {"default"} == set(settings.TASKS["default"]["QUEUES"]), "each is somebody's"


@pytest.mark.django_db
def test_a_round_of_looks_waits_for_no_picture_to_be_asked_for() -> None:
    """What asks for it now and then waits behind pictures."""
    DBTaskResult.objects.all().delete()
    for _ in range(2):
        serving._ask_for_rounds()
    assert DBTaskResult.objects.get(task_path=probing.sweep.module_path).queue_name == "looks"
    assert DBTaskResult.objects.get(task_path=jobs.tidy.module_path).queue_name == "default"
