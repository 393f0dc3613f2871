"""How whoever reads is spoken to: {% spoken %}…{% endspoken %} says "em" to a child, and means the patient where
somebody speaks for one. What is quoted stays as it was written."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context

from kindao.web.asking.readers import page_to_reader, reader_of

register = template.Library()


class Spoken(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        said = self.nodelist.render(context)
        if (ask := context.get("ask")) is not None:
            return page_to_reader(said, ask.reader)
        if (reader := context.get("reader")) is not None:
            return page_to_reader(said, reader)
        visitor = getattr(context.get("request"), "visitor", None)
        return page_to_reader(said, reader_of(visitor.person, visitor.guardianship)) if visitor else said


@register.tag
def spoken(parser: Parser, token: Token) -> Spoken:
    nodelist = parser.parse(("endspoken",))
    parser.delete_first_token()
    return Spoken(nodelist)
