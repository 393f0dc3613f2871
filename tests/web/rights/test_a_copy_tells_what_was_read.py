"""The page for people in one's copy of everything says what the file for programs says: what was read word for word,
until when a yes holds, and what is paid."""

import io
import zipfile
from html import unescape

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of
from builders import a_member, a_use, an_original
from kindao.engine.policy.consent import Remuneration
from kindao.web.asking import putting
from kindao.web.rights import copying
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


def test_the_page_of_the_copy_has_what_was_read_the_last_day_and_the_pay() -> None:
    cache.clear()
    by = a_member()
    patient = a_reached_patient(by)
    use = a_use(by, an_original(by, patient), caption="Mũi <sau>.")
    question = a_question(by, use, remuneration=Remuneration.PAID, payment="2.000.000 đồng")
    link = putting.make_link(by, ask_of(question))
    assert say_yes(came_in(link), link).status_code == 302
    parcel = zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(patient)))))
    page = parcel.read("index.html").decode()
    read = unescape(page)
    statement = ask_of(question).statement["vi"]
    assert statement and all(line in read for heading, lines in statement for line in (heading, *lines))
    assert "Mũi &lt;sau&gt;." in page
    assert f"đến hết {question.ends:%d/%m/%Y}" in page and "thù lao: có trả, 2000000 VND" in page
    assert "remuneration: paid, 2000000 VND" in page
