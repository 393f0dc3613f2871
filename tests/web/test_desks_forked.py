"""The tests fork desks from a process in which Django is set up: each is its own installation's all the same."""

import subprocess
import sys
from pathlib import Path

import forks
from installation import Installation

TOLD = """
import django; django.setup()
import logging, os, time
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connections
print(connections.settings, caches.settings, os.environ["TZ"], time.tzname, logging.root.handlers[0].filters)
print({name: getattr(settings, name) for name in sorted(dir(settings)) if name.isupper()})
print(sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True)))
"""
OTHERS = {
    "KINDAO_ADDRESS": "https://desk.example",
    "KINDAO_CODES": "email, sms",
    "KINDAO_CREDENTIALS": "required",
    "KINDAO_DATABASE": "postgresql://desk@db.example:5433/desk",
    "KINDAO_MAIL": "smtps://user:word@mail.example",
}


def test_a_forked_desk_is_set_up_as_one_that_is_started_anew(tmp_path: Path) -> None:
    for other in ({}, OTHERS):
        environment = Installation(tmp_path / str(len(other)), sqlite=True).environment | other
        forked = forks.python(TOLD, environment=environment)
        command = [sys.executable, "-c", TOLD]
        anew = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert (forked.returncode, _same(forked.stdout)) == (0, _same(anew.stdout)), forked.stderr
        assert environment["KINDAO_HOME"] in forked.stdout


def _same(told: str) -> str:
    """Without where objects lie."""
    return " ".join(word for word in told.split() if not word.startswith("0x"))
