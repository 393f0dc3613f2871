"""What people read on the desk are words: no codes of a file or a program, no commands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.urls import reverse
from django.utils import translation

import kindao.web
from builders import a_member, a_patient, signed_in
from kindao.engine.policy.consent import DATA, DataType, Relation
from kindao.engine.vietnamese import in_vietnamese
from kindao.engine.vocabulary import Destination, Outcome, Purpose, Words
from kindao.web.api.exports import TABLES
from kindao.web.audit.events import VERB
from kindao.web.cases import actions
from kindao.web.cases.models import Appearance, Original, OtherPerson
from kindao.web.cases.said import said
from kindao.web.cases.templatetags.words import specialty
from kindao.web.clinics import models as clinics
from kindao.web.clinics.models import Role
from kindao.web.door import models as door
from kindao.web.officer.models import Mark
from kindao.web.officer.verbs import CODES, FACTS, KINDS, VERBS, told
from kindao.web.releases.models import Why
from kindao.web.review.models import CHANGED, Confirmation, Decision
from kindao.web.review.over import Because
from kindao.web.rights.actions import TOLD
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import Kind as RightsKind
from kindao.web.rights.models import Step
from kindao.web.vault.views import LOOKED


@pytest.mark.parametrize("language", ["vi", "en"])
def test_neither_codes_nor_commands_are_told(language: str) -> None:
    contact = DATA[DataType.CONTACT]
    with translation.override(language):
        coded = Words(f"Sự đồng ý không nêu: contact ({contact.vi}).", f"It does not name: contact ({contact.en}).")
        assert "contact (" not in said(coded) and contact[language] in said(coded)
        command = Words(
            "Có thể cài thêm. Hãy cài đặt: pip install 'kindao[intimate]'.",
            "Add it. Install it: pip install 'kindao[x]'",
        )
        assert "pip" not in said(command) and said(command).endswith(("cài thêm.", "Add it."))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_said_after_a_command_is_not_cut_off_with_it(language: str) -> None:
    command = Words(
        "Sửa tại chỗ đó rồi hỏi lại: bản đồng ý dùng kindao consent show TỆP, dữ kiện dùng kindao law explain TỆP. "
        "Rồi gửi lại.",
        "Mend it there, then kindao consent show FILE for a consent, kindao law explain FILE for facts. Send it again.",
    )
    with translation.override(language):
        assert said(command) in ("Sửa tại chỗ đó. Rồi gửi lại.", "Mend it there. Send it again.")


def test_thousands_stand_apart_as_vietnamese_has_them() -> None:
    sentence = "the picture is 60000 x 60000 pixels, 3,600 million; at most 100 million are opened"
    assert "3.600 triệu" in in_vietnamese(sentence)


TELLS = {"record", "tell", "everywhere", "unsuccessful", "_seen", "_ended"}  # functions that are given a verb
UNTOLD = {  # no event is about these: they are parts of what one is about, or add up what lies elsewhere
    "api.sent", "asking.answer", "asking.step", "asking.warned", "audit.auditevent", "audit.checkpoint",
    "audit.timestamp", "cases.contactevent", "cases.part", "cases.refiling", "cases.upload", "consent.consentevent",
    "consent.evidence", "consent.scope", "door.code", "door.count", "door.unsent", "door.visit", "officer.strip",
    "releases.probe", "releases.replayfinding", "releases.saidgone", "review.broken", "review.confirmation",
    "review.decision", "rights.picturehash", "rights.reminder", "rights.rightsevent", "vault.installation",
}  # fmt: skip


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each call in the desk's source, by the name of what is called."""
    for file in Path(kindao.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def test_every_verb_that_is_recorded_has_words() -> None:
    told = [part for name, call in calls() if name in TELLS for part in call.args]
    verbs = {one.value for one in told if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    recorded = {verb for verb in verbs if re.fullmatch(VERB, verb)} | {LOOKED, CHANGED}
    recorded |= {"door.message-sent", "door.message-failed"} | {f"rights.{step}" for step in Step if step != "received"}
    assert len(recorded) > 100 and {"sign-in.began", "former-name.added", "appearance.said"} <= recorded
    assert recorded <= set(VERBS)
    source = "\n".join(file.read_text("utf-8") for file in Path(kindao.web.__file__).parent.rglob("*.py"))
    fields = set(re.findall(r'"([a-z_]+)"', re.findall(r"CHANGEABLE = frozenset\((.*?)\)", source, re.DOTALL)[0]))
    assert fields and fields <= set(FACTS)


def test_every_fact_that_is_recorded_has_words() -> None:
    given = [key.value for name, call in calls() if name in {"record", "tell"} for key in call.keywords]
    keys = [key for facts in given if isinstance(facts, ast.Dict) for key in facts.keys]
    named = {key.value for key in keys if isinstance(key, ast.Constant)}
    assert len(named) > 20
    assert named <= set(FACTS)


def test_whatever_an_event_is_about_has_words() -> None:
    here = {model._meta.label_lower for model in apps.get_models() if model.__module__.startswith("kindao.web.")}
    assert here - set(KINDS) == UNTOLD
    assert set(KINDS) <= here and not set(KINDS) & UNTOLD


def test_facts_are_told_in_words() -> None:
    with translation.override("vi"):
        assert told({"outcome": "permit", "number": 2}) == "lần trả lời thứ: 2 · kết quả: được đăng"
        assert told({"name": True, "birth_date": True}) == "ngày sinh · họ tên"
        assert told({"made_up": "x"}) == "made_up: x"
        assert told({"whole": False, "place": "facebook"}) == "nơi đăng: Facebook · ở mọi nơi: không"


CODED: dict[str, set[object]] = {
    "after": {*clinics.Role},
    "basis": {*Decision.Basis},
    "before": {*clinics.Role},
    "channel": {*door.Channel},
    "destination": {*Destination},
    "factor": {*Authenticator.Type},
    "from": {*Original.Received},
    "kept": {*KEPT},
    "kind": {*Original.Kind, *OtherPerson.Kind, *RightsKind, *Mark.Kind, *TABLES},
    "of": {"account", "address"},
    "outcome": {*Outcome},
    "place": {*Destination},
    "purpose": {*Purpose, *door.Purpose},
    "reason": {"officer"},
    "relation": {*Relation},
    "role": {*clinics.Role, *Appearance.As},
    "says": {*Confirmation.Says},
    "told": {*TOLD},
    "who": {*door.Speaks},
    "why": {*Because, *Why, "changed", "confirmed", "consent", "restored", "entered-again", "account-closed"},
}


def test_a_code_is_told_as_what_it_is_in_its_own_fact() -> None:
    """A record that is kept is no patient, a page no way to post; what is no code of a fact is shown as it is kept."""
    assert {name: {str(one) for one in codes} for name, codes in CODED.items()} == {
        name: set(words) for name, words in CODES.items()
    }
    with translation.override("vi"):
        assert told({"kept": "patient"}) == "hồ sơ còn phải lưu theo luật: bệnh án nội trú, ngoại trú"
        assert told({"kept": True}) == "hồ sơ còn phải lưu theo luật"
        assert told({"kind": "copy", "told": "page"}) == "loại: nhận bản sao · báo bằng: trang của họ"
        assert told({"connector": "page", "account": "delete"}) == "tài khoản: delete · cách đăng: page"
        assert told({"why": "unwanted"}) == "vì: phòng khám không cần nữa"
        assert told({"from": "share", "third_party": True}) == "từ: chia sẻ từ điện thoại · người khác cũng phải làm"
        assert told({"target": None}) == "về: không có"


@pytest.mark.django_db
def test_a_specialty_and_the_audit_are_in_the_language_of_whoever_reads() -> None:
    doctor = a_member()
    officer = a_member(Role.OFFICER, doctor.clinic)
    patient = a_patient(doctor)
    actions.change_patient(doctor, patient, phone="0912345678")
    page = signed_in(officer.user).get(reverse("officer:events")).content.decode()
    assert f"Người bệnh <code>{patient.pk}</code>" in page and "Đăng nhập" in page
    read = re.sub(r"<[^>]*>", " ", page)
    assert not re.search(r"(cases|clinics|vault|review)\.[a-z]+ |sign-in\.", read)
    assert "Sửa thông tin người bệnh" in page and "patient.changed</b>" not in page and "điện thoại" in page
    with translation.override("vi"):
        assert (specialty("cosmetic"), specialty("Răng")) == ("thẩm mỹ", "Răng")
