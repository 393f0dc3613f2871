"""The law and its answers told at length: as JSON for scripts, and as words for people."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import click

from kindao.cli import output
from kindao.engine.policy import asking
from kindao.engine.policy.changes import Answers, Changes
from kindao.engine.policy.decision import Verified
from kindao.engine.policy.explaining import OWN, About, Explanation, Shown, Spoke, remedies, successor
from kindao.engine.policy.facts import Facts, Role
from kindao.engine.policy.library import Case, cases_of
from kindao.engine.policy.pack import Article, Instrument, Pack, Rule
from kindao.engine.vocabulary import Outcome, Words
from kindao.page import telling
from kindao.page.dates import day, span
from kindao.page.law_wording import ACT, CARRIES, GIVER, LAW, LEADS, RELATION, ROLE
from kindao.page.wording import DESTINATION, EFFECT, OUTCOME, PURPOSE, VERIFIED, VERIFIED_IN_FULL

# ---- JSON


def explained_rule_json(rule: Rule, pack: Pack) -> dict[str, Any]:
    told = cases_of(rule, pack)
    return output.rule_json(rule) | {
        "asked": list(rule.acts),
        "articles": [article_json(one, pack) for one in rule.articles],
        "remedies": [words_json(words) for words in remedies(rule)],
        "decides": case_json(told.decides) if told else None,
        "leaves": case_json(told.leaves) if told else None,
    }


def article_json(article: Article, pack: Pack) -> dict[str, Any]:
    after = successor(article.instrument, pack)
    return {
        "citation": article.cited.vi,
        "citation_en": article.cited.en,
        **words_json(article.words),
        "since": article.since.isoformat(),
        "until": article.until.isoformat() if article.until else None,
        "replaced_by": after.short.vi if after else None,
        "source": article.source,
        "verified": article.verified.value,
    }


def case_json(case: Case) -> dict[str, Any]:
    return {
        **words_json(case.words),
        "on": case.on.isoformat(),
        "purpose": case.purpose.value,
        "destination": case.destination.value,
        "decision": case.outcome.value,
        "rules": list(case.rules),
    }


def words_json(words: Words) -> dict[str, str]:
    return {"en": words.en, "vi": words.vi}


def explanation_json(told: Explanation, facts: Facts) -> dict[str, Any]:
    return {
        "decision": told.decision.outcome.value,
        "use": {
            "purpose": facts.use.purpose.value,
            "destination": facts.use.destination.value,
            "on": facts.use.on.isoformat(),
        },
        "people": [_about_json(one) for one in told.people],
        "picture": {"decision": told.picture.value, "rules": [_spoke_json(one) for one in told.spoke]},
        "obligations": [_spoke_json(one) for one in told.duties],
        "ways": [
            {"leads_to": way.leads.value, "steps": [output.step_json(step) for step in way.steps]} for way in told.ways
        ],
        "consents_of_nobody": list(told.strangers),
        "law": output.law_json(told.decision),
    }


def _about_json(one: About) -> dict[str, Any]:
    return {
        "person": one.person,
        "role": one.role.value,
        "age": one.age,
        "decision": one.outcome.value,
        "must_agree": [role.value for role in one.agree],
        "lacking": [role.value for role in one.lacking],
        "rules": [_spoke_json(spoke) for spoke in one.spoke],
        "consents": [
            {
                "id": shown.id,
                "giver": shown.giver.value,
                "signed_on": shown.signed_on.isoformat(),
                "carries": shown.carries.value,
                "flaws": [_spoke_json(flaw) for flaw in shown.flaws],
            }
            for shown in one.consents
        ],
    }


def _spoke_json(spoke: Spoke) -> dict[str, Any]:
    articles = [
        {"citation": one.cited.vi, "citation_en": one.cited.en, **words_json(one.words), "source": one.source}
        for one in spoke.articles
    ]
    return output.reason_json(spoke.reason) | {"articles": articles}


def changes_json(told: Changes, both: Answers | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "from": told.first.isoformat(),
        "to": told.last.isoformat(),
        "changes": [
            {
                "old": _instrument_json(one.old),
                "new": _instrument_json(one.new),
                "ended": [output.rule_json(rule) for rule in one.ended],
                "begun": [output.rule_json(rule) for rule in one.begun],
            }
            for one in told.changes
        ],
        "between": [output.rule_json(rule) for rule in told.between],
    }
    if both is None:
        return said
    answer = {
        "from": output.decision_json(both.before),
        "to": output.decision_json(both.after),
        "gone": [output.reason_json(one) for one in both.gone],
        "new": [output.reason_json(one) for one in both.new],
    }
    return said | {"facts": answer}


def _instrument_json(one: Instrument | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "id": one.id,
        "short": one.short.vi,
        "short_en": one.short.en,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        **words_json(one.title),
    }


def withdrawn_since_json(facts: Facts) -> list[dict[str, str]]:
    return [{"consent": consent.id, "on": on.isoformat()} for consent, on in asking.withdrawn_since(facts)]


# ---- Words


def known(article: Article, flags: Mapping[Verified, Words]) -> Words:
    """How well it is known, and from where."""
    if article.source == OWN:
        return LAW["own"]
    flag = flags[article.verified]
    return Words(f"{flag.vi}, {article.source}", f"{flag.en}, {article.source}")


def show_nothing_in_force(pack: Pack, on: date, lang: str) -> None:
    first = day(min(rule.since for rule in pack.rules))[lang]
    click.echo(LAW["none-in-force"][lang].format(pack=pack.name, on=day(on)[lang], first=first))


def show_withdrawn_since(facts: Facts, lang: str) -> None:
    """Of an answer about a past day: what was taken back since, for today's answer is another."""
    for consent, on in asking.withdrawn_since(facts):
        told = LAW["withdrawn-since"][lang].format(consent=consent.id, on=day(on)[lang], asked=day(facts.use.on)[lang])
        click.secho(told, fg="yellow")


def sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def show_rule(rule: Rule, lang: str) -> None:
    """What it is, in four lines."""
    click.secho(f"{rule.id}  {EFFECT[rule.effect][lang]}", bold=True)
    click.echo(f"{rule.words[lang]}\n{rule.cited[lang]}\n{rule.since} → {rule.until or ''}")
    click.echo(VERIFIED[rule.verified][lang])


def show_explained_rule(rule: Rule, pack: Pack, lang: str) -> None:
    """The rule at length: its articles, what lifts it, and its two cases."""
    click.secho(f"{rule.id}  {EFFECT[rule.effect][lang]}", bold=True)
    click.echo(rule.words[lang])
    asked = ", ".join(ACT[act][lang] for act in rule.acts)
    _line("in-force", span(rule.since, rule.until)[lang], lang)
    if asked:
        _line("asked", asked, lang)
    for article in rule.articles:
        click.secho(f"{article.cited[lang]}", bold=True)
        click.echo(f"  {article.words[lang]}")
        ends = f", {span(article.since, article.until)[lang]}"
        click.secho(f"  {article.instrument.title[lang]}{ends}", dim=True)
        click.secho(f"  {sentence(known(article, VERIFIED_IN_FULL)[lang])}", dim=True)
        if article.until and (after := successor(article.instrument, pack)):
            click.echo(f"  {LAW['replaced-by'][lang]}: {after.short[lang]}, {after.title[lang]}")
    lifts = remedies(rule)
    if lifts:
        click.echo(f"{LAW['lifts'][lang]}:")
    for words in lifts:
        click.echo(f"  - {words[lang]}")
    if told := cases_of(rule, pack):
        show_case("decides", told.decides, lang)
        show_case("leaves", told.leaves, lang)
    else:
        click.echo(LAW["no-case"][lang])


def show_case(key: str, case: Case, lang: str) -> None:
    use = f"{PURPOSE[case.purpose][lang]}, {DESTINATION[case.destination][lang]}, {day(case.on)[lang]}"
    click.echo(f"{LAW[key][lang]}: {case.words[lang]}")
    click.secho(f"  {use}: {OUTCOME[case.outcome][lang]} ({', '.join(case.rules)})", dim=True)


def _line(key: str, value: str, lang: str) -> None:
    click.echo(f"{LAW[key][lang]}: {value}")


def show_explanation(told: Explanation, facts: Facts, pack: Pack, lang: str) -> None:
    """The answer, then each person, then the picture, then the duties and every way to yes."""
    use, read = facts.use, set[str]()
    output.show_outcome(told.decision.outcome, lang)
    _line(
        "asked-about",
        f"{PURPOSE[use.purpose][lang]} · {DESTINATION[use.destination][lang]} · {day(use.on)[lang]}",
        lang,
    )
    for one in told.people:
        _show_person(one, read, lang)
    if told.spoke:
        _head(LAW["the-picture"][lang], told.picture, lang)
        _show_spoke(told.spoke, read, lang)
    for identity in told.strangers:
        click.secho(LAW["stranger"][lang].format(id=identity), fg="yellow")
    if told.duties:
        click.secho(f"\n{LAW['duties'][lang]}:", bold=True)
        _show_spoke(told.duties, read, lang)
    if told.decision.outcome is not Outcome.PERMIT:
        _show_ways(told, lang)
    decision = told.decision
    click.secho(
        f"\n{output.heading('law', lang)}: {decision.pack} {decision.version}, {decision.pack_digest}", dim=True
    )
    if not pack.reviewed_by:
        click.secho(LAW["unsigned"][lang], dim=True)


def _show_person(one: About, read: set[str], lang: str) -> None:
    said = f"{one.person}, {ROLE[one.role][lang]}"
    if one.age is not None:
        said += f", {LAW['years'][lang].format(n=one.age)}"
    elif one.role in (Role.PATIENT, Role.UNKNOWN):
        said += f", {LAW['no-age'][lang]}"
    _head(said, one.outcome, lang)
    if one.agree:
        lacking = f"; {LAW['lacking'][lang].lower()}: {_givers(one.lacking, lang)}" if one.lacking else ""
        click.echo(f"  {LAW['must-agree'][lang]}: {_givers(one.agree, lang)}{lacking}")
    for consent in one.consents:
        _show_consent(consent, read, lang)
    _show_spoke(one.spoke, read, lang)


def _head(said: str, outcome: Outcome, lang: str) -> None:
    click.secho(f"\n{said}: ", bold=True, nl=False)
    click.secho(OUTCOME[outcome][lang], fg=output.COLOUR[outcome], bold=True)


def _givers(roles: Iterable[Any], lang: str) -> str:
    return " + ".join(GIVER[role][lang] for role in roles)


def _show_consent(consent: Shown, read: set[str], lang: str) -> None:
    giver = RELATION[consent.relation][lang] or GIVER[consent.giver][lang]
    said = LAW["consent"][lang].format(id=consent.id, giver=giver, day=day(consent.signed_on)[lang])
    click.secho(f"  {said}: {CARRIES[consent.carries][lang]}", bold=True)
    _show_spoke(consent.flaws, read, lang, indent="    ")


def _show_spoke(spoke: Iterable[Spoke], read: set[str], lang: str, *, indent: str = "  ") -> None:
    """read: articles whose summary was given already, which are then cited alone."""
    for one in spoke:
        reason = one.reason
        click.echo(f"{indent}- {reason.words[lang]}  ", nl=False)
        click.secho(f"[{reason.rule}, {EFFECT[reason.effect][lang]}]", dim=True)
        for article in one.articles:
            says = "" if article.citation in read else f": {article.words[lang]}"
            read.add(article.citation)
            click.secho(f"{indent}    {article.cited[lang]}{says} ({known(article, VERIFIED)[lang]})", dim=True)


def _show_ways(told: Explanation, lang: str) -> None:
    click.secho(f"\n{LAW['ways'][lang]}:", bold=True)
    if not told.ways:
        click.echo(f"  {LAW['no-way'][lang]}")
    for n, way in enumerate(told.ways, 1):
        click.echo(f"  {n}. {LEADS[way.leads][lang]}")
        for step in telling.steps(way.steps):
            click.echo(f"     - {step.words[lang]}{output.of_whom(step.people, lang)}")


def show_changes(told: Changes, both: Answers | None, lang: str) -> None:
    """By instrument, in the order in which they came; then how an answer changed, when one was asked for."""
    first, last = day(told.first)[lang], day(told.last)[lang]
    click.secho(LAW["changed"][lang].format(first=first, last=last), bold=True)
    if not told.changes:
        click.echo(f"  {LAW['nothing-changed'][lang]}")
    for one in told.changes:
        click.secho(f"\n{titled(one.old, one.new, lang)}", bold=True)
        for rule in one.ended:
            _show_change("−", "red", rule, lang)
        for rule in one.begun:
            _show_change("+", "green", rule, lang)
    if told.between:
        click.secho(f"\n{LAW['between'][lang]}", bold=True)
        for rule in told.between:
            _show_change("·", "yellow", rule, lang)
    if both:
        _show_answers(both, lang)


def titled(old: Instrument | None, new: Instrument | None, lang: str) -> str:
    """ "Decree 181/2013/NĐ-CP → Decree 342/2025/NĐ-CP"; one name when it stays."""
    if old is None or old == new:
        assert new is not None  # a rule that changed has an instrument on one side
        said = f"{new.short[lang]}, {new.title[lang]}"
        return f"{said} ({LAW['new-instrument'][lang]}, {day(new.since)[lang]})" if old is None else said
    after = f"{new.short[lang]}, {new.title[lang]}" if new else LAW["no-successor"][lang]
    return f"{old.short[lang]} → {after}"


def _show_change(mark: str, colour: str, rule: Rule, lang: str) -> None:
    click.secho(f"  {mark} ", fg=colour, nl=False)
    click.echo(f"{rule.words[lang]}")
    said = f"{rule.id}, {EFFECT[rule.effect][lang]}; {rule.cited[lang]}; {span(rule.since, rule.until)[lang]}"
    click.secho(f"    {said}", dim=True)


def _show_answers(both: Answers, lang: str) -> None:
    click.secho(f"\n{LAW['answer-changed'][lang]}", bold=True)
    for decision in (both.before, both.after):
        assert decision.on is not None  # `decide` always says the day
        click.echo(f"  {day(decision.on)[lang]}: ", nl=False)
        click.secho(OUTCOME[decision.outcome][lang], fg=output.COLOUR[decision.outcome], bold=True)
    if not both.gone and not both.new:
        click.echo(f"  {LAW['same-reasons'][lang]}")
    for mark, colour, reasons in (("−", "red", both.gone), ("+", "green", both.new)):
        for one in reasons:
            click.secho(f"  {mark} ", fg=colour, nl=False)
            click.echo(f"{one.words[lang]}{output.of_whom((one.person,) if one.person else (), lang)}")
            click.secho(f"    {one.rule}, {EFFECT[one.effect][lang]}; {one.cited[lang]}", dim=True)
