"""Whoever works at the desk reads what to do there, not which option a command would take."""

import re
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from asked import a_question
from builders import a_member
from kindao.engine import gate
from kindao.engine.appearance import Appearance
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Interval
from kindao.engine.policy.facts import Person, Role
from kindao.engine.vocabulary import Finding, Identifier
from kindao.web.asking import previewing
from kindao.web.asking.models import Question
from kindao.web.review import leases
from kindao.web.review.contradicting import in_desk_words
from kindao.web.review.models import Work

ID = "978c64a6-8b5e-4f43-9a53-3b4a63b3a1d2"
SPEECH = Finding(Identifier.VOICE, Interval(Fraction(0), Fraction("7.25")), 0.9, "voice")
SHORT = (Interval(Fraction(0), Fraction("6.03")),)


def somebody(name: str = ID, **told: Any) -> Appearance:
    return Appearance(Person(name, Role.STAFF), **told)


def refused(check: Any, *told: Any) -> BadInput:
    with pytest.raises(BadInput) as error:
        check(*told)
    return error.value


FILM = SimpleNamespace(clip=SimpleNamespace(seconds=Fraction(5)))
FACE = Box(0, 0, 40, 40)


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (gate._whole, ([SPEECH], [somebody(heard=SHORT)])),
        (gate.within, (FILM, SHORT, "--person")),
        (gate._apart, ([somebody(heard=SHORT), somebody("another", heard=SHORT)],)),
        (gate._apart, ([somebody(tracks=(1,)), somebody("another", tracks=(1,))],)),
        (gate._apart, ([somebody(at=(FACE,)), somebody("another", at=(FACE,))],)),
        (gate._numbers, ([], [somebody(tracks=(3,))])),
    ],
)
def test_neither_option_nor_id_nor_command_is_told(check: Any, told: tuple[Any, ...]) -> None:
    error = refused(check, *told)
    assert "--person" in str(error)
    said = in_desk_words(error)
    for words in (said.vi, said.en):
        assert not re.search(r"--|heard=|track=|at=|kindao|another|" + ID, words), words
    assert "Người phụ trách sửa ở mục" in said.vi and "The officer puts it right under" in said.en


def test_the_times_are_those_that_the_desks_fields_take() -> None:
    said = in_desk_words(refused(gate._whole, [SPEECH], [somebody(heard=SHORT)]))
    assert "0:00-0:06.03" in said.en and "0:00-0:07.25" in said.en and "0:00-0:06.03" in said.vi


def test_of_an_error_that_is_not_known_the_option_alone_is_left_out() -> None:
    assert in_desk_words(BadInput("--caption: too long", hint="Shorten it")).en == "too long. Shorten it"


@pytest.mark.django_db
def test_a_question_says_what_to_put_right_and_to_ask_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    question = a_question(a_member())
    Question.objects.filter(pk=question.pk).update(state=Work.State.WAITING, copy=None)
    wrong = refused(gate._whole, [SPEECH], [somebody(heard=SHORT)])

    def refuse(*_: Any, **__: Any) -> None:
        raise wrong

    monkeypatch.setattr(gate, "check", refuse)
    question.refresh_from_db()
    lease = leases.take(Question, question.pk)
    assert lease is not None
    previewing.run(lease, question)
    question.refresh_from_db()
    assert question.refused_vi.endswith("Sau đó hãy hỏi lại người bệnh.") and "--" not in question.refused_en
