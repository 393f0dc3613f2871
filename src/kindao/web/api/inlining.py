"""Kinds whose name another has, too: a description holds one of each name, so these stand where they are used."""

from enum import Enum
from typing import Annotated

from pydantic import WithJsonSchema

from kindao.web.cases.models import OtherPerson
from kindao.web.consent.models import State
from kindao.web.door.models import Message
from kindao.web.rights.models import Kind, Step


def _inline(kind: type[Enum]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [one.value for one in kind]})


AnswerState = Annotated[State, _inline(State)]
MessageState = Annotated[Message.State, _inline(Message.State)]
OtherKind = Annotated[OtherPerson.Kind, _inline(OtherPerson.Kind)]
RightsKind = Annotated[Kind, _inline(Kind)]
RightsStep = Annotated[Step, _inline(Step)]
