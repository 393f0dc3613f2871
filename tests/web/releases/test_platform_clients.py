"""The clients of Meta and Google, and SSH, are large: the desk starts without them."""

import subprocess
import sys

import pytest

from kindao.engine.errors import Missing
from kindao.web.releases.connectors.base import Access, Connector
from kindao.web.releases.connectors.facebook import Facebook
from kindao.web.releases.connectors.youtube import YouTube

LOADED = """
import sys
from kindao.web.releases.connectors.base import Access
from kindao.web.releases.connectors.facebook import Facebook
from kindao.web.releases.connectors.instagram import Instagram
from kindao.web.releases.connectors.youtube import YouTube
print(*sorted({"facebook_business", "googleapiclient", "google.oauth2", "httplib2", "paramiko"} & set(sys.modules)))
"""


def test_no_client_is_loaded_before_an_account_is_used() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


@pytest.mark.parametrize(("connector", "library"), [(Facebook(), "facebook_business"), (YouTube(), "google.oauth2")])
def test_without_the_library_it_is_told_what_to_install(
    connector: Connector, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one == library or one.startswith(f"{library}.")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, library, None)
    told = {field.name: "1" for field in connector.fields}
    with pytest.raises(Missing, match="platforms"):
        connector.test(Access("https://platform.example", told))
