"""A YouTube channel, played by tests/platforms/youtube.py: no real channel was tried."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions
from kindao.web.releases.connectors.base import Access, Gone, Later, NoRight, Place, Refused, Unsure
from kindao.web.releases.connectors.youtube import YouTube, api
from kindao.web.releases.models import CopyState, Stage, Takedown
from kindao.web.review.models import SafeCopy
from kindao.web.vault import store
from permits import a_lawful_use
from platforms.items import CAPTION, MARK, a_film, a_picture, an_access
from platforms.serving import Answer, served
from platforms.youtube import (
    CHANNEL,
    CLIENT,
    OTHER_CHANNEL,
    REFRESH,
    SCOPE,
    SECRET,
    Signed,
    YouTubes,
    documented,
    refused,
)
from released import looked_again, worked_off

VIDEOS = "/youtube/v3/videos"
BYTES = r"/upload/session/.*"
TOLD = {"channel": CHANNEL, "client": CLIENT, "secret": SECRET, "refresh": REFRESH}


@pytest.fixture(scope="module")
def played() -> Iterator[YouTubes]:
    youtube = YouTubes()
    with served(youtube):
        yield youtube


@pytest.fixture
def tube(played: YouTubes, monkeypatch: pytest.MonkeyPatch) -> YouTubes:
    played.begin()
    for name in ("api", "oauth", "web"):
        monkeypatch.setattr(YouTube, name, played.address)
    monkeypatch.setattr(YouTube, "between", 0.0)
    return played


def the_access(**other: str) -> Access:
    return an_access(**(TOLD | other))


def test_a_film_is_private_until_youtube_has_it_as_it_was_sent(tube: YouTubes, tmp_path: Path) -> None:
    item = a_film(tmp_path)
    tube.works = 3
    published = YouTube().publish(the_access(), item)
    (video,) = tube.public()
    assert published.ref == video.id and video.data == item.file.read_bytes()
    assert video.snippet["title"] == item.title and video.snippet["description"] == CAPTION
    assert video.snippet["tags"] == [MARK]
    assert video.status["selfDeclaredMadeForKids"] is False
    (begun,) = tube.calls("POST", f"/upload{VIDEOS}")
    assert b'"privacyStatus": "private"' in begun.body
    assert video.asked >= 3


def test_what_is_called_is_in_youtubes_own_document(tube: YouTubes, tmp_path: Path) -> None:
    """Every call was held against it by the platform that is played; here, that it was, and that one scope does all."""
    ref = YouTube().publish(the_access(), a_film(tmp_path)).ref
    YouTube().find(the_access(), a_film(tmp_path), clock.now())
    YouTube().delete(the_access(), ref, MARK)
    called = {(one.method, one.path) for one in tube.asked if one.path.startswith(("/youtube", "/upload/youtube"))}
    names = {documented()[one]["name"] for one in called}
    assert names >= {"channels.list", "videos.insert", "videos.list", "videos.update", "videos.delete"}
    for name in names:
        method = next(one for one in documented().values() if one["name"] == name)
        assert set(method["scopes"]) >= api.MAY


@pytest.mark.parametrize("chunk", [256 * 1024, 1000 * 256])
def test_a_large_film_goes_in_pieces(
    tube: YouTubes, tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "CHUNK", chunk)
    item = a_film(tmp_path)
    item.file.write_bytes(bytes(600_000))
    YouTube().publish(the_access(), item)
    assert len(tube.calls("PUT", BYTES)) == -(-600_000 // chunk)
    assert tube.public()[0].data == bytes(600_000)


def test_an_upload_that_breaks_goes_on_where_it_was(
    tube: YouTubes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "CHUNK", 256 * 1024)
    item = a_film(tmp_path)
    item.file.write_bytes(bytes(range(256)) * 3000)
    for done in (True, False):
        tube.goes_wrong("PUT", BYTES, done=done)
    tube.goes_wrong("PUT", BYTES, Answer(503, "Backend Error"))
    YouTube().publish(the_access(), item)
    assert [one.data for one in tube.there()] == [item.file.read_bytes()]


def test_every_address_is_open_to_a_stranger_until_it_is_deleted(tube: YouTubes, tmp_path: Path) -> None:
    published = YouTube().publish(the_access(), a_film(tmp_path))
    places = [one.place for one in published.found]
    assert sorted(places) == sorted([Place.POST, Place.LISTING, Place.SIZE, Place.SIZE])
    assert {httpx.get(one.address).status_code for one in published.found} == {200}
    (watch,) = [one.address for one in published.found if one.place is Place.POST]
    assert MARK in httpx.get(watch).text
    assert YouTube().delete(the_access(), published.ref, MARK) is Gone.GONE
    gone = [httpx.get(one.address) for one in published.found]
    assert all(one.status_code == 404 or MARK not in one.text for one in gone)
    assert YouTube().addresses(the_access(), published.ref, MARK) == ()


def test_what_is_deleted_is_hidden_first(tube: YouTubes, tmp_path: Path) -> None:
    ref = YouTube().publish(the_access(), a_film(tmp_path)).ref
    tube.eventual = 3600.0
    assert YouTube().delete(the_access(), ref, MARK) is Gone.SOON
    assert tube.public() == [] and len(tube.there()) == 1
    assert YouTube().delete(the_access(), ref, MARK) is Gone.SOON


def test_what_can_t_be_hidden_is_deleted_all_the_same(tube: YouTubes, tmp_path: Path) -> None:
    ref = YouTube().publish(the_access(), a_film(tmp_path)).ref
    tube.goes_wrong("PUT", VIDEOS, refused(400, "invalidRequestMetadata"))
    assert YouTube().delete(the_access(), ref, MARK) is Gone.GONE


def test_what_is_gone_already_is_gone(tube: YouTubes) -> None:
    assert YouTube().delete(the_access(), "vid404AbCdE", MARK) is Gone.GONE


def test_another_channel_does_not_take_for_gone_what_it_can_t_see(tube: YouTubes, tmp_path: Path) -> None:
    ref = YouTube().publish(the_access(), a_film(tmp_path)).ref
    tube.videos[ref].status["privacyStatus"] = "private"
    tube.signed[REFRESH].channel = OTHER_CHANNEL
    for ask in (YouTube().delete, YouTube().addresses):
        with pytest.raises(NoRight):
            ask(the_access(), ref, MARK)
    assert len(tube.there()) == 1


def test_a_sign_in_that_is_dead_at_takedown_is_said(tube: YouTubes, tmp_path: Path) -> None:
    ref = YouTube().publish(the_access(), a_film(tmp_path)).ref
    tube.signed[REFRESH].valid = False
    with pytest.raises(NoRight, match="Sign in anew"):
        YouTube().delete(the_access(), ref, MARK)
    assert len(tube.public()) == 1


def test_a_lost_answer_is_no_second_film(tube: YouTubes, tmp_path: Path) -> None:
    began, item = clock.now(), a_film(tmp_path)
    tube.goes_wrong("PUT", VIDEOS, done=True)
    with pytest.raises(Unsure):
        YouTube().publish(the_access(), item)
    found = YouTube().find(the_access(), item, began)
    assert found is not None and [found.ref] == [one.id for one in tube.public()]


def test_half_a_release_is_deleted_and_counts_as_not_out(tube: YouTubes, tmp_path: Path) -> None:
    began, item = clock.now(), a_film(tmp_path)
    tube.goes_wrong("PUT", VIDEOS)
    with pytest.raises(Unsure):
        YouTube().publish(the_access(), item)
    assert len(tube.there()) == 1 and tube.public() == []
    assert YouTube().find(the_access(), item, began) is None
    assert tube.there() == []


def test_an_upload_whose_last_answers_are_lost_is_looked_for(tube: YouTubes, tmp_path: Path) -> None:
    tube.goes_wrong("PUT", BYTES, done=True, times=20)
    with pytest.raises(Unsure):
        YouTube().publish(the_access(), a_film(tmp_path))
    assert tube.public() == []
    assert YouTube().find(the_access(), a_film(tmp_path), clock.now()) is None


def test_a_list_is_read_to_its_end(tube: YouTubes, tmp_path: Path) -> None:
    ref = YouTube().publish(the_access(), a_film(tmp_path)).ref
    video = tube.videos[ref]
    for number in range(120):
        id = f"other{number}"
        tube.videos[id] = replace(video, id=id, snippet={**video.snippet, "tags": []}, at=video.at + 1)
    found = YouTube().find(the_access(), a_film(tmp_path), clock.now() - timedelta(minutes=1))
    assert found is not None and found.ref == ref


def test_a_list_that_may_not_know_it_yet_is_asked_again(tube: YouTubes, tmp_path: Path) -> None:
    item = a_film(tmp_path)
    with pytest.raises(Later):
        YouTube().find(the_access(), item, clock.now())
    assert YouTube().find(the_access(), item, clock.now() - timedelta(hours=1)) is None


@pytest.mark.parametrize("why", ["duplicate", "length"])
def test_what_youtube_rejects_leaves_nothing_behind(tube: YouTubes, tmp_path: Path, why: str) -> None:
    tube.rejects = why
    with pytest.raises(Refused, match=why):
        YouTube().publish(the_access(), a_film(tmp_path))
    assert tube.there() == []


def test_a_project_that_was_not_audited_is_said_to_be(tube: YouTubes, tmp_path: Path) -> None:
    tube.audited = False
    with pytest.raises(Refused, match="audited"):
        YouTube().publish(the_access(), a_film(tmp_path))
    assert tube.there() == []


def test_what_can_t_be_cleaned_up_is_cleaned_up_later(tube: YouTubes, tmp_path: Path) -> None:
    began = clock.now()
    tube.rejects = "legal"
    tube.goes_wrong("DELETE", VIDEOS, Answer(503, ""))
    with pytest.raises(Unsure):
        YouTube().publish(the_access(), a_film(tmp_path))
    assert YouTube().find(the_access(), a_film(tmp_path), began) is None
    assert tube.there() == []


def test_too_long_or_strange_words_and_too_long_a_film_are_not_sent(tube: YouTubes, tmp_path: Path) -> None:
    film = a_film(tmp_path)
    for item in (
        replace(film, caption="a" * 5001),
        replace(film, caption="ế" * 2000),  # 6,000 bytes
        replace(film, caption="trước < sau"),
        replace(film, seconds=12 * 3600 + 1.0),
        a_picture(tmp_path),
    ):
        with pytest.raises(Refused) as no:
            YouTube().publish(the_access(), item)
        assert no.value.vi
    assert tube.asked == []


def test_a_long_first_line_is_cut_for_the_title_and_none_is_needed(tube: YouTubes, tmp_path: Path) -> None:
    film = a_film(tmp_path)
    YouTube().publish(the_access(), replace(film, title="Mũi " * 30))
    YouTube().publish(the_access(), replace(film, title="", caption=""))
    assert [len(one.snippet["title"]) for one in tube.public()] == [99, len("Video")]


def test_an_account_tells_whose_it_is_and_what_it_may(tube: YouTubes) -> None:
    health = YouTube().test(the_access())
    assert (health.publish, health.delete, health.who, health.ends) == (True, True, "Phòng khám Kiểm Thử", None)
    tube.signed[REFRESH].scopes = (f"{SCOPE}.readonly", f"{SCOPE}.upload")
    tube.signed[REFRESH].access.clear()
    health = YouTube().test(the_access())
    assert not health.publish and not health.delete


def test_a_sign_in_that_ends_tells_when(tube: YouTubes) -> None:
    tube.signed[REFRESH].testing = True
    access = the_access()
    for _ in range(2):  # the second time nothing is renewed, and it is known all the same
        ends = YouTube().test(access).ends
        assert ends is not None and timedelta(days=6) < ends - clock.now() < timedelta(days=7)
    assert len(tube.calls("POST", "/token")) == 1


def test_a_token_that_rotates_is_kept(tube: YouTubes) -> None:
    tube.signed[REFRESH].rotates = True
    access = the_access()
    YouTube().test(access)
    assert access.told["refresh"] != REFRESH
    tube.signed[access.told["refresh"]].access.clear()  # Google ends the token it gave
    assert YouTube().test(access).delete
    YouTube().test(access)


@pytest.mark.parametrize(
    ("signed", "told", "says"),
    [
        (Signed(channel=OTHER_CHANNEL), {}, "Correct the id of the channel"),
        (Signed(channel=None), {}, "Correct the id of the channel"),
        (Signed(valid=False), {}, "Sign in anew"),
        (Signed(), {"secret": "another"}, "client secret"),
        (Signed(), {"refresh": "another"}, "Sign in anew"),
    ],
)
def test_a_wrong_account_names_the_field(tube: YouTubes, signed: Signed, told: dict[str, str], says: str) -> None:
    tube.signed[REFRESH] = signed
    with pytest.raises(NoRight) as no:
        YouTube().test(the_access(**told))
    assert says in str(no.value) and no.value.vi


@pytest.mark.parametrize(
    ("answer", "before", "after"),
    [
        (refused(403, "quotaExceeded"), Later, Later),
        (refused(403, "rateLimitExceeded"), Later, Later),
        (refused(400, "uploadLimitExceeded"), Later, Later),
        (refused(403, "forbidden"), NoRight, NoRight),
        (refused(403, "insufficientPermissions"), NoRight, NoRight),
        (refused(400, "invalidTitle"), Refused, Refused),
        (Answer(503, "<html>maintenance</html>"), Later, Unsure),
        (Answer(500, '{"error": "no such shape"}'), Later, Unsure),
        (None, Later, Unsure),
    ],
)
def test_what_google_says_becomes_one_of_five_words(
    tube: YouTubes, tmp_path: Path, answer: Answer | None, before: type[Exception], after: type[Exception]
) -> None:
    for method, path, kind in (("POST", f"/upload{VIDEOS}", before), ("PUT", VIDEOS, after)):
        tube.goes_wrong(method, path, answer, times=4 if kind is Later else 1)
        with pytest.raises(kind) as said:
            YouTube().publish(the_access(), a_film(tmp_path))
        assert isinstance(said.value, KindaoError) and said.value.vi
        assert said.value.__context__ is None or said.value.__suppress_context__
        assert tube.public() == []
        tube.faults.clear()


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 11, 27, 3, 0, tzinfo=UTC), 5),  # 19:00 in winter
        (datetime(2026, 7, 1, 3, 0, tzinfo=UTC), 4),  # 20:00 in summer
        (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), 24.5),  # 00:30 on the day that has 25 hours
    ],
)
def test_a_quota_begins_anew_at_midnight_in_the_pacific(
    monkeypatch: pytest.MonkeyPatch, now: datetime, hours: float
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    later = api.turned(403, "quotaExceeded", changes=True)
    assert isinstance(later, Later) and later.after == timedelta(hours=hours)


def test_the_quota_of_a_day_is_said_to_be_used_up(tube: YouTubes, tmp_path: Path) -> None:
    tube.units = 40
    with pytest.raises(Unsure):  # what was uploaded can't be taken away either
        YouTube().publish(the_access(), a_film(tmp_path))
    with pytest.raises(Later) as later:
        YouTube().find(the_access(), a_film(tmp_path), clock.now())
    assert later.value.after is not None and later.value.after <= timedelta(hours=25)
    assert tube.public() == []


@pytest.mark.django_db
def test_from_a_permitted_use_to_the_channel_and_back(tube: YouTubes, tmp_path: Path) -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.YOUTUBE, caption=CAPTION)
    film = store.put(
        a_film(tmp_path).file.read_bytes(), key=use.original.patient.key, clinic=by.clinic, media_type="video/mp4"
    )
    SafeCopy.objects.filter(use=use).update(file=film, digest=film.digest)
    account = accounts.open_account(by, "youtube", Destination.YOUTUBE, title="Kênh YouTube", told=TOLD)
    tube.goes_wrong("PUT", VIDEOS, done=True)  # the answer is lost on the way
    release = worked_off(actions.release(by, use, account))
    assert release.stage == Stage.SENDING, release.why_en
    release = worked_off(release)
    assert release.stage == Stage.OUT, release.why_en
    assert [release.ref] == [one.id for one in tube.public()]
    looked_again(release)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    order = worked_off(Takedown.objects.get())
    assert tube.there() == []
    looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert {copy.state for copy in release.public_copies.all()} == {CopyState.VERIFIED_GONE}
    assert release.stage == Stage.GONE
