"""The documents say what the code does."""

import re
import subprocess
from importlib import import_module
from pathlib import Path

import click
import pytest

import kindao
from kindao.cli import COMMANDS, options
from kindao.engine.detect.parts import AREAS
from kindao.engine.vocabulary import Destination, Purpose

ROOT = Path(__file__).resolve().parents[2]
COMMANDS_PAGE = (ROOT / "docs/commands.md").read_text()


def all_options() -> list[tuple[str, str]]:
    found = []
    for name in COMMANDS:
        command = import_module(f"kindao.cli.{name}").command
        group = command.commands.values() if isinstance(command, click.Group) else (command,)
        found += [
            (name, option)
            for one in group
            for parameter in one.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
            if option.startswith("--")
        ]
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"## kindao {name}" in COMMANDS_PAGE


@pytest.mark.parametrize(("command", "option"), all_options())
def test_every_option_is_documented(command: str, option: str) -> None:
    assert option in COMMANDS_PAGE, command


@pytest.mark.parametrize("word", [*Purpose, *Destination])
def test_every_purpose_and_destination_is_documented(word: str) -> None:
    assert word in COMMANDS_PAGE


@pytest.mark.parametrize("area", AREAS)
def test_every_part_under_treatment_is_named_in_help_and_documents(area: str) -> None:
    assert all(area in told for told in (COMMANDS_PAGE, options.AREA, options.AREA_KEPT))


def test_twelve_public_names_at_most_and_all_documented() -> None:
    page = (ROOT / "docs/python.md").read_text()
    assert len(kindao.__all__) <= 12
    for name in kindao.__all__:
        assert f"`{name}" in page
        assert getattr(kindao, name)


def test_links_in_the_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_the_readmes_two_commands_are_those_of_the_script() -> None:
    readme = (ROOT / "README.md").read_text()
    said = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    for command in ("./run demo", "./run test"):
        assert command in readme and command in said
    assert "./run test" in (ROOT / ".ci/run").read_text()


def test_nothing_in_the_tree_names_a_machine_or_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    for name in tracked:
        file = ROOT / name
        if file.suffix in (".py", ".md", ".toml", ".lock", ".cedar", ".json", ".html", "") and file.is_file():
            text = file.read_text(errors="ignore")
            for word in ("/" + "work/", "pythonhosted" + ".org", "pypi" + ".org", "registry.npmjs" + ".org"):
                assert word not in text, f"{name} names {word}"
