"""The part of Zalo's Official Account API that is used: articles, their films, the account itself.

Source: developers.zalo.me, Official Account API, section "Quản lý nội dung" (v2.0 article/*, upload_video/*, oa/getoa;
oauth v4), as compared by others with its pages in September and October 2026; its pages were not to be had when this
was written, and no real account was tried. Zalo answers 200 to nearly everything: the number `error` in it counts."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import httpx

from kindao.web.releases.connectors import answers, reaching, tokens
from kindao.web.releases.connectors.base import Access, Later, NoRight, Refused, Unsure

PAGE = 10  # articles of one listing, the most that Zalo gives
PAGES = 60  # of them at most
MINUTE, HOURS = timedelta(minutes=1), timedelta(hours=6)
REFRESH_LASTS = 90 * 24 * 3600  # seconds; Zalo tells it nowhere in its answers

WORKING = -214  # a picture or a film is still being looked at
ENDED = frozenset({-216, -220, -124})  # the access token
RIGHTS = frozenset({-202, -205, -206, -209, -210, -217, -224})  # -224: not in the package of the account
LATER = {-32: MINUTE, -100: None, -223: HOURS, WORKING: MINUTE}  # -223: as many articles as a month has


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as the list of all shows it."""

    id: str
    shown: bool
    link: str
    thumb: str


class Api:
    """Zalo, with one account's access."""

    def __init__(self, client: httpx.Client, access: Access, base: str, oauth: str) -> None:
        self._client, self._access, self._base, self._oauth = client, access, base, oauth

    def account(self) -> tuple[str, str]:
        """Its number and its name."""
        data = self._asked("GET", "/v2.0/oa/getoa")
        return answers.text(data.get("oa_id")), answers.text(data.get("name"))

    def film(self, film: Path, name: str) -> str:
        """Hand a film over. Gives the token by which it is asked about."""
        with film.open("rb") as stream:
            data = self._asked(
                "POST", "/v2.0/article/upload_video/preparevideo", files={"file": (name, stream, "video/mp4")}
            )
        return _needed(data, "token")

    def film_ready(self, token: str) -> str:
        """The film's id once it can be used, "" before. Raises Refused where Zalo can't use it."""
        data = self._asked("GET", "/v2.0/article/upload_video/verify", params={"token": token})
        status = data.get("status")
        if status == 1:
            return _needed(data, "video_id")
        if status in (0, 3):
            return ""
        raise Refused("Zalo can't use this film", hint="Export it as MP4 and have it checked again")

    def create(self, article: dict[str, Any]) -> str:
        """Gives the token by which it is asked about."""
        return _needed(self._asked("POST", "/v2.0/article/create", json=article), "token")

    def update(self, id: str, article: dict[str, Any]) -> str:
        """All of it anew. Raises Unsure where Zalo may have done it."""
        data = self._asked("POST", "/v2.0/article/update", changes=True, json={**article, "id": id})
        return answers.text(data.get("token")) or answers.senseless(changes=True)

    def verify(self, token: str) -> str:
        """The article's id once what was asked is done, "" before."""
        try:
            return _needed(self._asked("POST", "/v2.0/article/verify", json={"token": token}), "id")
        except _Working:
            return ""

    def may_list(self) -> None:
        """Raises NoRight where the application may not see the account's articles."""
        self._page(0)

    def listed(self, id: str) -> Listed | None:
        """The article in the list of all; None where it is not in it."""
        for page in range(PAGES):
            medias, total = self._page(page)
            for one in medias:
                if isinstance(one, dict) and answers.text(one.get("id")) == id:
                    link, thumb = answers.text(one.get("link_view")), answers.text(one.get("thumb"))
                    return Listed(id, one.get("status") == "show", link, thumb)
            if (page + 1) * PAGE >= total:
                return None
        raise Unsure("Zalo lists more articles than can be looked through", hint="Look for it there, and say so")

    def _page(self, page: int) -> tuple[list[Any], int]:
        params: dict[str, str | int] = {"offset": page * PAGE, "limit": PAGE, "type": "normal"}
        data = self._asked("GET", "/v2.0/article/getslice", params=params)
        medias, total = data.get("medias"), data.get("total")
        if not isinstance(medias, list) or not isinstance(total, int):
            answers.senseless(changes=False)
        return medias, total

    def remove(self, id: str) -> None:
        """Raises Refused also where there is none of that id."""
        self._asked("POST", "/v2.0/article/remove", json={"id": id})

    def _asked(self, method: str, path: str, *, changes: bool = False, **told: Any) -> dict[str, Any]:
        """What it answers. changes: somebody may see something new of it. A token that has ended is renewed, once."""
        dead = ""
        while True:
            token = tokens.token(self._access, self._renewed, dead=dead)
            for name, (_, stream, _) in told.get("files", {}).items():
                assert name == "file"
                stream.seek(0)
            answer = reaching.asked(
                self._client, method, self._base + path, changes=changes, headers={"access_token": token}, **told
            )
            said = answers.told(answer)
            error = said.get("error")
            if error == 0 and answer.is_success:
                return answers.inner(said, "data")
            if (answer.status_code == 401 or error in ENDED) and not dead:
                dead = token
                continue
            _fails(error, answer.status_code, changes)

    def _renewed(self, refresh: str) -> tokens.Renewed:
        told = self._access.told
        try:
            answer = reaching.asked(
                self._client,
                "POST",
                self._oauth + "/v4/oa/access_token",
                changes=True,
                headers={"secret_key": told.get("app_secret", "")},
                data={"refresh_token": refresh, "app_id": told.get("app_id", ""), "grant_type": "refresh_token"},
            )
        except Unsure:  # the token may be spent; nothing was posted
            answers.senseless(changes=False)
        said = answers.told(answer)
        new = answers.text(said.get("access_token")), answers.text(said.get("refresh_token"))
        if answer.is_success and all(new):
            lasts = answers.text(said.get("expires_in"))  # a number, or one in quotes
            return tokens.Renewed(*new, int(lasts) if lasts.isdigit() else 0, REFRESH_LASTS)
        if answer.status_code == 429 or answer.status_code >= 500 or not said.get("error"):
            raise _later()
        raise _not_renewed(answers.code(said["error"]))


class _Working(Later):
    """What was asked is not done yet."""


def _fails(error: object, status: int, changes: bool) -> NoReturn:
    """The error that a number means; without one, the status."""
    number = error if isinstance(error, int) and not isinstance(error, bool) else 0
    if number in ENDED or (not number and status in (401, 403)):
        raise _gone(str(number or status))
    if number == -224:
        raise NoRight(
            "articles by program are not in the package of this Zalo account", hint="Change the package at oa.zalo.me"
        )
    if number in RIGHTS:
        raise _gone(str(number))
    if number == WORKING:
        raise _Working("Zalo is still working on it", hint="It is tried again by itself", after=MINUTE)
    if number == -223:
        raise Later(
            "this Zalo account has as many articles as its package has in a month",
            hint="Remove old ones, or change the package at oa.zalo.me",
            after=HOURS,
        )
    if changes and status != 429 and number not in LATER and (status >= 500 or not number):
        answers.senseless(changes=True)
    if changes and number == -100:
        answers.senseless(changes=True)
    if number in LATER or status == 429 or status >= 500 or not number:
        raise Later("Zalo has no time just now", hint="It is tried again by itself", after=LATER.get(number))
    raise Refused(f"Zalo refuses it ({number})", hint="Look at what it asks for, then release it anew")


def _later() -> Later:
    return Later("Zalo has no time just now", hint="It is tried again by itself")


def _gone(code: str) -> NoRight:
    return NoRight(f"Zalo does not let this account do it ({code})", hint="Check what was entered, or connect it again")


def _not_renewed(code: str) -> NoRight:
    match code:
        case "-14020":
            return NoRight(
                f"Zalo does not accept the refresh token any more ({code})",
                hint="Make a new one at developers.zalo.me and enter it",
            )
        case "-14004":
            return NoRight(
                f"Zalo does not accept the app ID and its secret key ({code})",
                hint="Copy both from developers.zalo.me and enter them again",
            )
    return _gone(code)


def _needed(data: dict[str, Any], name: str) -> str:
    return answers.text(data.get(name)) or answers.senseless(changes=False)
