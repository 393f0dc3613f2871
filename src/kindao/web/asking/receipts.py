"""What they keep: the answer as a page, as a record for machines (ISO/IEC TS 27560), and as a PDF."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from kindao import clock
from kindao.engine.errors import Failed
from kindao.engine.policy.consent import VIETNAM, words_of
from kindao.engine.policy.exchange import receipt
from kindao.engine.vocabulary import Destination
from kindao.page.consent import told
from kindao.page.terms import plain_day, plain_moment
from kindao.web.asking import sealing, words
from kindao.web.asking.models import Ask
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Guardianship
from kindao.web.consent.models import Consent, State
from kindao.web.consent.record import to_engine, to_others

TEMPLATE = Path(__file__).parent / "receipt.typ"


LABELS = {
    "vi": {
        "title": "BIÊN NHẬN TRẢ LỜI",
        "who": "Người trả lời",
        "about": "Về",
        "when": "Lúc",
        "answer": "Câu trả lời",
        "from": "từ ngày",
        "allowed": "Điều đã đồng ý",
        "read": "Điều đã đọc trước khi chọn",
        "caption": "Lời đi kèm",
        "proofs": "Điều chứng minh",
        "lawyer": "Dành cho luật sư: dấu vân tay, để chứng minh không có gì bị sửa",
        "text": "Dấu vân tay của lời đã đọc",
        "picture": "Dấu vân tay của bản gốc",
        "copy": "Dấu vân tay của bản đã xem",
        "words": "Dấu vân tay của lời đi kèm",
        "root": "Gốc nhật ký lúc ghi nhận",
        "keep": "Hãy giữ tờ này. Bạn rút lại lúc nào cũng được, không cần nêu lý do.",
        "keep_no": "Hãy giữ tờ này. Câu trả lời này không cho phép đăng gì.",
    },
    "en": {
        "title": "RECEIPT OF AN ANSWER",
        "who": "Who answered",
        "about": "About",
        "when": "When",
        "answer": "Answer",
        "from": "from",
        "allowed": "What was agreed to",
        "read": "What was read before the choice",
        "caption": "The words beside it",
        "proofs": "What proves it",
        "lawyer": "For a lawyer: fingerprints, to prove that nothing was altered",
        "text": "Fingerprint of the words that were read",
        "picture": "Fingerprint of the original",
        "copy": "Fingerprint of the copy that was seen",
        "words": "Fingerprint of the words beside it",
        "root": "Root of the log when it was added",
        "keep": "Keep this. You can take it back at any time, without a reason.",
        "keep_no": "Keep this. This answer allows nothing to be posted.",
    },
}
DIGEST = r"sha256:[0-9a-f]{64}"
DIGESTS = re.compile(f": {DIGEST}(?:, {DIGEST})*$")


@dataclass(frozen=True, slots=True)
class Line:
    place: str
    state: str
    starts: str  # the first day; "" where it is no yes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody answered at one time, for them to keep."""

    clinic: str
    name: str  # of who answered
    instead_of: str  # `about`
    whom: str  # the same by full name and record number; "" where that was not kept
    given: bool  # whether there is anything to take back
    when: str  # of one form with every other day and moment on it
    lines: tuple[Line, ...]
    allowed: tuple[str, ...]  # what the consent says, line by line, without digests; none where nothing is allowed
    statement: tuple[words.Section, ...]  # what was read
    caption: str
    proofs: tuple[str, ...]  # what they are
    fingerprints: tuple[tuple[str, str], ...]  # of what, and the digest: nobody who signed has to read past them


def label(state: str) -> str:
    """What somebody answered, in their own words; of what has ended since, how."""
    said = {State.GIVEN: _("Yes"), State.REFUSED: _("No"), State.DEFERRED: _("Not now")}
    return said.get(State(state)) or str(State(state).label)


def consents_of(ask: Ask) -> list[Consent]:
    rows = Consent.objects.filter(answer__ask=ask).order_by("entered_at").select_related("guardianship")
    return list(rows.prefetch_related("scopes", "evidence"))


def receipts(ask: Ask, language: str) -> list[Receipt]:
    """One for each time that they answered. language: "vi" or "en"."""
    return [_receipt(ask, consent, language) for consent in consents_of(ask)]


def about(ask: Ask, consent: Consent) -> tuple[str, str]:
    """For whom they answered, as they read it then, and by full name and record number; "" where it was for
    themselves. Of what was answered before that was kept, as the record has it now."""
    called, whom = ask.whom.get(str(consent.pk), (ask.instead_of, ""))
    return str(called), str(whom)


def _receipt(ask: Ask, consent: Consent, language: str) -> Receipt:
    record = to_engine(consent, list(consent.scopes.all()))
    read = consent.record.get("text", {}).get("language", "vi")  # the words that were read, whatever is read now
    added = AuditEvent.objects.filter(log=consent.clinic_id, kind=consent._meta.label_lower, target=str(consent.pk))
    first, question, proofs, say = added.order_by("seq").first(), ask.question, consent.evidence.all(), LABELS[language]
    fingerprints = {
        "text": ask.digests.get(read, ""),
        "picture": question.use.original.digest,
        "copy": question.copy.digest if question.copy else "",
        "words": words_of(question.caption) if question.caption else "",  # nothing has a digest, too
        "root": first.root if first else "",  # of the clinic's audit then: whoever alters it later is found out
    }
    return Receipt(
        ask.question.clinic.name,
        ask.guardianship.name if ask.guardianship else ask.person.name,
        *about(ask, consent),
        any(scope.state == State.GIVEN for scope in consent.scopes.all()),
        plain_moment(consent.signed_at.astimezone(VIETNAM))[language],
        tuple(
            Line(
                ", ".join(words.PLACE[Destination(place)][language] for place in scope.destinations),
                label(scope.state),
                plain_day(scope.starts)[language] if scope.starts and scope.state == State.GIVEN else "",
            )
            for scope in consent.scopes.all()
        ),
        tuple(DIGESTS.sub("", line) for line in told(record, language, plain=True)[1:]) if record else (),
        tuple((heading, said) for heading, said in ask.statement.get(read, [])),
        ask.question.caption,
        tuple(str(one.get_kind_display()) for one in proofs),
        (
            *((str(one.get_kind_display()), one.digest) for one in proofs),
            *((say[name], digest) for name, digest in fingerprints.items() if digest),
        ),
    )


def as_json(ask: Ask, speaks: Guardianship | None) -> str:
    """Of what is or was allowed: one receipt, or a list where they answered several times. "" where nothing was.

    speaks: who reads in the patient's place; None: the person themselves. What another told in confidence they are not
    told."""
    made = [
        receipt(record if one.is_of(speaks) else to_others(record), on=clock.today())
        for one in consents_of(ask)
        if (record := to_engine(one, list(one.scopes.all())))
    ]
    if len(made) <= 1:
        return made[0] if made else ""
    return json.dumps([json.loads(one) for one in made], ensure_ascii=False, indent=2) + "\n"


def as_pdf(ask: Ask, language: str) -> bytes:
    """All their answers to this, on A4, signed by the installation. Raises Failed."""
    told_ = [asdict(one) | {"allowed": [line.strip() for line in one.allowed]} for one in receipts(ask, language)]
    given = json.dumps({"receipts": told_, "say": LABELS[language], "lang": language}, ensure_ascii=False)
    try:
        # The words go in as data, never as the template's own language. Fonts are those of the compiler.
        made = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": given}, ignore_system_fonts=True)
    except RuntimeError as error:
        raise Failed("the receipt could not be written", hint="Try again; the answer is kept") from error
    assert isinstance(made, bytes)
    return sealing.sealed(made)
