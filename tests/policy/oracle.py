"""The same law a second time, in plain Python, written from docs/law.md and not from the pack.

It reads facts directly, knows nothing of Cedar, of the pack's data or of how the engine asks it, and
answers with outcomes and the ids of the rules that speak. Where the two differ one of them is wrong."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from kindao.engine.policy.consent import Consent, Scope
from kindao.engine.policy.facts import Facts, Person, Role
from kindao.engine.vocabulary import Outcome

Said = tuple[Outcome, frozenset[str]]

ADVERT, LIVE = "advertising", "livestream"
OPEN = {"website", "facebook", "instagram", "tiktok", "youtube", "zalo", LIVE}
SOCIAL = OPEN - {"website"}
ABROAD = {"facebook", "instagram", "tiktok", "youtube", LIVE}
POINTS = {"face", "head", "eyes", "person", "voice", "skin-mark"}
NAMES = {
    "name": "name",
    "birth-date": "birth-date",
    "phone": "contact",
    "email": "contact",
    "address": "contact",
    "record-number": "number",
    "identity-number": "number",
}
KINDS = {"picture": "photo", "film": "video", "recording": "voice"}
CARRIED = {"text", "code", "location", "device", "time", "thumbnail", "embedded", "metadata", "file-name"}
KIND = NAMES | dict.fromkeys(CARRIED, "record-text")
PRESSED = {"sedated", "emergency", "before-surgery"}
SAID_OF = {
    "agency": ["agency", "cong ty quang cao", "don vi quang cao", "cong ty truyen thong",
               "don vi truyen thong", "marketing"],
    "influencer": ["influencer", "influencers", "nguoi co anh huong", "nguoi co suc anh huong", "kol", "koc"],
    "press": ["press", "newspaper", "bao chi", "toa soan", "nha bao", "dai truyen hinh"],
    "researcher": ["researcher", "researchers", "research", "nha nghien cuu", "nguoi nghien cuu", "vien nghien cuu"],
    "insurer": ["insurer", "insurance", "bao hiem"],
    "care-provider": ["care provider", "hospital", "benh vien", "co so y te", "co so kham chua benh"],
}  # fmt: skip
"""By which words in its name a recipient is of which kind."""
FIRST = date(2011, 1, 1)
CODE, D13, PDPL = date(2017, 1, 1), date(2023, 7, 1), date(2026, 1, 1)


def years(born: date | None, on: date) -> int | None:
    if born is None:
        return None
    whole = on.year - born.year - int((on.month, on.day) < (born.month, born.day))
    return whole if whole >= 0 else None  # not born yet: nobody's age


def local(moment: datetime) -> date:
    return (moment if moment.tzinfo is None else moment.astimezone(timezone(timedelta(hours=7)))).date()


@dataclass
class Rules:
    """Collects the ids that speak on a day."""

    on: date

    def __post_init__(self) -> None:
        self.said: dict[str, set[str]] = {"forbid": set(), "review": set(), "require": set(), "permit": set()}

    def __call__(self, effect: str, identity: str, speaks: object, since: date = FIRST, to: date = date.max) -> None:
        if speaks and since <= self.on <= to:
            self.said[effect].add(identity)


def permitted_view(facts: Facts, scope: Scope) -> int:
    """0 nobody, 1 unrecognisable, 2 recognisable; a copy must be hidden at least as much as was promised."""
    order = ["metadata-gone", "others-hidden", "everyone-hidden"]
    allowed = {"none": 0, "indirect": 1, "direct": 2}[scope.identifiability]
    if scope.body_areas and "face" not in scope.body_areas and facts.copy.level != "everyone-hidden":
        return 0
    if scope.level and order.index(facts.copy.level) < order.index(scope.level):
        return 0
    return 1 if scope.level == "everyone-hidden" and allowed == 2 else allowed


def outcome(rules: Rules, nothing: bool = True) -> Said:
    forbid, review, require, permit = (rules.said[e] for e in ("forbid", "review", "require", "permit"))
    if forbid:
        return Outcome.DENY, frozenset(forbid | review)
    if review:
        return Outcome.INDETERMINATE, frozenset(review | require)
    if permit:
        return Outcome.PERMIT, frozenset(permit | require)
    return Outcome.DENY, frozenset({"KD-NOTHING-PERMITS"} if nothing else ())


def signature(consent: Consent, patient: bool, born: date | None) -> Rules:
    """How it was given, under the law of that day."""
    signed = local(consent.signed_at)
    rules = Rules(signed)
    if signed < FIRST:
        rules.said["forbid"].add("KD-NO-LAW")
        return rules
    items = {str(one) for one in consent.rights_told}
    told = (consent.rights_notice or len(items) == 4) and consent.controller != ""
    pressed = bool(PRESSED & {str(d) for d in consent.duress})
    silent = not consent.affirmative or consent.method == "notice"
    unproven = consent.evidence == "" or consent.method == "spoken"
    untold = [scope for scope in consent.scopes if not scope.ticked]
    lumped = len(consent.scopes) > 1 and not consent.each_ticked and untold != []
    unaware = patient and not consent.sensitive_notice
    end13 = date(2025, 12, 31)
    rules("forbid", "VN-DP-9-1", not told, PDPL)
    rules("forbid", "VN-DP-9-2", pressed, PDPL)
    rules("review", "VN-DP-9-2-DISCOUNT", "discount" in consent.duress, PDPL)
    rules("require", "VN-DP-9-3", consent.text.digest == "" or not consent.text.copy_given, PDPL)
    rules("forbid", "VN-DP-9-4", not consent.apart_from_care, PDPL)
    rules("forbid", "VN-DP-9-4-EACH", lumped, PDPL)
    rules("forbid", "VN-DP-9-SIL", silent, PDPL)
    rules("forbid", "VN-DP-9-PROOF", unproven, PDPL)
    rules("forbid", "VN-DP-9-SENS", unaware, PDPL)
    machine = str(consent.method) in ("sms", "email", "web", "app")
    collected = consent.collected
    untraced = machine and (collected.channel == "" or collected.timestamp_source == "")
    rules("review", "VN-DP-9-TRACE", untraced, PDPL)
    rules("review", "VN-DP-10-CHANNEL", consent.withdrawal_channel == "", PDPL)
    rules("forbid", "VN-D13-11-TOLD", not told, D13, end13)
    rules("forbid", "VN-D13-11-FREE", pressed, D13, end13)
    rules("forbid", "VN-D13-11-EACH", not consent.apart_from_care or lumped, D13, end13)
    rules("forbid", "VN-D13-11-SIL", silent, D13, end13)
    rules("forbid", "VN-D13-11-PROOF", unproven, D13, end13)
    rules("forbid", "VN-D13-11-SENS", unaware, D13, end13)
    rules("review", "KD-OLD-CONSENT", True, FIRST, date(2023, 6, 30))
    rules("forbid", "KD-OLD-PROOF", unproven or silent or pressed, FIRST, date(2023, 6, 30))
    old = years(born, signed)
    child = old is not None and old < 16
    unchecked = str(consent.age_check) not in ("record", "birth-certificate", "id-document")
    rules("require", "VN-DP-24-AGE", child and unchecked, PDPL)
    rules("require", "VN-D13-20-AGE", child and unchecked, D13, end13)
    role, capacity = str(consent.giver.role), str(consent.capacity)
    grown = old is not None and old >= 18
    unentitled = (
        (role == "guardian" and grown and capacity in ("full", "unable-now"))
        or (role == "self" and capacity in ("none", "difficulty", "unable-now"))
        or (role == "self" and old is not None and old < 7)
    )
    rules("forbid", "VN-CC-25-2-GIVER", unentitled, CODE)
    rules("forbid", "VN-CC-32-1-STAFF", role == "staff", CODE)
    rules("review", "VN-CC-25-2-PROOF", role in ("guardian", "kin") and consent.giver.proof == "", CODE)
    rules("review", "VN-CC-25-2-RELATION", role == "guardian" and unrelated(consent, old), CODE)
    ward = role == "guardian" and (old is None or old >= 18) and capacity in ("limited", "difficulty", "none")
    appointed = {"court-appointed", "guardian"} if capacity == "none" else {"court-appointed"}
    rules("review", "VN-CC-25-2-APPOINTED", ward and str(consent.giver.relation) not in appointed, CODE)
    rules("require", "VN-CC-25-2-DECISION", ward, CODE)
    rules("forbid", "KD-CONFLICT", consent.giver.conflict)
    return rules


def unrelated(consent: Consent, old: int | None) -> bool:
    """Nobody says what the representative is to the person, or it cannot be so of a minor."""
    relation = str(consent.giver.relation)
    return relation == "" or (old is not None and old < 18 and relation in ("spouse", "adult-child"))


def reliance(facts: Facts, view: "View", consent: Consent, scope: Scope) -> Rules:
    """What it carries, on the day of the use."""
    use = facts.use
    rules = Rules(use.on)
    kin = consent.giver.role == "kin"
    parent = consent.giver.relation in ("parent", "mother", "father")
    rules("forbid", "VN-CC-25-2-LIVING", kin and view.person.alive, CODE)
    rules(
        "forbid", "VN-CC-25-2-KIN", kin and not parent and consent.giver.relation not in ("spouse", "adult-child"), CODE
    )
    rules("review", "VN-CC-25-2-PARENT", kin and parent, CODE)
    elsewhere = use.destination not in (scope.ticked if scope.ticked else scope.destinations)
    drift = scope.purpose != use.purpose
    allowed = permitted_view(facts, scope)
    clearer = view.level > allowed
    area = bool(scope.body_areas) and use.body_area != "" and use.body_area not in scope.body_areas
    other = bool(scope.assets) and use.asset not in scope.assets
    reworded = scope.words not in ("", use.words)
    starts = scope.starts or local(consent.signed_at)
    over = use.on < starts or (scope.ends is not None and use.on > scope.ends)
    late = local(consent.signed_at) > use.on
    rules("forbid", "VN-DP-PURPOSE", drift, PDPL)
    rules("forbid", "VN-D13-11-PURPOSE", drift, D13, date(2025, 12, 31))
    rules("forbid", "VN-CC-32-1-PURPOSE", drift, CODE, date(2023, 6, 30))
    rules("forbid", "VN-KCB-69-2", scope.purpose == "record" and drift, date(2024, 1, 1))
    rules("forbid", "VN-CC-32-1-PLACE", elsewhere, CODE)
    rules("forbid", "VN-CC-32-1-LEVEL", clearer, CODE)
    rules("forbid", "VN-CC-32-1-AREA", area, CODE)
    rules("review", "KD-AREA", scope.body_areas and use.body_area == "")
    rules("forbid", "VN-CC-32-1-ASSET", other, CODE)
    rules("forbid", "VN-CC-32-1-WORDS", reworded, CODE)
    rules("forbid", "VN-CC-32-1-TERM", over, CODE)
    rules("forbid", "VN-CC-32-1-AFTER", late, CODE)
    beyond = drift or elsewhere or clearer or area or other or reworded or over or late
    rules("forbid", "KD-SCOPE", beyond, FIRST, date(2016, 12, 31))
    kinds = {KINDS[use.medium]}
    if view.level:
        kinds |= {KIND[t] for t in view.told if t in KIND} | (view.told & {"diagnosis", "voice"})
    rules("forbid", "VN-CC-38-2-TYPE", kinds - {str(t) for t in consent.data_types}, CODE)
    terms = scope.ad_terms
    uninformed = use.purpose == ADVERT and "" in (
        terms.content,
        terms.method,
        terms.form,
        terms.frequency,
        terms.how_to_refuse,
    )
    rules("forbid", "VN-DP-28", uninformed, PDPL)
    rules("forbid", "VN-D13-21", uninformed, D13, date(2025, 12, 31))
    rules("require", "VN-CC-32-1-PAY", use.purpose == ADVERT and scope.remuneration == "", CODE)
    rules("review", "KD-PREVIEW", view.level == 2 and not scope.previewed)
    named = [plainly(one.name) for one in consent.recipients]
    open_ = {str(one) for one in use.handed_to} - ({"insurer", "care-provider"} if use.requested else set())
    strangers = [one for one in open_ if not any(f" {said} " in name for name in named for said in SAID_OF[one])]
    told = named and not (consent.collected.by == "kindao" and strangers)  # whose record names every kind
    rules("forbid", "VN-DP-9-1-WHO", use.handed_to and not told, PDPL)
    rules("review", "VN-DP-9-1-KIND", told and strangers, PDPL)
    abroad = use.destination in ABROAD
    rules("require", "VN-DP-20-TOLD", abroad and not [r for r in consent.recipients if r.country], PDPL)
    rules("review", "VN-DP-9-4-PLACE", consent.territory and use.destination in OPEN, PDPL)
    rules("review", "KD-BLOCKS", delicate(use.specialty) and not consent.blocks_checked)
    return rules


@dataclass
class View:
    """One person as the copy and the words show them."""

    person: Person
    born: date | None
    told: set[str]
    level: int


def view(facts: Facts, person: Person) -> View:
    told: set[str] = set()
    direct = False
    for shown in facts.copy.shown:
        if shown.person == person.id:
            told |= {str(v) for v in shown.visible}
            direct = shown.identifiability == "direct"
    if person.role in ("patient", "unknown"):
        told |= {str(c) for c in facts.copy.caption}
        told |= {str(x) for x in facts.copy.left if x in KIND or x in ("diagnosis", "date")}
    level = 2 if direct or told & POINTS or told & KIND.keys() else 0 if facts.copy.confirmed_by else 1
    born = person.birth_date
    for consent in facts.consents:
        if born is None and consent.subject == person.id:
            born = consent.birth_date
    return View(person, born, told, level)


@dataclass
class Weighed:
    consent: Consent
    scope: Scope
    against: set[str]
    doubts: set[str]
    duties: set[str]
    by_minor: bool


def weighed(facts: Facts, seen: View) -> list[Weighed]:
    found = []
    patient = seen.person.role in ("patient", "unknown")
    for consent in facts.consents:
        if consent.subject != seen.person.id:
            continue
        sign = signature(consent, patient, seen.born).said
        for scope in consent.scopes:
            ended = ended_on(consent, scope)
            if ended is not None and ended <= facts.use.on:
                continue
            rely = reliance(facts, seen, consent, scope).said
            at = years(seen.born, local(consent.signed_at))
            found.append(
                Weighed(
                    consent,
                    scope,
                    sign["forbid"] | rely["forbid"],
                    sign["review"] | rely["review"],
                    sign["require"] | rely["require"],
                    consent.giver.role == "self" and at is not None and at < 18,
                )
            )
    found.sort(key=lambda w: w.consent.signed_at, reverse=True)
    return sorted(found, key=lambda w: (len(w.against), w.by_minor, len(w.doubts), len(w.duties)))


def ended_on(consent: Consent, scope: Scope) -> date | None:
    days = [local(at) for at in (consent.withdrawn_at, scope.withdrawn_at) if at]
    return min(days) if days else None


def who_must(seen: View, on: date) -> set[str]:
    old, capacity = years(seen.born, on), seen.person.capacity
    if not seen.person.alive:
        return {"kin"}
    if capacity in ("none", "difficulty"):
        return {"guardian"}
    if old is not None and old < 7:
        return {"guardian"}
    if (old is not None and old < 18) or capacity == "limited":
        return {"self", "guardian"}
    return {"self"}


def person_says(facts: Facts, seen: View) -> Said:
    use, person, on = facts.use, seen.person, facts.use.on
    options = weighed(facts, seen)
    best: dict[str, Weighed] = {}
    for option in options:
        if not option.against and str(option.consent.giver.role) not in best:
            best[str(option.consent.giver.role)] = option
    must = who_must(seen, on)
    if "self" in must and "self" in best and best["self"].by_minor:
        must.add("guardian")
    missing = must - set(best)
    relied = [] if missing else [best[role] for role in must]

    def gone(consent: Consent, scope: Scope) -> bool:
        ends = [at for at in (consent.withdrawn_at, scope.withdrawn_at) if at]
        if not ends or min(local(at) for at in ends) > on:
            return False
        if scope.purpose != use.purpose or use.destination not in scope.destinations:
            return False
        last = min(ends)
        again = best.get(str(consent.giver.role))
        return again is None or again.consent.signed_at <= last

    withdrawn = any(gone(c, s) for c in facts.consents if c.subject == person.id for s in c.scopes)
    noes = {str(one) for one in person.refused} & (must | {"self"})

    def elsewhen(consent: Consent, scope: Scope) -> bool:
        ended = ended_on(consent, scope)
        if consent.giver.role not in missing or local(consent.signed_at) > use.on or (ended and ended <= use.on):
            return False
        if scope.purpose != use.purpose or use.destination not in (scope.ticked or scope.destinations):
            return False
        if scope.assets and use.asset not in scope.assets:
            return False
        return bool((scope.starts and use.on < scope.starts) or (scope.ends and use.on > scope.ends))

    another_time = any(elsewhen(c, s) for c in facts.consents if c.subject == person.id for s in c.scopes)
    patient, level = person.role == "patient", seen.level
    old = years(seen.born, on)
    child = old is not None and old < 16
    minor = old is not None and old < 18
    bare = level == 2 and bool(missing)  # recognisable, and not agreed to
    seen_at_all = level == 2 or (patient and level == 1)
    words = seen.told & KIND.keys()
    online, social = use.destination in OPEN, use.destination in SOCIAL
    ad = use.purpose == ADVERT
    has = {str(s) for s in person.statuses} | ({"family-secret"} if person.family else set())
    rules = Rules(on)
    r = rules
    ground, traits, parties = str(use.ground), {str(t) for t in use.traits}, {str(p) for p in use.handed_to}
    public = ground in ("public-interest", "public-activity")
    excused = ground in ("urgent", "emergency", "state-body", "contract", "other-law")

    # statutes before consent
    r("forbid", "VN-HIV-8-5", "hiv" in has and level and missing)
    r("review", "VN-HIV-8-5-EYES", "hiv" in has and level and not missing)
    r("forbid", "VN-FS-6-3", "fetal-sex" in has, date(2026, 7, 1))
    for status, identity, since in (
        ("donor", "VN-TX-38", date(2007, 7, 1)),
        ("ivf", "VN-IVF-3", date(2025, 10, 1)),
        ("gender-reassignment", "VN-GR", date(2026, 5, 15)),
    ):
        r("forbid", identity, status in has and level == 2, since)
        r("review", f"{identity}-EYES", status in has and level == 1, since)
    r("forbid", "VN-DV", "domestic-violence" in has and level, D13)
    r("forbid", "VN-CH-ABUSE", "abuse" in has and level, date(2017, 6, 1))

    # children, capacity, the dead
    r("forbid", "VN-CH-6-11", child and bare, date(2017, 6, 1))
    r("forbid", "VN-CH-56-33", child and words and missing, date(2017, 7, 1))
    r("forbid", "VN-CH-56-36", child and online and bare, date(2017, 7, 1))
    r("require", "VN-CH-56-36-REMOVE", child and online and level, date(2017, 7, 1))
    r("review", "VN-CH-0-6", old is not None and old < 7 and seen_at_all, date(2017, 6, 1))
    r("forbid", "VN-DP-24-2", child and (old or 0) >= 7 and bare, PDPL)
    r("forbid", "VN-D13-20", child and (old or 0) >= 7 and bare, D13, date(2025, 12, 31))
    court = person.capacity in ("limited", "difficulty", "none")
    r("forbid", "VN-CC-25-2", bare and person.alive and (minor or court), CODE)
    r("forbid", "VN-CC-25-2-UNABLE", person.capacity == "unable-now" and person.alive and seen_at_all, CODE)
    r("forbid", "VN-CC-25-2-DEAD", not person.alive and missing and seen_at_all, CODE)
    r("forbid", "VN-D13-19", not person.alive and missing and seen_at_all, D13, date(2025, 12, 31))
    r("review", "VN-CC-25-2-COURT", patient and level and court, CODE)

    # image, record, data
    nothing = patient and bare
    r("forbid", "VN-CC-32-1", nothing and not public, CODE)
    r("review", "VN-CC-32-2", public and bare, CODE)
    r("forbid", "VN-CC-38-2", nothing, CODE)
    r("forbid", "VN-CC-38-4", nothing, CODE)
    refusing = any(not consents_to(facts, seen, member) for member in person.family)
    r("forbid", "VN-CC-38-2-FAM", "family-secret" in has and level == 2 and refusing, CODE)
    r("review", "VN-CC-38-2-FAM-EYES", "family-secret" in has and level and (refusing or not person.family), CODE)
    other = person.role in ("bystander", "staff")
    r("forbid", "VN-OTHERS", other and bare and not public, CODE)
    r("permit", "VN-OTHERS-HIDDEN", other and level < 2, CODE)
    r("permit", "VN-OTHERS-AGREED", other and level == 2 and not missing, CODE)
    r("permit", "KD-OTHERS", other and (level < 2 or not missing), FIRST, date(2016, 12, 31))
    r("forbid", "VN-KCB-HIST", nothing, FIRST, date(2023, 12, 31))
    r("permit", "VN-KCB-HIST-CONSENT", patient and not missing, FIRST, date(2023, 6, 30))
    y24 = date(2024, 1, 1)
    class_room = use.purpose == "teaching" and use.destination == "internal"
    r("forbid", "VN-KCB-7-1", nothing and not class_room, y24)
    r("forbid", "VN-KCB-10-2", nothing and not class_room, y24)
    shows_record = patient and "record" in traits and level
    r("forbid", "VN-KCB-69-5", shows_record and missing, y24)
    r("review", "VN-KCB-69-4", shows_record and not missing, y24)
    handed = patient and parties and level and missing
    r("forbid", "VN-102-9", handed, date(2025, 7, 1))
    r("forbid", "VN-DP-15", handed, PDPL)
    insurer = parties & {"insurer", "care-provider"}
    r("forbid", "VN-DP-26-2", patient and insurer and level and not use.requested, PDPL)
    r("review", "VN-DP-19", excused and level and missing, PDPL)
    r("forbid", "VN-DP-19-ADVERT", excused and level and missing and ad, PDPL)
    r("review", "VN-DP-32", ground == "public-place" and bare, PDPL)
    r("review", "VN-D13-17", excused and level and missing, D13, date(2025, 12, 31))
    r("review", "VN-D13-18", ground == "public-place" and bare, D13, date(2025, 12, 31))
    r("forbid", "VN-DP-7", nothing and not excused, PDPL)
    r("forbid", "VN-KCB-10-2-WORDS", patient and words and missing, y24)
    r("forbid", "VN-KCB-45-5", nothing, y24)
    r("forbid", "VN-KCB-69-2-OUT", patient and use.purpose == "record", y24)
    r("require", "VN-KCB-69-3", patient and use.purpose == "teaching" and level, y24)
    end = date(2025, 12, 31)
    hidden = patient and level == 1 and bool(missing)
    for act, since, to in (("VN-DP-16", PDPL, date.max), ("VN-D13-11", D13, end)):
        r("forbid", act, nothing and not excused, since, to)
        r("permit", f"{act}-CONSENT", patient and not missing, since, to)
    r("forbid", "VN-DP-26-1", nothing and not excused, PDPL)
    r("forbid", "VN-D13-2", nothing and not excused, D13, end)
    r("forbid", "VN-DP-28-HIDDEN", hidden and ad, PDPL)
    r("forbid", "VN-D13-21-HIDDEN", hidden and ad, D13, end)
    r("review", "VN-DP-DEID", hidden, PDPL)
    r("review", "VN-D13-2-DEID", hidden, D13, end)
    r("review", "KD-HIDDEN", patient and level < 2 and missing, FIRST, date(2023, 6, 30))
    confirmed = bool(facts.copy.confirmed_by) and level == 0
    r("permit", "VN-DP-DEID-CONFIRMED", confirmed, PDPL)
    r("permit", "VN-D13-2-CONFIRMED", confirmed, D13, end)
    over = withdrawn and (patient or level == 2)
    r("forbid", "VN-DP-10", over, PDPL)
    r("forbid", "VN-DP-24-3", over and child, PDPL)
    r("forbid", "VN-D13-12", over, D13, end)
    r("forbid", "KD-WITHDRAWN", over, FIRST, date(2023, 6, 30))
    heard = patient or level == 2
    r("forbid", "KD-NO", heard and (noes - {"kin"} or ("kin" in noes and "kin" in missing)))
    r("review", "VN-CC-25-2-OBJECT", heard and "kin" in noes and "kin" not in missing, CODE)
    r("forbid", "KD-TIME", heard and another_time)
    r("forbid", "KD-FLOOR", person.role in ("patient", "unknown") and level < 2 and missing and "date" in seen.told)

    # adverts and networks
    r("forbid", "VN-AD-8-8", ad and bare, date(2013, 1, 1))
    r("forbid", "VN-SN-174-96", social and bare, date(2026, 7, 1))
    r("forbid", "VN-SN-174-95-2B", social and nothing, date(2026, 7, 1))
    r("forbid", "VN-SN-15-LEGACY", social and bare, date(2020, 4, 15), date(2026, 6, 30))
    r("forbid", "VN-CY-18-17", online and nothing, date(2019, 1, 1), date(2026, 6, 30))
    r("review", "VN-CY-116", online and nothing, date(2026, 7, 1))

    r("review", "VN-CR-288", online and bare, date(2018, 1, 1))
    insulted = "humiliating" in traits and level
    r("forbid", "VN-SN-174-95-1A", insulted and social, date(2026, 7, 1))
    r("review", "VN-CR-155", insulted, date(2018, 1, 1))
    r("forbid", "VN-AD-COS", ad and "cosmetics" in traits and person.role == "staff" and level, date(2026, 2, 15))
    endorsing = ad and person.role in ("patient", "staff", "unknown") and level
    r("forbid", "VN-AD-DRUG", endorsing and "drug" in traits, date(2017, 7, 1))
    r("review", "VN-AD-FOOD", endorsing and "food" in traits, date(2015, 12, 31))
    r("review", "VN-CH-PRESS", "press" in parties and child and level, date(2017, 12, 31))
    r("forbid", "VN-DIS", "disabled" in has and ad and bare, date(2022, 1, 1))
    r("review", "VN-DIS-EYES", "disabled" in has and ad and level == 2 and not missing, date(2022, 1, 1))
    r("review", "VN-EPI-114", "epidemic" in has and level, date(2026, 7, 1))

    # the house
    r("forbid", "KD-REPLY", ground == "reply" and patient and level and missing)
    r("forbid", "KD-UNKNOWN-VISIBLE", person.role == "unknown" and level == 2)
    r("review", "KD-UNKNOWN-HIDDEN", person.role == "unknown" and level == 1)
    allowed = min((permitted_view(facts, w.scope) for w in relied), default=-1)
    faceless = not facts.copy.face_found and use.medium != "recording"
    r("review", "KD-NOFACE", faceless and not facts.copy.confirmed_by and level == 1 and allowed < 2)
    ageless = (patient and level >= 1) or (person.role == "bystander" and level == 2)
    r("review", "KD-AGE", old is None and person.alive and ageless and not missing)
    r("forbid", "KD-LIVE", use.destination == LIVE and level and missing)
    r("forbid", "KD-LIVE-PATIENT", use.destination == LIVE and patient and level == 2)
    r("review", "KD-LIVE-EYES", use.destination == LIVE and person.role in ("patient", "unknown"))

    if person.unable_at_capture and level and person.role in ("patient", "unknown"):
        taken = max(min(use.captured_on or on, on), FIRST)
        afresh = bool(relied) and all(
            use.asset in w.scope.assets and local(w.consent.signed_at) >= (use.captured_on or on) for w in relied
        )
        if not afresh and taken >= CODE:
            rules.said["forbid"].add("VN-CC-38-2-CAPTURE")

    matters = bool(level) and (patient or level == 2)
    if matters:
        for w in relied:
            rules.said["review"] |= w.doubts
            rules.said["require"] |= w.duties
    result, ids = outcome(rules)
    if missing and matters and result is not Outcome.PERMIT:
        for w in options:
            if str(w.consent.giver.role) in missing or str(w.consent.giver.role) not in must:
                ids |= w.against
                break
    return result, ids


def consents_to(facts: Facts, seen: View, member: str) -> bool:
    """One of the family: everybody who must has agreed for them, and nothing is left to doubt."""
    them = next((one for one in facts.people if one.id == member), Person(member))
    them = replace(them, role=them.role if any(one.id == member for one in facts.people) else Role.BYSTANDER)
    born = them.birth_date
    for consent in facts.consents:
        born = born or (consent.birth_date if consent.subject == member else None)
    theirs = View(them, born, set(), seen.level)
    sound = [one for one in weighed(facts, theirs) if not one.against and not one.doubts]
    signed = {str(one.consent.giver.role) for one in sound if not one.by_minor}
    if any(not one.by_minor for one in sound):
        signed |= {str(one.consent.giver.role) for one in sound}
    return who_must(theirs, facts.use.on) <= signed


def picture_says(facts: Facts, seen: list[View]) -> Said:
    use, copy = facts.use, facts.copy
    rules = Rules(use.on)
    drawn = use.nature == "illustration"
    visible = {str(v) for s in copy.shown for v in s.visible} | {str(x) for x in copy.left}
    owned = {t for one in seen for t in one.told}
    ownerless = (visible & POINTS) - owned
    words = {str(x) for x in copy.left | copy.caption} & KIND.keys()
    ad = use.purpose == ADVERT
    rules("require", "VN-DP-20", use.destination in ABROAD and not drawn, PDPL)
    rules("require", "VN-D13-25", use.destination in ABROAD and not drawn, D13, date(2025, 12, 31))
    traits, parties = {str(t) for t in use.traits}, {str(p) for p in use.handed_to}
    passed_on = parties and not drawn and [one for one in seen if one.person.role == "patient"]
    rules("require", "VN-102-9-LEAVE", passed_on, date(2025, 7, 1))
    rules("require", "VN-DP-15-TERMS", passed_on, PDPL)
    rules("require", "VN-DP-37", passed_on and parties & {"agency", "influencer"}, PDPL)
    rules("forbid", "KD-ACCOUNT", "personal-account" in traits and not drawn)
    rules("forbid", "VN-KCB-7-17", "unrecognised-method" in traits, date(2024, 1, 1))
    rules("forbid", "VN-KCB-7-20", ad and "beyond-licence" in traits, date(2024, 1, 1))
    rules("forbid", "VN-KCB-7-21", "blame" in traits, date(2024, 1, 1))
    rules("review", "VN-AD-DEF", "promotes" in traits and not ad and use.destination in OPEN, date(2013, 1, 1))
    rules("forbid", "VN-AD-8-11", ad and "superlative" in traits, date(2013, 1, 1))
    rules("forbid", "VN-AD-20-4", ad and "unlicensed" in traits, date(2013, 1, 1))
    rules("require", "VN-AD-KOL", ad and "paid-speaker" in traits, PDPL)
    rules("forbid", "VN-AD-SEX", traits & {"sex-selection", "organ-trade"}, date(2026, 5, 15))
    rules("review", "VN-SN-174-95-1C", "gore" in traits and use.destination in SOCIAL, date(2026, 7, 1))
    rules("require", "VN-AD-342-9", ad, date(2026, 2, 15))
    rules("require", "VN-AD-23", ad and use.destination in OPEN, PDPL)
    rules("review", "VN-AD-PRE", ad, date(2014, 1, 1), date(2025, 6, 30))
    rules("require", "VN-AD-PRE-LATE", ad, date(2025, 7, 1), date(2026, 2, 14))
    exposed = "intimate" in visible and use.destination in OPEN
    rules("forbid", "VN-SN-174-95-1", exposed, date(2026, 7, 1))
    rules("forbid", "KD-INTIMATE", exposed)
    rules("permit", "KD-EVERYONE", len(seen) > 0)
    rules("permit", "KD-ILLUSTRATION", drawn)
    rules("review", "KD-ILLUSTRATION-SEEN", drawn and not copy.confirmed_by and (ownerless or words))
    rules("review", "KD-ILLUSTRATION-CAMERA", drawn and copy.photographed)
    rules("review", "KD-ILLUSTRATION-ONE-WORD", drawn and copy.confirmed_by == "")
    rules("review", "KD-ILLUSTRATION-WHO", drawn and use.stated_by == "")
    rules("review", "KD-NOBODY-NAMED", not drawn and not seen)
    rules("forbid", "KD-OWNERLESS", not drawn and ownerless)
    patients = [one for one in seen if one.person.role == "patient"]
    rules("review", "KD-NO-PATIENT", not drawn and seen and not patients and copy.confirmed_by == "")
    rules("forbid", "KD-WORDS", not drawn and not patients and words)
    unseen = {str(x) for x in copy.not_looked_for}
    looked = drawn or bool(copy.confirmed_by)
    rules(
        "review",
        "KD-INTIMATE-UNSEEN",
        not looked and "intimate" in unseen and delicate(use.specialty),
    )
    rules("review", "KD-UNSEEN", not looked and unseen & {"face", "head", "eyes", "text", "name", "code", "metadata"})
    rules("review", "KD-FACTS", clash(facts))
    return outcome(rules)


SENSITIVE = {"obstetrics", "nam khoa", "hiv", "sản", "obgyn"}  # the ones that cases use; the pack's list is longer


def delicate(specialty: str) -> bool:
    """One of those, as a word or words of what was typed, with or without its marks."""
    return bool(re.search(r"\b(obstetrics|nam khoa|hiv|san|obgyn)\b", bare(specialty)))


def bare(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.lower().translate({0x111: "d", 0x110: "d"}))
    return letters.encode("ascii", "ignore").decode()


def plainly(words: str) -> str:
    return f" {' '.join(re.findall('[a-z0-9]+', bare(words)))} "


def filed(facts: Facts) -> bool:
    """In the record, for care; handed on it is published."""
    return (facts.use.purpose, facts.use.destination) == ("record", "internal") and len(facts.use.handed_to) == 0


def clash(facts: Facts) -> bool:
    if facts.use.captured_on and facts.use.captured_on > facts.use.on:
        return True
    for person in facts.people:
        births = {c.birth_date for c in facts.consents if c.subject == person.id} | {person.birth_date}
        births.discard(None)
        if len(births) > 1 or any(b > facts.use.on for b in births if b):
            return True
        if person.alive and any((years(b, facts.use.on) or 0) >= 123 for b in births):  # the oldest there was: 122
            return True
        theirs = [c for c in facts.consents if c.subject == person.id and not filed(facts)]
        for consent in theirs:
            then = [years(born, local(consent.signed_at)) for born in births]
            young = any(one is not None and one < 18 for one in then)
            if young and str(consent.giver.relation) in ("spouse", "adult-child"):
                return True
        others = {c.giver.conflict for c in theirs if c.giver.role != "self"}
        if True in others and False in others:
            return True
    return False


def judge(facts: Facts) -> tuple[dict[str, Said], Said]:
    """Outcome and rule ids of each person, and of the picture."""
    if facts.use.on < FIRST:
        return {}, (Outcome.DENY, frozenset({"KD-NO-LAW"}))
    named = {person.id for person in facts.people}
    people = [*facts.people, *(Person(s.person) for s in facts.copy.shown if s.person not in named)]
    if facts.use.nature == "illustration":
        people = [person for person in people if person.role != "unknown"]
    seen = [view(facts, person) for person in people]
    if filed(facts):
        if clash(facts):
            return {v.person.id: (Outcome.INDETERMINATE, frozenset()) for v in seen}, (
                Outcome.INDETERMINATE,
                frozenset({"KD-FACTS"}),
            )
        return {v.person.id: (Outcome.PERMIT, frozenset()) for v in seen}, (Outcome.PERMIT, frozenset({"KD-KEEP"}))
    return {v.person.id: person_says(facts, v) for v in seen}, picture_says(facts, seen)
