"""Is this me? The browser's hash is the server's; only this patient's pictures are compared; the picture is never sent,
and of its hash nothing is kept."""

import io
from pathlib import Path

import imagehash
import numpy as np
import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, examples, nose
from kindao.engine.match.phash import SAME_WITHIN, alike, distance, phash
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions, same
from kindao.web.rights.models import Kind, PictureHash
from patients import AtHome, at_home
from support import testdata

TOLERANCE = 4  # bits between browser and server: their JPEG decoders round differently


def pictures() -> list[Path]:
    return [*sorted(testdata("faces_single").glob("*.jpg"))[:8], *sorted(examples().glob("*.jpg"))]


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB"))


def test_the_hash_is_that_of_the_library() -> None:
    assert len(pictures()) > 8
    for file in pictures():
        picture = Image.open(file).convert("RGB")
        assert phash(pixels(picture)).hex() == str(imagehash.phash(picture, hash_size=16)), file.name


def test_a_copy_is_near_and_another_picture_is_far() -> None:
    hashes = {}
    for file in pictures():
        picture = Image.open(file).convert("RGB")
        hashes[file] = phash(pixels(picture))
        again = io.BytesIO()
        picture.resize((picture.width // 2, picture.height // 2)).save(again, "JPEG", quality=50)
        assert distance(hashes[file], phash(pixels(Image.open(again)))) <= SAME_WITHIN // 2, file.name
    others = [distance(a, b) for x, a in hashes.items() for y, b in hashes.items() if x < y]
    assert min(others) > SAME_WITHIN
    with pytest.raises(ValueError, match="32 bytes"):
        distance(b"", b"x" * 32)


def test_a_mirrored_picture_is_the_same_and_another_one_is_not() -> None:
    hashes = {}
    for file in pictures():
        picture = Image.open(file).convert("RGB")
        hashes[file] = phash(pixels(picture))
        mirrored = phash(pixels(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
        assert alike(hashes[file], mirrored) and distance(hashes[file], mirrored) > SAME_WITHIN, file.name
    assert not any(alike(a, b) for x, a in hashes.items() for y, b in hashes.items() if x < y)


@pytest.fixture
def me() -> AtHome:
    cache.clear()
    return at_home()


@pytest.mark.django_db
def test_only_their_own_are_compared_and_nothing_is_kept(me: AtHome) -> None:
    bits = phash(pixels(Image.open(io.BytesIO(nose()))))
    found = same.look(me.patient, bits)
    assert found.originals == (me.original,) and [one.use for one in found.uses] == [me.use] and found.whole
    stranger = at_home()
    near = (int.from_bytes(bits) ^ 0b111).to_bytes(32)  # a picture almost like it
    events = AuditEvent.objects.count()
    page = me.client.post(me.at("is-this-me/"), {"bits": near.hex()})
    assert "phòng khám đang giữ ảnh này" in page.content.decode()
    assert AuditEvent.objects.count() == events and not PictureHash.objects.filter(bits=near.hex()).exists()
    assert not PictureHash.objects.filter(file__key=stranger.patient.key).exists(), "nobody else's is looked at"
    far = bytes(~one & 255 for one in bits)
    other = me.client.post(me.at("is-this-me/"), {"bits": far.hex()})
    assert "không tìm thấy ảnh nào giống" in other.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("bits", ["", "xyz", "0" * 63, "0" * 65, "G" * 64, "0" * 1000])
def test_what_is_no_hash_is_refused_kindly(me: AtHome, bits: str) -> None:
    page = me.client.post(me.at("is-this-me/"), {"bits": bits})
    assert page.status_code == 422 and "Hãy chọn lại tấm ảnh" in page.content.decode()


@pytest.mark.django_db
def test_the_hashes_go_with_the_pictures(me: AtHome) -> None:
    same.look(me.patient, b"\0" * 32)
    assert PictureHash.objects.filter(file__key=me.patient.key).count() == 2
    request = actions.ask(me.patient, Kind.DELETE, who=Who.PATIENT)
    actions.erase(a_member(Role.OFFICER, me.by.clinic), request, answer="Đã xóa.")
    assert not PictureHash.objects.filter(file__key=me.patient.key).exists()


@pytest.mark.django_db(transaction=True)
def test_the_browser_computes_the_same_and_sends_no_picture(
    chromium: Browser, live_server: LiveServer, me: AtHome
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 780})
    visit = me.client.cookies["kindao_visit"].value
    context.add_cookies([{"name": "kindao_visit", "value": visit, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + me.at("is-this-me/"))
    page.evaluate(
        "document.querySelector('#found').addEventListener('change', (e) => e.stopImmediatePropagation(), true)"
    )
    for file in pictures():
        page.set_input_files("#found", file)
        theirs = page.evaluate("kindaoBitsOf(document.querySelector('#found').files[0])")
        ours = phash(pixels(Image.open(file)))
        assert distance(bytes.fromhex(theirs), ours) <= TOLERANCE, file.name
    page.reload()
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.set_input_files("#found", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": nose()})
    expect(page.get_by_role("heading", name="Có: phòng khám đang giữ ảnh này")).to_be_visible()
    assert max(map(len, sent)) < 400 and not any(b"x.jpg" in one for one in sent), "a hash and a token"
    page.set_input_files("#found", {"name": "x.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    expect(page.get_by_text("Không mở được tệp này")).to_be_visible()
    page.wait_for_load_state("networkidle")
    context.close()
