"""The shortest lawful way from no to yes: a search over what people may lawfully do next.

Every rule names what would lift it (`@remedy`). From the facts as they are we try those steps, the least
burden first, and ask the rules again after each: what is offered is therefore always what the rules
themselves would permit. Nobody can undo a withdrawal: its only step is a new consent that the person gives."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import count

from kindao.engine.policy import asking
from kindao.engine.policy.asking import FIGURE, WORDS, Case
from kindao.engine.policy.consent import (
    VIETNAM,
    AdTerms,
    Consent,
    DataType,
    Giver,
    GiverRole,
    Method,
    Recipient,
    Relation,
    Remuneration,
    Scope,
    Statement,
    Text,
)
from kindao.engine.policy.decide import Verdict, judge
from kindao.engine.policy.decision import Effect, Step
from kindao.engine.policy.facts import Capacity, Facts, Nature, Person, Role, Shown, Status
from kindao.engine.policy.identifiers import FLOOR
from kindao.engine.policy.pack import Pack
from kindao.engine.vocabulary import (
    READ,
    Destination,
    Identifiability,
    Identifier,
    Level,
    Outcome,
    Purpose,
    Trait,
    Words,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HEAVIEST = 1000
MOST = 60  # states looked at before the search gives up; a way longer than that is no help to anyone


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One step that may be taken, and by or about whom."""

    step: str
    person: str = ""
    role: str = ""  # of the giver who is asked


Ways = tuple[tuple[Step, ...], ...]


def ways(facts: Facts, pack: Pack) -> Ways:
    """Every way found, the best first: ways to yes by their burden, then one that ends with the officer
    (its last step is `review_only`), then to do without the picture. Empty when there is none."""
    verdicts = _standing(facts, pack)
    if facts.use.on < pack.covers_from:
        return ((_step(CORRECT, facts, frozenset({CORRECT})),),)
    if not verdicts:
        return ()
    found = _search(facts, pack)
    remedies = {
        remedy for verdict in verdicts for reason in verdict.reasons for remedy in pack.rule(reason.rule).remedy
    }
    if "new-consent" not in remedies and any(verdict.outcome is Outcome.DENY for verdict in verdicts):
        drawn = frozenset({ILLUSTRATE})
        if drawn not in found and not _standing(_after(facts, drawn), pack):
            found.append(drawn)
        found.append(frozenset({CONSULT}))
    told = [tuple(_step(move, facts, moves) for move in sorted(moves, key=_order)) for moves in found]
    return tuple(sorted(told, key=_rank))


def _rank(way: tuple[Step, ...]) -> tuple[bool, bool, int]:
    gives_up = way[0].step in (ILLUSTRATE.step, CONSULT.step)
    return gives_up, way[-1].review_only, sum(step.burden for step in way)


def _standing(facts: Facts, pack: Pack) -> list[Verdict]:
    """Those of whom the answer is not yes."""
    people, picture = judge(facts, pack)
    return [verdict for verdict in (*people, picture) if verdict.outcome is not Outcome.PERMIT]


def _search(facts: Facts, pack: Pack) -> list[frozenset[Move]]:
    """By uniform cost the first way to yes, and the first that ends with the officer if it is no heavier."""
    queue: list[tuple[int, int, frozenset[Move]]] = [(0, 0, frozenset())]
    seen: dict[frozenset[Move], Facts] = {frozenset(): facts}
    to_yes: list[frozenset[Move]] = []
    to_officer: list[frozenset[Move]] = []
    enough = HEAVIEST
    for _ in range(MOST):
        if not queue or queue[0][0] > enough:
            break
        burden, _, moves = heapq.heappop(queue)
        ends = any(move.step in LAST for move in moves)
        if to_officer if ends else to_yes:
            continue
        now = seen[moves]
        standing = _standing(now, pack)
        if ends:
            if CORRECT in moves or all(verdict.outcome is not Outcome.DENY for verdict in standing):
                to_officer = [moves]
        elif not standing:
            to_yes, enough = [moves], burden
        else:
            for move in _moves(now, standing[0], pack):
                further = frozenset({move}) if move == ILLUSTRATE else moves | {move}
                if further not in seen:
                    after = seen[further] = _after(facts, further)
                    heapq.heappush(queue, (sum(_burden(one, after) for one in further), len(seen), further))
    return to_yes + to_officer


OFFICER, CORRECT = Move("officer-review"), Move("correct-facts")
ILLUSTRATE, CONSULT = Move("illustrate"), Move("private-consultation")
LAST = frozenset({OFFICER.step, CORRECT.step})


def _moves(now: Facts, verdict: Verdict, pack: Pack) -> Iterator[Move]:
    """What would lift the reasons that stand against this person or picture."""
    stands = Effect.FORBID if verdict.outcome is Outcome.DENY else Effect.REVIEW
    remedies = dict.fromkeys(
        remedy
        for reason in verdict.reasons
        if reason.effect is stands or stands is Effect.REVIEW
        for remedy in pack.rule(reason.rule).remedy
    )
    if "new-consent" in remedies:  # nobody may talk round a withdrawal
        yield Move("new-consent", verdict.person)
        return
    case = next((case for case in asking.cases(now) if case.person.id == verdict.person), None)
    for remedy in remedies:
        if remedy == "ask" and case:
            day = asking.begins(now, case)
            if day and day <= pack.valid_until:
                yield Move("wait-until-begins", verdict.person)
            wanted = verdict.lacking or case.needed(now.use.on)
            asked = [role for role in sorted(wanted) if not _has_signed(now, verdict.person, role)]
            if asked:
                yield Move("ask", verdict.person, asked[0].value)
        elif remedy == "redact" and now.copy.level is not Level.ALL_HIDDEN:
            yield Move("redact")
        elif remedy == "remove-words" and (now.copy.caption or _said(now)):
            yield Move("remove-words")
        elif remedy == "name" and (case is None or case.person.role is Role.UNKNOWN):
            yield Move("name-person", verdict.person)
        elif remedy == "ask-family" and case and case.person.family:
            yield Move("ask-family", verdict.person)
        elif remedy in STEPS and remedy != "name":
            yield Move(STEPS[remedy], verdict.person if remedy in ("wait", "age", "relation") else "")


STEPS = {
    "name": "name-person",
    "officer": "officer-review",
    "record": "record-instead",
    "close": "closed-audience",
    "keep": "keep-in-record",
    "wait": "wait-until-capable",
    "area": "state-area",
    "age": "verify-age",
    "relation": "state-relation",
    "correct": "correct-facts",
    "illustrate": "illustrate",
    "rewrite": "rewrite-post",
    "as-advert": "ask-as-advert",
    "keep-inside": "hand-to-nobody",
    "written-request": "written-request",
}
"""The step that a remedy asks for; one that is not here is called as its step and has its own condition above."""


def _after(facts: Facts, moves: frozenset[Move]) -> Facts:
    """The facts when these steps have been taken: first what is done to the picture, then who is asked about it."""
    for move in sorted(moves, key=_order):
        facts = _taken(facts, move)
    return facts


def _taken(facts: Facts, move: Move) -> Facts:
    use, copy = facts.use, facts.copy
    match move.step:
        case "redact":
            return replace(
                facts, copy=replace(copy, level=Level.ALL_HIDDEN, shown=_hidden(copy.shown), left=copy.left - HIDES)
            )
        case "remove-words":
            return replace(facts, copy=replace(copy, caption=frozenset(), shown=_unsaid(facts)))
        case "record-instead":
            return replace(facts, use=replace(use, destination=Destination.FACEBOOK))
        case "closed-audience":
            return replace(facts, use=replace(use, purpose=Purpose.TEACHING, destination=Destination.LECTURE))
        case "keep-in-record":
            return replace(
                facts, use=replace(use, purpose=Purpose.RECORD, destination=Destination.INTERNAL, handed_to=frozenset())
            )
        case "state-area":
            named = sorted(area for one in facts.consents for scope in one.scopes for area in scope.body_areas)
            return replace(facts, use=replace(use, body_area=named[0] if named else ""))
        case "officer-review":
            return replace(facts, copy=replace(copy, confirmed_by="officer"))
        case "illustrate":
            bare = replace(copy, shown=(), left=frozenset(), caption=frozenset(), confirmed_by="officer")
            drawn = replace(use, nature=Nature.ILLUSTRATION, stated_by=use.stated_by or "designer")
            return replace(facts, use=drawn, people=(), copy=bare)
        case "rewrite-post":
            return replace(facts, use=replace(use, traits=frozenset()))
        case "ask-as-advert":
            return replace(facts, use=replace(use, purpose=Purpose.ADVERTISING, traits=use.traits - {Trait.PROMOTES}))
        case "hand-to-nobody":
            return replace(facts, use=replace(use, handed_to=frozenset()))
        case "written-request":
            return replace(facts, use=replace(use, requested=True))
        case "ask-family":
            told = next(case for case in asking.cases(facts) if case.person.id == move.person)
            signed = tuple(
                replace(_ideal(facts, told, GiverRole.SELF), id=f"asked:{one}", subject=one, birth_date=None)
                for one in sorted(told.person.family)
            )
            return replace(facts, consents=(*facts.consents, *signed))
        case "name-person":
            return _named(facts, move.person)
        case "wait-until-capable":
            return _changed(facts, move.person, capacity=Capacity.FULL)
        case "wait-until-begins":
            return replace(facts, use=replace(use, on=_begins(facts, move.person) or use.on))
        case "state-relation":
            return replace(facts, consents=tuple(_related(facts, one, move.person) for one in facts.consents))
        case "verify-age":
            return _changed(facts, move.person, birth_date=date(use.on.year - 30, 1, 1))
        case "ask":
            return _asked(facts, move.person, (GiverRole(move.role),))
        case "new-consent":
            case_ = next(case for case in asking.cases(facts) if case.person.id == move.person)
            gave = {one.giver.role for one in facts.consents if one.subject == move.person and _ended(one)}
            roles = case_.needed(use.on) | gave | case_.person.refused
            return _asked(_changed(facts, move.person, refused=frozenset()), move.person, tuple(sorted(roles)))
    return facts


HIDES = FIGURE | WORDS.keys() | FLOOR | {Identifier.INTIMATE, Identifier.DIAGNOSIS}
"""What the most redacted copy no longer has."""


def _hidden(shown: tuple[Shown, ...]) -> tuple[Shown, ...]:
    return tuple(Shown(one.person, Identifiability.INDIRECT, one.visible - HIDES) for one in shown)


def _said(facts: Facts) -> frozenset[Identifier]:
    """What the caption says of those shown: words that are told of them and not left in the picture."""
    return frozenset(kind for one in facts.copy.shown for kind in one.visible & CAPTION) - facts.copy.left


def _unsaid(facts: Facts) -> tuple[Shown, ...]:
    """Those shown without it. Whom only their name told is no longer known, if a face was looked for and found."""
    said = _said(facts)
    shown = []
    for one in facts.copy.shown:
        bare = one.visible - said
        only_named = Identifier.NAME in one.visible & said and facts.copy.face_found and not bare & (FIGURE | HEARD)
        shown.append(Shown(one.person, Identifiability.INDIRECT if only_named else one.identifiability, bare))
    return tuple(shown)


CAPTION, HEARD = READ - {Identifier.TEXT}, {Identifier.VOICE}


def _named(facts: Facts, person: str) -> Facts:
    """Somebody said that it is a relative or staff. Were it a patient, the rules for patients would follow."""
    if any(one.id == person for one in facts.people):
        return _changed(facts, person, role=Role.BYSTANDER)
    taken = {one.id for one in facts.people}
    stranger = next(name for name in map("somebody-{}".format, count(1)) if name not in taken)
    return replace(facts, people=(*facts.people, Person(person or stranger, Role.BYSTANDER)))


def _changed(facts: Facts, person: str, **fields: object) -> Facts:
    people = tuple(replace(one, **fields) if one.id == person else one for one in facts.people)  # type: ignore[arg-type]
    return replace(facts, people=people)


def _related(facts: Facts, consent: Consent, person: str) -> Consent:
    """With what a representative may be to the person, where that is missing or cannot be."""
    giver = consent.giver
    if consent.subject != person or giver.role is not GiverRole.GUARDIAN or giver.relation in REPRESENTS:
        return consent
    case = next((case for case in asking.cases(facts) if case.person.id == person), None)
    years = asking.age(case.born if case else None, consent.signed_on)
    return replace(consent, giver=replace(giver, relation=Relation.COURT if years >= 18 else Relation.GUARDIAN))


REPRESENTS = frozenset({Relation.MOTHER, Relation.FATHER, Relation.PARENT, Relation.GUARDIAN, Relation.COURT})


def _ended(consent: Consent) -> bool:
    return any(consent.ended(scope) for scope in consent.scopes)


def _begins(facts: Facts, person: str) -> date | None:
    return asking.begins(facts, next(case for case in asking.cases(facts) if case.person.id == person))


def _asked(facts: Facts, person: str, roles: tuple[GiverRole, ...]) -> Facts:
    case = next(case for case in asking.cases(facts) if case.person.id == person)
    return replace(facts, consents=(*facts.consents, *(_ideal(facts, case, role) for role in roles)))


def _has_signed(facts: Facts, person: str, role: GiverRole) -> bool:
    """Was asked on this way already."""
    return any(one.id == _asked_id(role) and one.subject == person for one in facts.consents)


def _asked_id(role: GiverRole) -> str:
    return f"asked:{role.value}"


def _ideal(facts: Facts, case: Case, role: GiverRole) -> Consent:
    """What this giver would sign, asked for no more than this use of this copy."""
    relation = {GiverRole.GUARDIAN: Relation.GUARDIAN, GiverRole.KIN: Relation.SPOUSE}.get(role, Relation.NONE)
    own = role is GiverRole.SELF
    told = "told"
    on = facts.use.on
    born = case.born or date(on.year - 30, 1, 1)  # a consent states it; a minor's would ask for the guardian's too
    scope = Scope(
        purpose=facts.use.purpose,
        destinations=frozenset({facts.use.destination}),
        identifiability=Identifiability.DIRECT if case.shown == 2 else Identifiability.INDIRECT,
        assets=frozenset({facts.use.asset}),
        words=facts.use.words,
        previewed=True,
        ad_terms=AdTerms(told, told, told, told, told),
        remuneration=Remuneration.AGREED,
        ends_when=told,
    )
    return Consent(
        id=_asked_id(role),
        subject=case.person.id,
        scopes=(scope,),
        signed_at=datetime.combine(on, time.max, VIETNAM),
        birth_date=born if born <= on else None,
        capacity=Capacity.FULL if own and case.person.capacity is Capacity.UNABLE_NOW else case.person.capacity,
        giver=Giver(role, relation, proof="" if own else told),
        data_types=frozenset(DataType),
        controller=told,
        rights_notice=True,
        sensitive_notice=True,
        method=Method.WRITING,
        evidence=told,
        affirmative=True,
        apart_from_care=True,
        each_ticked=True,
        text=Text(digest=told, copy_given=True),
        recipients=(Recipient(told, "VN"), *(Recipient(party) for party in sorted(facts.use.handed_to))),
        withdrawal_channel=told,
        blocks_checked=frozenset(Status),
        statements=frozenset(Statement),
    )


def _order(move: Move) -> tuple[int, Move]:
    """The picture and the facts first, then who is asked about them, the officer last."""
    return SAID[move.step].turn, move


def _burden(move: Move, after: Facts) -> int:
    burden = SAID[move.step].burden
    if move.step in ("ask", "new-consent"):
        shown = next((case.shown for case in asking.cases(after) if case.person.id == move.person), 1)
        burden += 2 * (shown == 2)  # to be shown recognisably is much to ask
    return burden


def _step(move: Move, facts: Facts, moves: frozenset[Move]) -> Step:
    said = SAID[move.step]
    name, words = move.step, said.words
    if move.step == "ask":
        name = _whom(facts, move)
        words = ASKED[name]
    elif move.step == "wait-until-begins" and (day := _begins(facts, move.person)):
        words = Words(
            words.vi.format(f"{day:%d/%m/%Y}"), words.en.format(f"{day.day} {MONTHS[day.month - 1]} {day.year}")
        )
    return Step(name, words, _burden(move, _after(facts, moves)), move.person, review_only=move == OFFICER)


def _whom(facts: Facts, move: Move) -> str:
    if move.role != GiverRole.SELF.value:
        return f"ask-{move.role}"
    case = next(case for case in asking.cases(facts) if case.person.id == move.person)
    if 0 <= asking.age(case.born, facts.use.on) < 18:
        return "ask-child"
    return "ask-consent" if case.person.role is Role.PATIENT else "ask-person"


@dataclass(frozen=True, slots=True)
class Said:
    """How a step is told, and ranked."""

    turn: int
    burden: int
    words: Words


SAID = {
    "illustrate": Said(
        0,
        8,
        Words(
            "Dùng hình minh họa thay cho ảnh thật; lời đăng không nhắc đến người bệnh nào.",
            "Use an illustration instead of the real picture; let the caption speak of no patient.",
        ),
    ),
    "private-consultation": Said(
        0,
        9,
        Words(
            "Không đăng; mời người quan tâm đến tư vấn riêng ngoài giờ khám.",
            "Don't post; invite those who ask to a private consultation after hours.",
        ),
    ),
    "name-person": Said(
        1,
        1,
        Words(
            "Cho biết người này là ai. Nếu là người nhà hoặc nhân viên đã được che thì không cần gì thêm; nếu là người "
            "bệnh thì cần sự đồng ý.",
            "Say who this person is. A relative or staff member who is hidden needs nothing more; a patient needs "
            "consent.",
        ),
    ),
    "verify-age": Said(
        1,
        2,
        Words(
            "Xác minh ngày sinh; nếu người này chưa đủ 18 tuổi thì cha, mẹ hoặc người giám hộ cũng phải đồng ý.",
            "Verify the birth date; under eighteen, a parent or guardian must agree too.",
        ),
    ),
    "state-relation": Said(
        1,
        2,
        Words(
            "Ghi rõ người ký thay là gì của người bệnh (cha, mẹ, người giám hộ hoặc người được Tòa án chỉ định), sau "
            "khi đã xem giấy khai sinh, quyết định giám hộ hoặc quyết định của Tòa án.",
            "State what the representative is to the person (father, mother, guardian or appointed by a court), having "
            "seen the birth certificate, the guardian's papers or the court's decision.",
        ),
    ),
    "wait-until-capable": Said(
        1,
        4,
        Words(
            "Đợi đến khi người bệnh tỉnh táo và tự quyết định được.",
            "Wait until the patient is awake and able to decide.",
        ),
    ),
    "wait-until-begins": Said(
        1,
        1,
        Words(
            "Đợi đến ngày {}: sự đồng ý của người này bắt đầu từ ngày đó.",
            "Wait until {}: what this person agreed to begins on that day.",
        ),
    ),
    "state-area": Said(
        1,
        1,
        Words("Cho biết ảnh chụp vùng nào của cơ thể.", "Say which part of the body the picture shows."),
    ),
    "record-instead": Said(
        2,
        2,
        Words(
            "Không phát trực tiếp: ghi hình lại, che, rồi mới đăng.",
            "Don't stream live: record it, redact it, then post it.",
        ),
    ),
    "closed-audience": Said(
        2,
        2,
        Words(
            "Không đăng công khai; chỉ trình bày trong buổi giảng có người tham dự được kiểm soát.",
            "Don't post it openly; show it only in a lecture whose audience is controlled.",
        ),
    ),
    "keep-in-record": Said(
        2,
        1,
        Words("Giữ ảnh trong hồ sơ bệnh án.", "Keep the picture in the medical record."),
    ),
    "redact": Said(
        3,
        1,
        Words(
            "Che kín mặt, mắt, chữ, mã và các bộ phận nhạy cảm của mọi người trong ảnh.",
            "Cover the face, eyes, writing, codes and intimate parts of everyone in the picture.",
        ),
    ),
    "remove-words": Said(
        3,
        1,
        Words(
            "Bỏ tên, số điện thoại, chẩn đoán và các chi tiết riêng khỏi lời đăng.",
            "Take names, phone numbers, diagnoses and private details out of the caption.",
        ),
    ),
    "rewrite-post": Said(
        0,
        1,
        Words(
            "Viết lại bài đăng: bỏ nội dung mà luật không cho phép (xem lý do).",
            "Rewrite the post: leave out what the law does not allow (see the reasons).",
        ),
    ),
    "ask-as-advert": Said(
        0,
        1,
        Words(
            "Đây là quảng cáo: hãy hỏi lại với mục đích quảng cáo.",
            "This is an advert: ask again with advertising as its purpose.",
        ),
    ),
    "hand-to-nobody": Said(
        0,
        2,
        Words(
            "Không giao ảnh cho bên nào khác; phòng khám tự đăng.",
            "Hand the picture to nobody; the clinic posts it itself.",
        ),
    ),
    "written-request": Said(
        4,
        3,
        Words(
            "Chỉ giao cho bên này khi người bệnh tự yêu cầu bằng văn bản.",
            "Hand it to them only when the patient asks for that in writing.",
        ),
    ),
    "ask-family": Said(
        4,
        5,
        Words(
            "Xin từng thành viên trong gia đình có liên quan đồng ý riêng.",
            "Ask each member of the family whom it concerns for their own consent.",
        ),
    ),
    "ask": Said(4, 3, Words("Xin sự đồng ý.", "Ask for consent.")),
    "new-consent": Said(
        4,
        6,
        Words(
            "Người này đã nói không hoặc đã rút lại sự đồng ý. Chỉ khi chính họ tự nguyện ký một sự đồng ý mới thì mới "
            "được dùng; không được thuyết phục hay gây sức ép.",
            "This person has said no, or has withdrawn. Only a new consent that they give of their own accord would "
            "allow it; nobody may press them.",
        ),
    ),
    "officer-review": Said(
        9,
        3,
        Words(
            "Chuyển cho người phụ trách bảo vệ dữ liệu xem xét; họ có thể không đồng ý.",
            "Pass it to the privacy officer, who may still say no.",
        ),
    ),
    "correct-facts": Said(
        9,
        1,
        Words(
            "Kiểm tra và sửa lại dữ kiện (ngày tháng, người trong ảnh, người khai), rồi hỏi lại.",
            "Check and correct the facts (dates, who is shown, who stated it), then ask again.",
        ),
    ),
}

ASKED = {
    "ask-consent": Words(
        "Xin người bệnh đồng ý riêng cho đúng mục đích, nơi đăng và bản ảnh này; ghi ngày sinh, cho họ xem ảnh trước.",
        "Ask the patient for consent to this very purpose, place and copy, with birth date; show it to them first.",
    ),
    "ask-child": Words(
        "Hỏi chính trẻ (từ đủ 7 tuổi) bằng lời trẻ hiểu được, và ghi lại câu trả lời.",
        "Ask the child (seven or more) in words they understand, and record the answer.",
    ),
    "ask-guardian": Words(
        "Xin cha, mẹ, người giám hộ hoặc người đại diện theo pháp luật đồng ý, kèm giấy tờ chứng minh.",
        "Ask the parent, guardian or legal representative, with proof of who they are.",
    ),
    "ask-kin": Words(
        "Xin vợ, chồng hoặc con thành niên của người đã mất đồng ý (nếu không có thì cha, mẹ), kèm giấy tờ chứng minh.",
        "Ask the spouse or an adult child of the person who died (failing them, a parent), with proof.",
    ),
    "ask-person": Words(
        "Xin chính người này đồng ý được nhận ra trong ảnh.",
        "Ask this person to agree to being recognisable in the picture.",
    ),
}
