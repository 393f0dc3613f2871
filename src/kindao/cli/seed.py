"""kindao seed: much fictional data, to measure the desk's speed with."""

import os
from dataclasses import replace
from pathlib import Path

import click

from kindao.cli import options
from kindao.engine.vocabulary import Words


@click.command("seed")
@click.option("--patients", type=click.IntRange(1), default=20_000, show_default=True, help="How many patients.")
@click.option("--media", type=click.IntRange(1), default=100_000, show_default=True, help="How many pictures.")
@click.option("--consents", type=click.IntRange(1), default=50_000, show_default=True, help="How many consents.")
@click.option("--home", type=options.FILE, metavar="FOLDER", help="Folder of the installation: database, vault, keys.")
@click.pass_obj
def command(lang: str, patients: int, media: int, consents: int, home: Path | None) -> None:
    """Fill a fictional installation with as much as a group of clinics has, to measure the desk's speed.

    Every name is made up and says so; pictures are small ones of the examples. Nothing of it is anybody's.

    Exit status: 0 filled, 1 our own failure, 2 bad input.
    """
    from kindao.web import home as homes
    from kindao.web import serving

    installation = homes.Home(home.absolute()) if home else homes.of_environment()
    if not home and "KINDAO_HOME" not in os.environ:
        installation = replace(installation, folder=installation.folder.with_name("kindao-demo"))
    serving.settle(installation, address="http://localhost:8460")
    serving.prepare()
    from kindao.web import seeding

    def say(words: Words) -> None:
        click.echo(f"kindao: {words[lang]}", err=True)

    for told in seeding.fill(seeding.Much(patients, media, consents)):
        say(told)
