"""How whoever is asked is spoken to: {% spoken %}{% translate "…" %}{% endspoken %} says "em" to a child."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context

from kindao.web.asking.words import to_reader

register = template.Library()


class Spoken(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        ask = context.get("ask")
        said = self.nodelist.render(context)
        return to_reader(said, ask.reader) if ask is not None else said


@register.tag
def spoken(parser: Parser, token: Token) -> Spoken:
    nodelist = parser.parse(("endspoken",))
    parser.delete_first_token()
    return Spoken(nodelist)
