"""The ways to the public: the built-in ones in one tuple, others by the entry point `kindao.connectors`."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from kindao.engine.errors import Missing
from kindao.engine.vocabulary import Destination
from kindao.web.releases.connectors.base import Connector

GROUP = "kindao.connectors"

# Names, not classes: a command that sends nothing out need not wait for SSH and what else they stand on.
BUILT_IN = (
    "kindao.web.releases.connectors.wordpress:WordPress",
    "kindao.web.releases.connectors.facebook:Facebook",
    "kindao.web.releases.connectors.instagram:Instagram",
    "kindao.web.releases.connectors.youtube:YouTube",
    "kindao.web.releases.connectors.tiktok:TikTok",
    "kindao.web.releases.connectors.zalo:Zalo",
    "kindao.web.releases.connectors.sftp:Sftp",
    "kindao.web.releases.connectors.folder:Folder",
    "kindao.web.releases.connectors.manual:Manual",
)


@cache
def installed() -> dict[str, Connector]:
    """By name."""
    listed = [EntryPoint(name.partition(":")[2], name, GROUP) for name in BUILT_IN]
    every: list[Connector] = [point.load()() for point in (*listed, *entry_points(group=GROUP))]
    return {one.name: one for one in every}


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
