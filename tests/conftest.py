"""What holds for all tests: a property has as long as its test (pytest-timeout), however busy the machine."""

import os
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings

import tables

settings.register_profile("kindao", deadline=None)
settings.load_profile("kindao")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is there already, see below; it goes with the folder that it is in, or with its server."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The migrations run once for all processes (tables.py)."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        tables.of_sqlite(Path(test["NAME"]))
    else:
        test["TEMPLATE"] = tables.of_postgresql(os.environ["KINDAO_DATABASE"])
