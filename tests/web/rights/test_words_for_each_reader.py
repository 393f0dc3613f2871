"""The same page means another person where a parent reads of a child, a relative of somebody who died, or somebody in a
picture who is no patient: the words say so."""

import html
import io
import re
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from builders import a_guardian, an_other_person
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.engine.vocabulary import Words
from kindao.web.asking import words
from kindao.web.asking.readers import FOR, Reader, page_to_reader, reader_of, to_reader
from kindao.web.cases import actions as cases
from kindao.web.consent.models import Who
from kindao.web.door import links
from kindao.web.door.models import Purpose
from kindao.web.rights import actions, asking_words, clocks, copying
from kindao.web.rights.asking_words import ASKED, OF_OTHERS
from kindao.web.rights.models import Kind
from patients import AtHome, at_home
from visitors import came_in

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
LONGEST = 22  # words of a sentence
PAGES = ("", "out/", "withdraw/", "is-this-me/", *(f"ask/{kind.value}/" for kind in ASKED))


@pytest.fixture
def me() -> AtHome:
    cache.clear()
    return at_home()


def read(client: Client, address: str) -> str:
    """What somebody reads, without what is quoted."""
    page = re.sub(r"<blockquote.*?</blockquote>|<head>.*?</head>", "", client.get(address).content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def pages_of(client: Client, token: str, *more: str) -> dict[str, str]:
    return {path: read(client, f"/p/{token}/own/{path}") for path in (*PAGES, *more)}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_speaks_for_a_child_reads_of_the_patient_and_not_of_themselves(me: AtHome, language: str) -> None:
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - timedelta(days=8 * 366))
    mother = a_guardian(me.by, me.patient, phone="0900 000 321")
    request = actions.ask(me.patient, Kind.DELETE, who=Who.REPRESENTATIVE, guardianship=mother)
    made = links.make(me.by, me.patient, purpose=Purpose.OWN, guardianship=mother)
    client = came_in(made)
    client.cookies["django_language"] = language
    told = pages_of(client, made.token, f"requests/{request.pk}/", f"pictures/{me.original.pk}/")
    assert me.patient.name in told[""]
    theirs = {
        "vi": r"(?<!chúng )(?<!gọi cho )\btôi\b(?! thấy| muốn| phản đối)"
        r"|ảnh (nào )?của bạn|bạn (chưa từng|không) đồng ý|của mình",
        "en": r"\bmy (picture|right|page|request)|\byour (picture|treatment|medical)|of you\b|\bis it me\b",
    }
    found = {path: [one[0] for one in re.finditer(theirs[language], said, re.I)] for path, said in told.items()}
    assert not any(found.values()), found
    assert ("Ảnh của người bệnh" if language == "vi" else "The patient’s pictures") in told[""]


def test_a_child_is_em_on_their_own_page_and_meets_no_grown_ups_words(me: AtHome) -> None:
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - timedelta(days=9 * 366))
    request = actions.ask(me.patient, Kind.COMPLAIN, who=Who.PATIENT, words="Bạn em thấy ảnh của em.")
    told = pages_of(me.client, me.made.token, f"requests/{request.pk}/")
    for path, said in told.items():
        assert not re.search(r"\b[Bb]ạn\b|(?<![Cc]húng )\b[Tt]ôi\b", said), (path, said)
        assert not re.search(r"khiếu nại|bệnh án|mục đích", said, re.I), (path, said)
    page = me.client.get(me.at(f"requests/{request.pk}/")).content.decode()
    assert "Bạn em thấy ảnh của em." in page, "what they wrote themselves stays as it is"


def test_who_is_no_patient_reads_nothing_of_their_treatment(me: AtHome) -> None:
    nurse = an_other_person(me.by)
    cases.change_other_person(me.by, nurse, phone="0900 000 555")
    request = actions.ask(nurse, Kind.RESTRICT, who=Who.PATIENT)
    made = links.make(me.by, nurse, purpose=Purpose.OWN)
    client = came_in(made)
    told = pages_of(client, made.token, f"requests/{request.pk}/")
    for path, said in told.items():
        assert not re.search(r"chữa bệnh|bệnh án của bạn|số hồ sơ|đăng ảnh nào của bạn", said), (path, said)
    assert "chỉ được đăng ảnh mà bạn đã được che" in told[""] and "Ảnh có tôi" in told[""]
    client.cookies["django_language"] = "en"
    page = read(client, f"/p/{made.token}/own/")
    assert "may post only pictures in which you are covered" in page and "Pictures with me" in page


def test_kin_of_the_dead_reads_of_no_treatment_that_goes_on(me: AtHome) -> None:
    cases.change_patient(me.by, me.patient, alive=False)
    wife = a_guardian(me.by, me.patient, name="Vợ Kiểm Thử", relation=Relation.SPOUSE, phone="0900 000 321")
    made = links.make(me.by, me.patient, purpose=Purpose.OWN, guardianship=wife)
    told = pages_of(came_in(made), made.token)
    for path, said in told.items():
        assert not re.search(r"Việc (khám, )?chữa bệnh", said), (path, said)
        assert not re.search(r"đại diện|thay cho|(Yêu cầu|Quyền) của người", said), (path, said)
    assert f"Đây là chuyện của {me.patient.name}, người thân đã mất của bạn." in told[""]
    assert "Yêu cầu của bạn" in told[""] and "Quyền của bạn" in told[""]


def test_the_copy_speaks_to_who_takes_it(me: AtHome) -> None:
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - timedelta(days=9 * 366))
    mother = a_guardian(me.by, me.patient)
    pages = []
    for whose in (None, mother):
        with zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(me.patient, whose))))) as parcel:
            pages.append(parcel.read("index.html").decode())
    assert "Ảnh của em" in pages[0] and "Ảnh của tôi" not in pages[0] + pages[1]
    assert "Ảnh của người bệnh" in pages[1] and me.patient.name in pages[1]


@pytest.mark.parametrize("reader", [Reader.OTHER, Reader.KIN])
def test_after_a_no_nothing_is_said_of_a_treatment(reader: Reader) -> None:
    vi = to_reader("Phòng khám không được phép đăng bản này. Việc chữa bệnh của bạn vẫn như cũ.", reader)
    en = to_reader("The clinic may not post this copy. Your care stays the same.", reader)
    assert "chữa bệnh" not in vi and "care" not in en, (vi, en)
    if reader is Reader.KIN:  # relatives who disagree are the officer's: no no of one of them is promised to hold
        assert "may not post this copy" not in en and "không được phép đăng bản này" not in vi
    assert words.AFTER_A_NO[reader].vi.endswith("không thay đổi.")


def test_who_reads_is_told_from_the_record(me: AtHome) -> None:
    assert reader_of(me.patient, None) is Reader.SELF
    assert reader_of(an_other_person(me.by), None) is Reader.OTHER
    guardian = a_guardian(me.by, me.patient)
    assert reader_of(me.patient, guardian) is Reader.GUARDIAN
    me.patient.alive = False
    assert reader_of(me.patient, guardian) is Reader.KIN


def test_what_somebody_wrote_or_is_called_is_never_reworded() -> None:
    page = '<p title="Bạn">Bạn</p><blockquote>Bạn của tôi</blockquote><bdi>Phạm Bạn</bdi><span class="law">Bạn</span>'
    assert page_to_reader(page, Reader.CHILD) == page.replace(">Bạn</p>", ">Em</p>")


def sayings() -> str:
    """All that the pages may say."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import translations
    finally:
        sys.path.remove(str(ROOT / "tools"))
    out = []
    for one in translations.kept():
        ids = one.id if isinstance(one.id, tuple | list) else (one.id,)
        out += [*map(str, ids), *(one.string if isinstance(one.string, tuple | list) else (one.string,))]
    tables = [vars(words), vars(asking_words), vars(clocks)]
    found = [str(value) for table in tables for name, value in table.items() if name.isupper()]
    return re.sub(r"%\(\w+\)[sd]", "1", "\n".join([*map(str, out), *found, Path(words.__file__).read_text()]))


def test_every_phrase_that_is_reworded_is_said_somewhere() -> None:
    said = sayings()
    dead = [(reader, pattern) for reader, table in FOR.items() for pattern, _ in table if not re.search(pattern, said)]
    assert not dead, dead


def test_what_is_told_to_others_is_short_and_plain_and_in_both_languages() -> None:
    told = [one for lines in OF_OTHERS.values() for one in lines]
    assert [one.vi for one in told for part in re.split(r"[.!?:;]\s", one.vi) if len(part.split()) > LONGEST] == []
    assert all(isinstance(one, Words) and one.vi and one.en for one in told)
