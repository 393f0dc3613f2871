"""The page for people in one's copy of everything says what the file for programs says: what was read word for word,
until when a yes holds, and what is paid; and the copies that were made to be posted lie in it."""

import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of
from builders import a_consent, a_member, a_record, a_use, an_original
from kindao import clock
from kindao.engine.policy.consent import Remuneration
from kindao.web.asking import putting
from kindao.web.audit.models import AuditEvent
from kindao.web.review.models import SafeCopy
from kindao.web.rights import copying
from kindao.web.rights.models import Kind, RightsRequest
from kindao.web.vault import store
from kindao.web.vault.views import LOOKED
from patients import AtHome, at_home, is_in
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
    assert re.search(r"Kèm lời này:</p><blockquote>\s*(<p>)?Mũi &lt;sau&gt;\.", page), "what these words are is said"
    assert f"đến hết {question.ends:%d/%m/%Y}" in page and "thù lao: có trả, 2000000 VND" in page
    assert "remuneration: paid, 2000000 VND" in page


def test_who_of_the_staff_took_a_paper_is_not_in_the_copy() -> None:
    """Names of staff are with the officer, on every page and in the file for programs."""
    by = a_member()
    patient = a_reached_patient(by)
    record = a_record()
    a_consent(by, patient, replace(record, collected=replace(record.collected, by="Bác sĩ Trực")))
    (one,) = copying.parcel(patient).told["consents"]
    assert "Bác sĩ Trực" not in json.dumps(one, default=str, ensure_ascii=False)
    assert one["signed"]["giver"], "all else is"


@pytest.fixture
def me() -> AtHome:
    cache.clear()
    return at_home()


def parcel_of(me: AtHome) -> zipfile.ZipFile:
    me.client.post(me.at("ask/copy/"))
    request = RightsRequest.objects.get(kind=Kind.COPY)
    answer = me.client.post(me.at(f"requests/{request.pk}/copy/"))
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_the_copy_that_would_be_posted_lies_in_the_copy_of_everything(me: AtHome) -> None:
    copy = SafeCopy.objects.get()
    parcel = parcel_of(me)
    assert parcel.read("copies/001.jpg") == store.read(copy.file)
    (told,) = json.loads(parcel.read("kindao.json"))["uses"]
    (file,) = told["copies"]
    assert file["file"] == "copies/001.jpg" and file["digest"] == copy.digest
    assert not told["posted_from_here"]
    page = unescape(parcel.read("index.html").decode())
    assert page.count('href="copies/001.jpg"') == 2, "in both languages"
    assert "Bản ngày" in page and "chưa từng được lấy ra" in page
    looked = AuditEvent.objects.filter(verb=LOOKED, target=str(copy.file_id))
    assert looked.exists(), "that they took it with them is kept as any look is"


def test_a_copy_that_is_gone_lies_in_no_copy_of_everything(me: AtHome) -> None:
    SafeCopy.objects.update(gone_at=clock.now())
    parcel = parcel_of(me)
    assert not [name for name in parcel.namelist() if name.startswith("copies/")]
    assert json.loads(parcel.read("kindao.json"))["uses"][0]["copies"] == []


def test_who_is_in_anothers_picture_gets_no_copy_of_it(me: AtHome) -> None:
    friend = a_reached_patient(me.by, name="Bạn Kiểm Thử")
    assert copying.parcel(me.patient).copies
    is_in(me.by, me.original, friend, [[600, 200, 800, 420]])
    assert copying.parcel(me.patient).made and not copying.parcel(friend).made
