"""The ways to the public: the built-in ones in one tuple, others by the entry point `kindao.connectors`."""

from functools import cache
from importlib.metadata import entry_points

from kindao.engine.errors import Missing
from kindao.engine.vocabulary import Destination
from kindao.web.releases.connectors.base import Connector
from kindao.web.releases.connectors.facebook import Facebook
from kindao.web.releases.connectors.folder import Folder
from kindao.web.releases.connectors.instagram import Instagram
from kindao.web.releases.connectors.manual import Manual
from kindao.web.releases.connectors.sftp import Sftp
from kindao.web.releases.connectors.tiktok import TikTok
from kindao.web.releases.connectors.wordpress import WordPress
from kindao.web.releases.connectors.youtube import YouTube
from kindao.web.releases.connectors.zalo import Zalo

BUILT_IN: tuple[Connector, ...] = (
    WordPress(),
    Facebook(),
    Instagram(),
    YouTube(),
    TikTok(),
    Zalo(),
    Sftp(),
    Folder(),
    Manual(),
)


@cache
def installed() -> dict[str, Connector]:
    """By name."""
    others = tuple(point.load()() for point in entry_points(group="kindao.connectors"))
    return {one.name: one for one in (*BUILT_IN, *others)}


def connector(name: str) -> Connector:
    """Raises Missing."""
    try:
        return installed()[name]
    except KeyError:
        raise Missing(
            "the connector of this account is not installed", hint="Install it, or take down its releases by hand"
        ) from None


def leading_to(destination: Destination) -> list[Connector]:
    return [one for one in installed().values() if destination in one.destinations]
