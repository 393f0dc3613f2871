"""kindao law: the rules, with their articles."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from kindao.cli import options
from kindao.cli.helping import Group


@click.group("law", cls=Group)
@click.option("--law", "packs", multiple=True, default=("vn",), help=options.LAW)
@click.pass_context
def command(ctx: click.Context, packs: tuple[str, ...]) -> None:
    """What the law says, article by article."""
    ctx.obj = (ctx.obj, ",".join(packs))


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
    rules = [r for r in pack.rules if on is None or (r.since <= on and (r.until is None or on <= r.until))]
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
    from kindao.cli import output
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.pack import load_pack
    from kindao.page.wording import EFFECT, VERIFIED

    lang, name = said
    rules = [r for r in load_pack(name).rules if r.id == identity]
    if not rules:
        raise BadInput(f"no rule {identity} in the pack {name}", hint="kindao law list shows them all")
    if as_json:
        output.dump([output.rule_json(r) for r in rules] if len(rules) > 1 else output.rule_json(rules[0]))
        return
    for rule in rules:
        click.secho(f"{rule.id}  {EFFECT[rule.effect][lang]}", bold=True)
        click.echo(f"{rule.words[lang]}\n{rule.cited[lang]}\n{rule.since} → {rule.until or ''}")
        click.echo(VERIFIED[rule.verified][lang])


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
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.decide import decide
    from kindao.engine.policy.facts import facts_from_json
    from kindao.engine.policy.pack import load_pack
    from kindao.engine.policy.reading import LARGEST
    from kindao.inputs import content

    lang, name = said
    try:
        facts = facts_from_json(content(file, LARGEST))
    except OSError as error:
        raise BadInput(f"{file}: can't be read ({error.strerror})", hint="Check the path") from None
    except BadInput as error:
        raise BadInput(f"{file}: {error.message}", hint=error.hint, vi=f"{file}: {error.vi or error}") from None
    if on:
        facts = replace(facts, use=replace(facts.use, on=on))
    decision = decide(facts, load_pack(name))
    if as_json:
        output.dump(output.decision_json(decision))
    else:
        output.show_outcome(decision.outcome, lang)
        output.show_decision(decision, lang)
    sys.exit(output.STATUS[decision.outcome])
