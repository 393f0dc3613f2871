"""A consent in words: what it allows, where, until when, who gave it and how it is withdrawn."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from kindao.engine.policy.consent import (
    DATA,
    VIETNAM,
    AgeCheck,
    Consent,
    Giver,
    GiverRole,
    Method,
    Migrated,
    Relation,
    Remuneration,
    Scope,
    Told,
    instant,
)
from kindao.engine.policy.exchange.legal import WITHDRAWAL, laws
from kindao.engine.policy.pack import placed
from kindao.engine.vocabulary import Destination, Identifiability, Level, Words
from kindao.page.terms import day, moment, plain_day, plain_moment
from kindao.page.wording import DESTINATION, LEVEL, PURPOSE

GIVER: dict[GiverRole, Words] = {
    GiverRole.SELF: Words("chính người đó", "the person themselves"),
    GiverRole.GUARDIAN: Words("người đại diện, người giám hộ", "a representative or guardian"),
    GiverRole.KIN: Words("thân nhân của người đã mất", "next of kin of the deceased"),
    GiverRole.STAFF: Words("nhân viên cơ sở y tế", "the clinic's staff"),
}

RELATION: dict[Relation, Words] = {
    Relation.NONE: Words("chưa ghi quan hệ", "relation not stated"),
    Relation.MOTHER: Words("mẹ", "mother"),
    Relation.FATHER: Words("cha", "father"),
    Relation.GUARDIAN: Words("người giám hộ", "guardian"),
    Relation.COURT: Words("do Tòa án chỉ định", "appointed by a court"),
    Relation.SPOUSE: Words("vợ hoặc chồng", "spouse"),
    Relation.ADULT_CHILD: Words("con đã thành niên", "adult child"),
    Relation.PARENT: Words("cha hoặc mẹ", "parent"),
}

METHOD: dict[Method, Words] = {
    Method.WRITING: Words("bằng văn bản", "in writing"),
    Method.RECORDED_CALL: Words("qua cuộc gọi có ghi âm", "in a recorded call"),
    Method.SMS: Words("qua tin nhắn SMS", "by SMS"),
    Method.EMAIL: Words("qua thư điện tử", "by e-mail"),
    Method.WEB: Words("trên trang web", "on a website"),
    Method.APP: Words("trên ứng dụng", "in an app"),
    Method.SPOKEN: Words("bằng lời, không ghi lại", "by word of mouth, not recorded"),
    Method.NOTICE: Words("qua bảng thông báo, tức là im lặng", "by a notice, which is silence"),
}

SHOWN: dict[Identifiability, Words] = {
    Identifiability.DIRECT: Words("được phép nhận ra người đó", "the person may be recognisable"),
    Identifiability.INDIRECT: Words(
        "phải che mặt và mọi điều chỉ thẳng ra người đó",
        "the face and all that points straight to the person is hidden",
    ),
    Identifiability.NONE: Words("không ai nhận ra được người đó", "nobody can tell who it is"),
}

AGE_CHECK: dict[AgeCheck, Words] = {
    AgeCheck.UNSTATED: Words("chưa ghi", "not stated"),
    AgeCheck.STATED: Words("chỉ nghe nói, chưa xác minh", "only said, not verified"),
    AgeCheck.RECORD: Words("theo hồ sơ bệnh án", "by the medical record"),
    AgeCheck.BIRTH_CERTIFICATE: Words("theo giấy khai sinh", "by the birth certificate"),
    AgeCheck.ID_DOCUMENT: Words("theo giấy tờ tùy thân", "by an identity document"),
}

TOLD: dict[Told, Words] = {
    Told.WITHDRAW: Words("quyền rút lại", "the right to withdraw"),
    Told.DELETE: Words("quyền yêu cầu xóa", "the right to have it deleted"),
    Told.COMPLAIN: Words("quyền khiếu nại", "the right to complain"),
    Told.CARE: Words("từ chối không ảnh hưởng đến việc khám, chữa bệnh", "refusing costs no care"),
}

PAY: dict[Remuneration, Words] = {
    Remuneration.PAID: Words("thù lao: có trả", "remuneration: paid"),
    Remuneration.WAIVED: Words("thù lao: không nhận", "remuneration: waived"),
    Remuneration.AGREED: Words("thù lao: thỏa thuận khác", "remuneration: agreed otherwise"),
}

AREA: tuple[Words, ...] = (
    Words("trán", "forehead"),
    Words("mắt", "eyes"),
    Words("mí mắt", "eyelids"),
    Words("mũi", "nose"),
    Words("miệng", "mouth"),
    Words("môi", "lips"),
    Words("răng", "teeth"),
    Words("cằm", "chin"),
    Words("má", "cheeks"),
    Words("hàm", "jaw"),
    Words("tai", "ears"),
    Words("mặt", "face"),
    Words("khuôn mặt", "face"),
    Words("đầu", "head"),
    Words("tóc", "hair"),
    Words("cổ", "neck"),
    Words("vai", "shoulders"),
    Words("cánh tay", "arms"),
    Words("bàn tay", "hands"),
    Words("ngực", "chest"),
    Words("ngực", "breast"),
    Words("bụng", "abdomen"),
    Words("lưng", "back"),
    Words("mông", "buttocks"),
    Words("bộ phận sinh dục", "genitals"),
    Words("chân", "legs"),
    Words("bàn chân", "feet"),
    Words("da", "skin"),
    Words("toàn thân", "body"),
)
"""Parts of the body, which a consent names in words of its own; others are told as they were written."""

COUNTRY: dict[str, Words] = {
    "VN": Words("Việt Nam", "Viet Nam"),
    "US": Words("Hoa Kỳ", "United States"),
    "IE": Words("Ireland", "Ireland"),
    "SG": Words("Singapore", "Singapore"),
    "CN": Words("Trung Quốc", "China"),
    "JP": Words("Nhật Bản", "Japan"),
    "KR": Words("Hàn Quốc", "South Korea"),
    "TW": Words("Đài Loan", "Taiwan"),
    "TH": Words("Thái Lan", "Thailand"),
    "AU": Words("Úc", "Australia"),
    "DE": Words("Đức", "Germany"),
    "FR": Words("Pháp", "France"),
    "GB": Words("Vương quốc Anh", "United Kingdom"),
}
"""Where recipients and platforms mostly are; of others the code is told (ISO 3166)."""

SAID: dict[str, Words] = {
    "title": Words("Bản đồng ý {} của {}", "Consent {} of {}"),
    "whose": Words("Bản đồng ý của {}", "Consent of {}"),
    "receipt": Words("BIÊN NHẬN SỰ ĐỒNG Ý", "CONSENT RECEIPT"),
    "giver": Words("Người đồng ý: {}", "Given by: {}"),
    "signed": Words("Lúc: {}, {}", "When: {}, {}"),
    "controller": Words("Nơi chịu trách nhiệm: {}", "Who answers for it: {}"),
    "nobody": Words("chưa ghi", "not stated"),
    "data": Words("Được dùng: {}", "What may be used: {}"),
    "scope": Words("Để {}; nơi đăng: {}", "For {}; where: {}"),
    "until": Words("từ {} đến hết {}", "from {} to {} inclusive"),
    "open": Words("từ {} cho đến khi rút lại", "from {} until withdrawn"),
    "ends_when": Words("chấm dứt khi: {}", "ends when: {}"),
    "hidden-but-areas": Words(
        "Đã che mọi người, trừ phần cơ thể được điều trị nêu dưới đây; che mọi chữ và mã",
        "Everyone hidden but for the treated parts of the body named below; all text and codes covered",
    ),
    "areas": Words("chỉ phần cơ thể: {}", "only these parts of the body: {}"),
    "assets": Words("chỉ những ảnh đã nêu: {}", "only the pictures named: {}"),
    "words": Words("chỉ cùng lời đăng đã nêu: {}", "only with the words named: {}"),
    "advert": Words("quảng cáo: {}", "the advert: {}"),
    "recipients": Words("Bên nhận khác: {}", "Others who receive it: {}"),
    "territory": Words("Phạm vi: {}", "Territory: {}"),
    "ended": Words("ĐÃ RÚT LẠI lúc {}", "WITHDRAWN {}"),
    "right": Words("Có quyền rút lại sự đồng ý: {}", "The right to withdraw: {}"),
    "notice": Words(
        "Đã được báo: có quyền rút lại, yêu cầu xóa và khiếu nại; từ chối không ảnh hưởng đến việc khám, chữa bệnh.",
        "It was said: one may withdraw, have it deleted and complain; refusing costs no care.",
    ),
    "channel": Words("Rút lại tại: {}", "Withdraw at: {}"),
    "age": Words("Ngày sinh: {}; tuổi được xác minh: {}", "Born: {}; age verified: {}"),
    "identity": Words("Giấy tờ của người ký: {}", "Identity document of the giver: {}"),
    "rights": Words("Đã được báo: {}", "Told of: {}"),
    "untold": Words("chưa được báo: {}", "not told of: {}"),
    "migrated": Words(
        "Chuyển sang từ bản ghi theo Nghị định 13/2023: {}", "Carried over from a record under Decree 13/2023: {}"
    ),
    "ticked": Words("người ký tự chọn: {}", "chosen by the person: {}"),
    "unticked": Words("chưa tự đánh dấu, nên chưa đồng ý: {}", "not ticked, so not agreed to: {}"),
}


def told(consent: Consent, lang: str, *, plain: bool = False, named: str = "", giver: str = "") -> tuple[str, ...]:
    """What it says, line by line; a line about a purpose begins with two blanks or more.

    lang: "vi" or "en"; plain: days as somebody reads them who signed it. named, giver: whose it is and who speaks for
    them, by name, for who compares it with a paper; the record itself has ids alone."""

    def say(key: str, *values: str) -> str:
        return SAID[key][lang].format(*values)

    nobody = SAID["nobody"][lang]
    lines = [
        say("whose", named) if named else say("title", consent.id, consent.subject),
        say("giver", f"{giver}, {_giver(consent.giver, lang)}" if giver else _giver(consent.giver, lang)),
        say("signed", _when(consent.signed_at, lang, plain), METHOD[consent.method][lang]),
        say("controller", consent.controller or nobody),
        say("data", _listed((DATA[one] for one in sorted(consent.data_types)), lang) or nobody),
    ]
    if consent.age_check is not AgeCheck.UNSTATED:
        born = _day(consent.birth_date, lang, plain) if consent.birth_date else nobody
        lines.append(say("age", born, AGE_CHECK[consent.age_check][lang]))
    if consent.giver.identity:
        lines.append(say("identity", consent.giver.identity))
    if consent.rights_told:
        told_of = _listed((words for one, words in TOLD.items() if one in consent.rights_told), lang)
        untold = _listed((words for one, words in TOLD.items() if one not in consent.rights_told), lang)
        lines.append(say("rights", told_of) + (f"; {say('untold', untold)}" if untold else ""))
    for scope in consent.scopes:
        lines.append("  " + say("scope", PURPOSE[scope.purpose][lang], _places(scope.destinations, lang)))
        lines += ["    " + line for line in _scope(consent, scope, lang, plain)]
    if consent.recipients:
        others = (
            f"{one.name} ({_country(one.country, lang)})" if one.country else one.name for one in consent.recipients
        )
        lines.append(say("recipients", ", ".join(others)))
    if consent.territory:
        lines.append(say("territory", _country(consent.territory, lang)))
    if consent.migrated != Migrated():
        came = consent.migrated
        on = _day(came.on, lang, plain) if came.on else ""
        lines.append(say("migrated", ", ".join(part for part in (came.source, came.reference, on) if part)))
    lines.append(say("channel", consent.withdrawal_channel or nobody))
    if consent.withdrawn_at:
        lines.append(say("ended", _when(consent.withdrawn_at, lang, plain)))
    return tuple(lines)


def receipt_text(consent: Consent, lang: str) -> str:
    """The receipt on paper, for the person who agreed: a title, what `told` tells, the right to withdraw."""
    found = (WITHDRAWAL[law] for law in laws(consent.signed_on) if law in WITHDRAWAL)
    right = [SAID["right"][lang].format(f"{one.law[lang]}, {placed(one.place)[lang]}") for one in found]
    notice = [SAID["notice"][lang]] if consent.informed else []
    return "\n".join([SAID["receipt"][lang], "", *told(consent, lang), *right, *notice]) + "\n"


def _scope(consent: Consent, scope: Scope, lang: str, plain: bool) -> Iterator[str]:
    def say(key: str, *values: str) -> str:
        return SAID[key][lang].format(*values)

    starts = _day(scope.starts or consent.signed_on, lang, plain)
    yield say("until", starts, _day(scope.ends, lang, plain)) if scope.ends else say("open", starts)
    if scope.ends_when:
        yield say("ends_when", scope.ends_when)
    yield SHOWN[scope.identifiability][lang]
    if scope.level:
        parts = scope.body_areas and scope.level is Level.ALL_HIDDEN
        yield SAID["hidden-but-areas"][lang] if parts else LEVEL[scope.level][lang]
    if scope.body_areas:
        yield say("areas", ", ".join(sorted(_area(one, lang) for one in scope.body_areas)))
    if scope.assets:
        yield say("assets", ", ".join(sorted(scope.assets)))
    if scope.words:
        yield say("words", scope.words)
    terms = scope.ad_terms
    stated = [one for one in (terms.content, terms.method, terms.form, terms.frequency, terms.how_to_refuse) if one]
    if stated:
        yield say("advert", "; ".join(stated))
    if paid := remuneration(scope, lang):
        yield paid
    if scope.ticked:
        yield say("ticked", _places(scope.ticked, lang))
        if scope.agreed != scope.destinations:
            yield say("unticked", _places(scope.destinations - scope.ticked, lang))
    if scope.withdrawn_at:
        yield say("ended", _when(scope.withdrawn_at, lang, plain))


def remuneration(scope: Scope, lang: str) -> str:
    """What is paid for it, in words; "" where that is not stated."""
    if scope.remuneration not in PAY:
        return ""
    paid = f", {scope.payment.amount} {scope.payment.currency}" if scope.payment.amount else ""
    return PAY[scope.remuneration][lang] + paid


def _giver(giver: Giver, lang: str) -> str:
    said = GIVER[giver.role][lang]
    if giver.role in (GiverRole.SELF, GiverRole.STAFF):
        return said
    return f"{said} ({RELATION[giver.relation][lang]})"


def _places(places: Iterable[Destination], lang: str) -> str:
    return _listed((DESTINATION[one] for one in sorted(places)), lang)


def _area(written: str, lang: str) -> str:
    plain = unicodedata.normalize("NFC", written).strip().casefold()
    known = (words for words in AREA if plain in (words.vi, words.en, words.en.removesuffix("s")))
    return next((words[lang] for words in known), written)


def _country(code: str, lang: str) -> str:
    return COUNTRY[code][lang] if code in COUNTRY else code


def _day(on: date, lang: str, plain: bool) -> str:
    return (plain_day if plain else day)(on)[lang]


def _when(at: datetime, lang: str, plain: bool) -> str:
    return (plain_moment if plain else moment)(instant(at).astimezone(VIETNAM))[lang]


def _listed(words: Iterable[Words], lang: str) -> str:
    return ", ".join(one[lang] for one in words)
