"""What a phone shares, and what lies in a watched folder, waits in the vault until somebody says whose it is."""

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import tables
from builders import a_member, a_patient, a_scan, group, nose
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput, Failed, Unreadable
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.inbox import actions
from kindao.web.inbox.models import Arrival
from kindao.web.inbox.watching import SETTLED, Left, Watched
from kindao.web.review import jobs
from kindao.web.vault import blobs, keys, store
from kindao.web.vault.models import StoredFile

pytestmark = pytest.mark.django_db
BY_THE_PHONE = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def by() -> Membership:
    return a_member()


def a_share(*files: bytes, text: str = "") -> dict[str, object]:
    return {
        "files": [SimpleUploadedFile(f"Lưu Thị Kiểm Thử {n}.jpg", one, "image/jpeg") for n, one in enumerate(files)],
        "text": text,
    }


def strict(by: Membership) -> Client:
    """A browser whose forms need their token, as in real life."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(by.user).cookies
    client.cookies["django_language"] = "en"
    return client


def arrived(clinic: Clinic, data: bytes = b"", by: Membership | None = None) -> Arrival:
    return actions.arrive(clinic, io.BytesIO(data or nose()), by=by, received=Original.Received.SHARE)


def test_what_a_phone_shares_waits_and_is_bound_by_a_form_with_its_token(by: Membership) -> None:
    client, patient = strict(by), a_patient(by)
    answer = client.post("/share/", a_share(nose(), text="Cô Lưu, mũi"), headers=BY_THE_PHONE)
    assert answer.status_code == 302 and answer.headers["Location"] == "/inbox/"
    arrival = Arrival.objects.get()
    assert not Original.objects.exists() and arrival.file.key.shared
    token = client.get("/inbox/").content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    asked = {"q": patient.record_number, "find": "1", "csrfmiddlewaretoken": token}
    page = client.post("/inbox/", asked).content.decode()
    assert "Cô Lưu, mũi" in page and patient.name in page and "checked" in page
    told = {"arrivals": [str(arrival.pk)], "patient": str(patient.pk), "specialty": "cosmetic"}
    assert client.post("/inbox/", told).status_code == 403 and not Original.objects.exists()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    done = client.post("/inbox/", told | {"csrfmiddlewaretoken": token})
    original = Original.objects.get()
    assert done.headers["Location"] == f"/originals/{original.pk}/"
    assert original.patient == patient and original.received == "share" and original.file.key == patient.key
    arrival.refresh_from_db()
    assert arrival.original == original and arrival.file.erased_at is not None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "no-cors"},
    ],
)
def test_no_page_can_share_into_the_desk(by: Membership, headers: dict[str, str]) -> None:
    assert strict(by).post("/share/", a_share(nose()), headers=headers).status_code == 403
    assert not Arrival.objects.exists()


def test_who_is_not_signed_in_shares_nothing() -> None:
    answer = Client().post("/share/", a_share(nose()), headers=BY_THE_PHONE)
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_asks_for_nothing_shares_nothing(role: Role) -> None:
    assert strict(a_member(role)).post("/share/", a_share(nose()), headers=BY_THE_PHONE).status_code == 404


def test_what_is_no_picture_is_told_and_not_kept(by: Membership) -> None:
    client = strict(by)
    answer = client.post("/share/", a_share(b"MZ\0\0", nose()), headers=BY_THE_PHONE, follow=True)
    assert Arrival.objects.count() == 1 and "no picture, film or recording" in answer.content.decode()
    assert "Nothing was shared" in client.post("/share/", {}, headers=BY_THE_PHONE, follow=True).content.decode()


def test_shared_twice_it_waits_once(by: Membership) -> None:
    assert arrived(by.clinic, by=by) == arrived(by.clinic, by=by)


def test_a_colleague_does_not_see_what_my_phone_shared_and_all_see_the_folder(by: Membership) -> None:
    mine, folders = arrived(by.clinic, by=by), arrived(by.clinic, group())
    colleague, stranger = a_member(Role.DOCTOR, by.clinic), a_member(Role.DOCTOR)
    assert set(Arrival.objects.seen_by(by)) == {mine, folders}
    assert set(Arrival.objects.seen_by(colleague)) == {folders}
    assert set(Arrival.objects.seen_by(stranger)) == set()
    for who in (colleague, stranger):
        browser = signed_in(who.user)
        assert browser.get(f"/inbox/{mine.pk}/picture/").status_code == 404
        assert browser.get(f"/inbox/{mine.pk}/throw-away/").status_code == 404
        assert browser.post(f"/inbox/{mine.pk}/throw-away/").status_code == 404
        assert browser.post(f"/inbox/{mine.pk}/take-back/").status_code == 404
        with pytest.raises(BadInput):
            actions.bind(who, [mine], a_patient(who))
    assert signed_in(by.user).get(f"/inbox/{mine.pk}/picture/").status_code == 200
    assert AuditEvent.objects.filter(verb="vault.looked-at", target=str(mine.file_id)).exists()


def test_another_clinics_patient_gets_nothing(by: Membership) -> None:
    arrival, theirs = arrived(by.clinic, by=by), a_patient(a_member(Role.DOCTOR))
    told = {"arrivals": [str(arrival.pk)], "patient": str(theirs.pk)}
    assert signed_in(by.user).post("/inbox/", told).status_code == 422
    assert not Original.objects.exists()


def test_it_is_bound_once(by: Membership) -> None:
    arrival, patient = arrived(by.clinic, by=by), a_patient(by)
    actions.bind(by, [arrival], patient)
    with pytest.raises(BadInput, match="not waiting"):
        actions.bind(by, [arrival], patient)
    assert Original.objects.count() == 1


def verbs_of(arrival: Arrival) -> list[str]:
    return list(AuditEvent.objects.filter(target=str(arrival.pk)).order_by("seq").values_list("verb", flat=True))


def test_a_file_is_thrown_away_after_a_question_and_can_be_taken_back(by: Membership) -> None:
    """The folder's file is in the vault alone: one tap would have been the end of it."""
    client, arrival = strict(by), arrived(by.clinic)
    asks = f"/inbox/{arrival.pk}/throw-away/"
    page = client.get("/inbox/").text
    assert f'href="{asks}"' in page and f'action="{asks}"' not in page
    page = client.get(asks).text
    assert f"/inbox/{arrival.pk}/picture/" in page and "here may be the only one" in page
    assert verbs_of(arrival) == ["arrival.came"]
    token = {"csrfmiddlewaretoken": page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]}
    page = client.post(asks, token, follow=True).text
    assert "It is thrown away" in page and not Arrival.objects.seen_by(by).waiting().exists()
    assert f'action="/inbox/{arrival.pk}/take-back/"' in page
    assert client.get(f"/inbox/{arrival.pk}/picture/").status_code == 200
    for again in (client.post(asks, token, follow=True), client.get(asks, follow=True)):
        assert "it does not wait here any more" in again.text
    page = client.post(f"/inbox/{arrival.pk}/take-back/", token, follow=True).text
    assert "It waits again." in page and "Thrown away" not in page
    assert Arrival.objects.seen_by(by).waiting().get() == arrival and store.read(arrival.file) == nose()
    assert [one for one in verbs_of(arrival) if one != "vault.looked-at"] == [
        "arrival.came",
        "arrival.thrown-away",
        "arrival.taken-back",
    ]


def test_what_is_thrown_away_is_erased_in_a_day(
    by: Membership, django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, waits = clock.now(), arrived(by.clinic, group())
    monkeypatch.setattr(clock, "now", lambda: now)
    arrival = actions.arrive(by.clinic, io.BytesIO(nose()), by=by, received=Original.Received.SHARE, words="Cô Lưu")
    assert actions.throw_away(by, arrival) and not actions.throw_away(by, arrival)
    assert arrival.words is not None
    assert actions.erase_thrown_away in jobs.NOW_AND_THEN
    files = [arrival.file, arrival.words]
    monkeypatch.setattr(clock, "now", lambda: now + actions.KEPT - timedelta(seconds=1))
    assert actions.erase_thrown_away() == 0 and all(blobs.path(one.blob).exists() for one in files)
    monkeypatch.setattr(clock, "now", lambda: now + actions.KEPT)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert actions.erase_thrown_away() == 1
    assert not any(blobs.path(one.blob).exists() for one in files) and blobs.path(waits.file.blob).exists()
    assert actions.erase_thrown_away() == 0 and not actions.take_back(by, arrival)
    client = signed_in(by.user)
    assert client.get(f"/inbox/{arrival.pk}/picture/").status_code == 404
    assert str(arrival.pk) not in client.get("/inbox/").text
    assert verbs_of(arrival) == ["arrival.came", "arrival.thrown-away", "arrival.erased"]


def test_what_somebody_is_putting_into_a_record_is_not_thrown_away(by: Membership) -> None:
    arrival = arrived(by.clinic)
    Arrival.objects.update(claimed_at=clock.now())
    assert not actions.throw_away(by, arrival)
    assert Arrival.objects.seen_by(by).waiting().exists()


def test_what_came_again_meanwhile_waits_once(by: Membership) -> None:
    first = arrived(by.clinic, by=by)
    actions.throw_away(by, first)
    again = arrived(by.clinic, by=by)
    assert again != first and actions.take_back(by, first)
    assert Arrival.objects.seen_by(by).waiting().get() == again


# The watched folder


def taken(watched: Watched, now: float) -> list[Arrival]:
    return [one for one in watched.look(now) if isinstance(one, Arrival)]


@pytest.fixture
def watched(by: Membership, tmp_path: Path) -> Watched:
    folder = tmp_path / "shared"
    folder.mkdir()
    return Watched(folder, by.clinic)


def test_a_file_goes_out_of_the_folder_when_it_is_in_the_vault(watched: Watched) -> None:
    file = watched.folder / "Lưu Thị Kiểm Thử.jpg"
    file.write_bytes(nose())
    assert taken(watched, 0) == [] and file.exists()
    assert taken(watched, SETTLED - 0.1) == []
    (arrival,) = taken(watched, SETTLED)
    assert not file.exists() and store.read(arrival.file) == nose() and arrival.by is None
    assert AuditEvent.objects.get(verb="arrival.came").facts == {"kind": "picture", "from": "folder"}


def test_what_is_still_written_waits(watched: Watched) -> None:
    data, file = nose(), watched.folder / "a.jpg"
    for now, size in enumerate((1000, 20_000, len(data))):
        file.write_bytes(data[:size])
        assert taken(watched, now * SETTLED) == [], "it grew since the last look"
    assert len(taken(watched, 3 * SETTLED)) == 1


def test_a_half_written_file_is_told_once_and_taken_when_it_is_whole(watched: Watched) -> None:
    """Whoever copied it died: it is stable, and no picture. It stays; the whole one is then taken."""
    file = watched.folder / "a.jpg"
    file.write_bytes(nose()[:5000])
    assert list(watched.look(0)) == []
    (told,) = watched.look(SETTLED)
    assert isinstance(told, Left) and isinstance(told.why, Unreadable) and told.size == 5000 and file.exists()
    assert list(watched.look(2 * SETTLED)) == []
    file.write_bytes(nose())
    assert list(watched.look(3 * SETTLED)) == []
    assert len(taken(watched, 4 * SETTLED)) == 1 and not file.exists()


@pytest.mark.parametrize("name", [".hidden.jpg", "a.jpg.part", "b.crdownload", "~$c.jpg", "D.TMP"])
def test_what_a_program_says_is_half_written_is_left(watched: Watched, name: str) -> None:
    (watched.folder / name).write_bytes(nose())
    assert [one for now in (0, SETTLED) for one in watched.look(now)] == []
    assert (watched.folder / name).exists()


def test_links_devices_folders_and_second_names_are_left(watched: Watched, tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere.jpg"
    secret.write_bytes(nose())
    (watched.folder / "link.jpg").symlink_to(secret)
    os.link(secret, watched.folder / "hard.jpg")
    os.mkfifo(watched.folder / "pipe.jpg")
    (watched.folder / "folder.jpg").mkdir()
    (watched.folder / "folder.jpg" / "in.jpg").write_bytes(nose())
    (watched.folder / "empty.jpg").write_bytes(b"")
    assert [one for now in (0, SETTLED, 2 * SETTLED) for one in watched.look(now)] == []
    assert secret.read_bytes() == nose() and not Arrival.objects.exists()
    assert len(list(watched.folder.iterdir())) == 5


def test_a_file_exchanged_for_a_link_between_two_looks_is_not_followed(watched: Watched, tmp_path: Path) -> None:
    file, secret = watched.folder / "a.jpg", tmp_path / "elsewhere.jpg"
    file.write_bytes(nose())
    secret.write_bytes(group())
    watched_sign = dict(watched._seen)
    assert watched_sign == {} and list(watched.look(0)) == []
    file.unlink()
    file.symlink_to(secret)
    assert list(watched.look(SETTLED)) == [] and not Arrival.objects.exists()


def test_what_changes_while_it_is_read_is_not_taken(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    file = watched.folder / "a.jpg"
    file.write_bytes(nose())
    put = store.put

    def meanwhile(*args: Any, **kwargs: Any) -> StoredFile:
        made = put(*args, **kwargs)
        with file.open("ab") as out:
            out.write(b"more")
        return made

    monkeypatch.setattr(store, "put", meanwhile)
    assert list(watched.look(0)) == []
    assert list(watched.look(SETTLED)) == [] and file.exists() and not Arrival.objects.exists()
    assert not StoredFile.objects.filter(erased_at=None).exists()


def test_two_people_cannot_put_one_file_into_two_records(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    arrival, colleague = arrived(by.clinic), a_member(Role.DOCTOR, by.clinic)
    mine, theirs = a_patient(by), a_patient(colleague)
    take_in = cases.take_in

    def meanwhile(*args: Any, **kwargs: Any) -> Original:
        with pytest.raises(BadInput, match="not waiting"):
            actions.bind(colleague, [arrival], theirs)
        return take_in(*args, **kwargs)

    monkeypatch.setattr(cases, "take_in", meanwhile)
    actions.bind(by, [arrival], mine)
    assert [one.patient for one in Original.objects.all()] == [mine]


def test_what_could_not_be_put_away_waits_again(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    arrival, patient = arrived(by.clinic), a_patient(by)
    with monkeypatch.context() as patched:

        def full(*_: Any, **__: Any) -> None:
            raise Failed("the vault's disk is full")

        patched.setattr(cases, "take_in", full)
        with pytest.raises(Failed):
            actions.bind(by, [arrival], patient)
    assert len(actions.bind(by, [arrival], patient)) == 1


def test_when_the_vault_is_full_nothing_goes(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    file = watched.folder / "a.jpg"
    file.write_bytes(nose())
    list(watched.look(0))
    keys.shared_key(watched.clinic)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (told,) = watched.look(SETTLED)
    assert isinstance(told, Left) and "full" in str(told.why)
    assert file.read_bytes() == nose() and not Arrival.objects.exists()


def test_a_file_that_came_and_could_not_be_removed_is_not_kept_twice(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kindao.web.inbox import watching

    (watched.folder / "a.jpg").write_bytes(nose())
    with monkeypatch.context() as patched:
        patched.setattr(watching, "_remove", lambda *_: None)  # killed just before
        list(watched.look(0))
        assert len(taken(watched, SETTLED)) == 1
    again = Watched(watched.folder, watched.clinic)
    list(again.look(0))
    assert len(taken(again, SETTLED)) == 1 and Arrival.objects.count() == 1 and not list(watched.folder.iterdir())


def test_a_folder_that_is_gone_is_told(watched: Watched) -> None:
    watched.folder.rmdir()
    with pytest.raises(BadInput, match="can't be read"):
        list(watched.look(0))


def test_a_scan_is_a_picture_too(watched: Watched) -> None:
    (watched.folder / "scan.png").write_bytes(a_scan())
    list(watched.look(0))
    assert len(taken(watched, SETTLED)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_a_folder_in_once_and_ends(tmp_path: Path) -> None:
    """`kindao inbox` for real, in an installation of its own."""
    import subprocess
    import sys

    folder, home = tmp_path / "shared", tmp_path / "home"
    folder.mkdir()
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("KINDAO_", "DJANGO_"))}
    told = ours | {"KINDAO_HOME": str(home), "KINDAO_LANG": "en"}

    def kindao(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kindao", *words]
        return subprocess.run(command, env=told, capture_output=True, text=True, timeout=120, check=False)

    tables.of_sqlite(home / "kindao.sqlite3")
    made = (
        "from kindao.web import home, serving; serving.settle(home.of_environment(), address='http://localhost');"
        "serving.prepare(); from kindao.web import demo; demo.fill()"
    )
    subprocess.run([sys.executable, "-c", made], env=told, check=True, timeout=120)
    (folder / "a.jpg").write_bytes(nose())
    (folder / "b.jpg").write_bytes(b"no picture")
    done = kindao("inbox", str(folder), "--once")
    assert done.returncode == 0, done.stderr
    assert "waits for its patient" in done.stderr and "a file of 10 bytes, last changed " in done.stderr
    assert "a.jpg" not in done.stderr and "b.jpg" not in done.stderr
    assert [one.name for one in folder.iterdir()] == ["b.jpg"]
    none = kindao("inbox", str(folder), "--clinic", "nothing", "--once")
    assert none.returncode == 2 and "names no clinic" in none.stderr
