"""kindao law: the rules, with their articles."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kindao.cli import options
from kindao.cli.helping import Group

if TYPE_CHECKING:
    from kindao.engine.policy.facts import Facts
    from kindao.engine.policy.pack import Pack, Rule


@click.group("law", cls=Group)
@click.option("--law", "pack", default="vn", help="The law pack.")
@click.pass_context
def command(ctx: click.Context, pack: str) -> None:
    """What the law says, article by article."""
    ctx.obj = (ctx.obj, pack)


@command.command("list")
@click.option("--on", type=options.Day(), help="Only what is in force on this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_rules(said: tuple[str, str], on: date | None, as_json: bool) -> None:
    """Every rule with its article and dates."""
    from kindao.cli import output
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack = load_pack(name)
    rules = [rule for rule in pack.rules if on is None or rule.in_force(on)]
    if as_json:
        output.dump({"pack": pack.name, "version": pack.version, "rules": [output.rule_json(r) for r in rules]})
        return
    for rule in rules:
        until = f"→{rule.until}" if rule.until else "→"
        click.echo(f"{rule.id:<18} {rule.effect.value:<8} {rule.since}{until}  {rule.cited[lang]}")
        click.secho(f"{'':<18} {rule.words[lang]}", dim=True)


@command.command("show")
@click.argument("identity", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show(said: tuple[str, str], identity: str, as_json: bool) -> None:
    """One rule: its article, its words, its dates, how well it is known."""
    from kindao.cli import law_output, output
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    rule = _rule(load_pack(name), identity)
    if as_json:
        output.dump(output.rule_json(rule))
    else:
        law_output.show_rule(rule, lang)


@command.command("explain")
@click.argument("what", metavar="FACTS.json|ID")
@click.option("--on", type=options.Day(), help="Judge as of this day instead of the day in the facts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def explain(said: tuple[str, str], what: str, on: date | None, as_json: bool) -> None:
    """Why: of facts, what each rule and article says of each person, what is wrong with each consent, and every way to
    yes; of a rule, what its articles say, what lifts it, and a case that it decides.

    Exit status: 0 explained, 2 bad input.
    """
    from kindao.cli import law_output, output
    from kindao.engine.policy.explaining import explain as explained
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack, file = load_pack(name), Path(what)
    if file.suffix.lower() == ".json" or file.is_file():
        facts = _facts(file, on)
        with options.about(_day(file, on)):
            told = explained(facts, pack)
        if as_json:
            output.dump(law_output.explanation_json(told, facts))
        else:
            law_output.show_explanation(told, facts, pack, lang)
        return
    rule = _rule(pack, what)
    if as_json:
        output.dump(law_output.explained_rule_json(rule, pack))
    else:
        law_output.show_explained_rule(rule, pack, lang)


@command.command("decide")
@click.argument("file", metavar="FACTS.json", type=options.FILE)
@click.option("--on", type=options.Day(), help="Judge as of this day instead of the day in the facts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def decide_facts(said: tuple[str, str], file: Path, on: date | None, as_json: bool) -> None:
    """Ask the law about facts alone, without a picture.

    Exit status: 0 permit, 3 indeterminate, 4 deny, 2 bad input.
    """
    from kindao.cli import output
    from kindao.engine.policy.decide import decide
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    facts, pack = _facts(file, on), load_pack(name)
    with options.about(_day(file, on)):
        decision = decide(facts, pack)
    if as_json:
        output.dump(output.decision_json(decision))
    else:
        output.show_outcome(decision.outcome, lang)
        output.show_decision(decision, lang)
    sys.exit(output.STATUS[decision.outcome])


@command.command("diff")
@click.option("--from", "first", type=options.Day(), required=True, help="The first of the two days.")
@click.option("--to", "last", type=options.Day(), required=True, help="The second of the two days.")
@click.option("--facts", "file", type=options.FILE, help="Also ask about these facts (JSON) on both days.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def diff(said: tuple[str, str], first: date, last: date, file: Path | None, as_json: bool) -> None:
    """What changed in the law between two days: the rules that ended and began, and what took whose place.

    Exit status: 0 told, 2 bad input.
    """
    from kindao.cli import law_output, output
    from kindao.engine.policy.changes import answers, changes
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack = load_pack(name)
    told, both = changes(pack, first, last), None
    if file:
        facts = _facts(file)
        with options.about(file):
            both = answers(facts, pack, first, last)
    if as_json:
        output.dump(law_output.changes_json(told, both))
    else:
        law_output.show_changes(told, both, lang)


@command.command("page")
@click.option("-o", "--out", required=True, type=options.FILE, help="Where the page goes (.html).")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def page(said: tuple[str, str], out: Path, force: bool, as_json: bool) -> None:
    """The whole law as one HTML page to read, search and print: every rule and article, with dates and cases."""
    from kindao.cli import output, pages
    from kindao.engine.media.writing import write_atomically
    from kindao.engine.policy.pack import load_pack
    from kindao.page.law import render_law

    lang, name = said
    pages.free(out, force, option="--out")
    write_atomically(out, render_law(load_pack(name), language=lang).encode(), force=force)
    if as_json:
        output.dump({"page": str(out)})
    else:
        click.echo(out)


def _rule(pack: "Pack", identity: str) -> "Rule":
    from kindao.engine.errors import BadInput

    try:
        return pack.rule(identity)
    except KeyError:
        raise BadInput(f"no rule {identity} in the pack {pack.name}", hint="kindao law list shows them all") from None


def _facts(file: Path, on: date | None = None) -> "Facts":
    """The facts in a file, judged on another day if one is given. Raises BadInput that names file and field."""
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.facts import facts_from_json
    from kindao.engine.policy.reading import LARGEST
    from kindao.inputs import content

    try:
        with options.about(file):
            facts = facts_from_json(content(file, LARGEST))
    except OSError as error:
        raise BadInput(f"{file}: can't be read ({error.strerror})", hint="Check the path") from None
    return replace(facts, use=replace(facts.use, on=on)) if on else facts


def _day(file: Path, on: date | None) -> str:
    """Where the day of the use was said."""
    return "--on" if on else f"{file}: use.on"
