"""The clients of Meta and Google are large: the desk starts without them."""

import subprocess
import sys

LOADED = """
import sys
from kindao.web.releases.connectors.base import Access
from kindao.web.releases.connectors.facebook import Facebook
from kindao.web.releases.connectors.instagram import Instagram
from kindao.web.releases.connectors.youtube import YouTube
print(*sorted({"facebook_business", "googleapiclient", "google.oauth2", "httplib2"} & set(sys.modules)))
"""


def test_no_client_is_loaded_before_an_account_is_used() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
