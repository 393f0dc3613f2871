"""The platforms of Meta and Google as the contract of connectors plays them: those of `graph` and `youtube`, with every
trouble that the contract knows."""

from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MethodType

from kindao.web.releases.connectors.base import Item
from kindao.web.releases.connectors.facebook import Facebook
from kindao.web.releases.connectors.instagram import Instagram
from kindao.web.releases.connectors.youtube import YouTube
from platforms import graph, youtube
from platforms.breaking import EVERYTHING, INSTEAD
from platforms.registry import How, Platform, When, an_access
from platforms.serving import Answer, Asked, Lost, served
from platforms.serving import Platform as Played


class Entered(Platform):
    """One of them, served, with its messages counted."""

    hows = EVERYTHING
    played: Played

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.played.handled = MethodType(self._handled, self.played)  # type: ignore[method-assign]
        self._served = served(self.played)
        self.address = self._served.__enter__()

    def _handled(self, played: Played, asked: Asked) -> Answer:
        with played.lock:
            self.steps += 1
            told = [f"{name}: {value}" for name, value in asked.headers.items()]
            self.heard += " ".join([asked.method, asked.path, *asked.told, *asked.told.values(), *told]).encode()
            self.heard += asked.body
            before, after = self.due(When.BEFORE), self.due(When.AFTER)
            answer = Answer(200) if before else played.answer(asked)
            how = before or after
        if how is How.CLOSES:
            raise Lost
        if how is How.CUT:
            return Answer(answer.status, b"{", {**answer.headers, "Content-Length": "2", "Connection": "close"})
        if how:
            reply = INSTEAD[how]
            return Answer(reply.status, reply.body, {"Content-Type": reply.kind, **reply.headers})
        return answer

    def close(self) -> None:
        self._served.__exit__(None, None, None)


class FacebookPage(Entered):
    secrets = (graph.TOKEN, graph.SECRET)

    def __init__(self, folder: Path) -> None:
        self.played = self.meta = graph.Meta()
        super().__init__(folder)
        self.connector = page = Facebook()
        page.graph = page.films = page.web = self.address
        page.settles = timedelta(0)
        told = {"page": graph.PAGE, "app": graph.APP, "secret": graph.SECRET, "token": graph.TOKEN}
        self.access = an_access(told)

    def public(self) -> set[str]:
        posts = [one.id.partition("_")[2] for one in self.meta.of("post")]
        return {f"{self.address}/{graph.PAGE}/posts/{post}" for post in posts}

    def revoke(self) -> None:
        self.meta.tokens[graph.TOKEN].valid = False


class InstagramAccount(Entered):
    secrets = (graph.TOKEN, graph.SECRET)

    def __init__(self, folder: Path) -> None:
        self.played = self.meta = graph.Meta()
        super().__init__(folder)
        place = folder / "site"
        place.mkdir()
        self._site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(place)))
        Thread(target=lambda: self._site.serve_forever(0.02), daemon=True).start()
        self.connector = account = Instagram()
        account.graph = account.uploads = self.address
        account.settles, account.between = timedelta(0), 0.0
        told = {"account": graph.INSTAGRAM, "app": graph.APP, "secret": graph.SECRET, "token": graph.TOKEN}
        site = {"folder": str(place), "site": f"http://127.0.0.1:{self._site.server_port}"}
        self.access = an_access(told | site)

    def public(self) -> set[str]:
        return {f"{self.address}/p/{one.fields['code']}/" for one in self.meta.of("media")}

    def revoke(self) -> None:
        self.meta.tokens[graph.TOKEN].valid = False

    def close(self) -> None:
        super().close()
        self._site.shutdown()
        self._site.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


class YouTubeChannel(Entered):
    secrets = (youtube.SECRET, youtube.REFRESH)

    def __init__(self, folder: Path) -> None:
        self.played = self.youtube = youtube.YouTubes()
        super().__init__(folder)
        self.connector = channel = YouTube()
        channel.api = channel.oauth = channel.web = self.address
        channel.settles, channel.between = timedelta(0), 0.0
        told = {"channel": youtube.CHANNEL, "client": youtube.CLIENT}
        self.access = an_access(told | {"secret": youtube.SECRET, "refresh": youtube.REFRESH})

    def item(self, caption: str = "Sau ba tháng\n#nangmui & chăm sóc") -> Item:
        """Without < and >, which YouTube takes from nobody."""
        return super().item(caption)

    def public(self) -> set[str]:
        return {f"{self.address}/watch?v={one.id}" for one in self.youtube.public()}

    def revoke(self) -> None:
        for one in self.youtube.signed.values():
            one.valid = False


ENTRIES = {"facebook": FacebookPage, "instagram": InstagramAccount, "youtube": YouTubeChannel}
