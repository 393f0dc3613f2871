"""The packs of other countries a second time, in plain Python: written from docs/law.md and not from the packs.

How facts are read (who must agree, how recognisable somebody is) is shared with the Vietnamese oracle; what
follows from them in each pack is here."""

from datetime import date

from kindao.engine.policy.consent import Consent, Scope
from kindao.engine.policy.facts import Facts, Person
from kindao.engine.vocabulary import Outcome
from policy.oracle import (
    ADVERT,
    KIND,
    KINDS,
    LIVE,
    OPEN,
    POINTS,
    PRESSED,
    Rules,
    Said,
    View,
    Weighed,
    clash,
    delicate,
    ended_on,
    filed,
    local,
    outcome,
    permitted_view,
    unrelated,
    view,
    who_must,
    years,
)

FIRST_DAY = {"gdpr": date(2018, 5, 25), "hipaa": date(2011, 1, 1), "gmc": date(2013, 5, 8)}
FLOOR = POINTS | KIND.keys() | {"date"}
INSIDE = {"organ", "slide", "endoscopy", "ultrasound", "x-ray"}
CLOSED = {"lecture", "journal", "internal"}
OLD = date(2023, 6, 30)  # until then the house had rules of its own for a national law that was silent


def signature(pack: str, consent: Consent, patient: bool, born: date | None) -> Rules:
    signed = local(consent.signed_at)
    rules = Rules(signed)
    if signed < FIRST_DAY[pack]:
        rules.said["forbid"].add("KD-NO-LAW")
        return rules
    role, capacity, age = str(consent.giver.role), str(consent.capacity), years(born, signed)
    grown, small = age is not None and age >= 18, age is not None and age < 7
    own = role == "self" and (capacity in ("none", "difficulty", "unable-now") or small)
    other = role == "guardian" and grown and capacity in ("full", "unable-now")
    unproven = not consent.evidence or consent.method == "spoken"
    silent = not consent.affirmative or consent.method == "notice"
    pressed = PRESSED & {str(one) for one in consent.duress}
    unauthorised = role in ("guardian", "kin") and not consent.giver.proof
    rules("forbid", "KD-MAY-SIGN", own or other or role == "staff")
    rules("review", "KD-SIGN-PROOF", unauthorised)
    rules("review", "KD-SIGN-RELATION", role == "guardian" and unrelated(consent, age))
    rules("forbid", "KD-SIGN-CONFLICT", consent.giver.conflict)
    rules("forbid", "KD-SIGN-ACT", unproven or silent)
    rules("forbid", "KD-SIGN-FREE", pressed)
    says = {str(one) for one in consent.statements}
    if pack == "gdpr":
        rules("forbid", "GD-7-1", unproven)
        rules("forbid", "GD-7-2", not consent.apart_from_care)
        rules("forbid", "GD-7-3-TOLD", not consent.rights_notice)
        rules("review", "GD-7-4", "discount" in consent.duress)
        rules("forbid", "GD-4-11-ACT", silent)
        rules("forbid", "GD-4-11-FREE", pressed)
        rules("forbid", "GD-4-11-SPECIFIC", len(consent.scopes) > 1 and not consent.each_ticked)
        rules("forbid", "GD-4-11-INFORMED", not consent.controller)
        rules("forbid", "GD-9-2-A-EXPLICIT", patient and not consent.sensitive_notice)
    if pack == "hipaa":
        rules("forbid", "HI-AUTH-WHO", not consent.controller)
        rules("forbid", "HI-AUTH-SIGNED", unproven or consent.method == "notice")
        rules("forbid", "HI-AUTH-REP", unauthorised)
        rules("forbid", "HI-AUTH-REVOKE", "revoke-in-writing" not in says)
        rules("forbid", "HI-AUTH-CARE", "care-not-conditioned" not in says)
        rules("forbid", "HI-AUTH-AGAIN", "redisclosure" not in says)
        rules("require", "HI-AUTH-COPY", not (consent.text.digest and consent.text.copy_given))
    if pack == "gmc":
        rules("forbid", "GM-25-TOLD", not consent.rights_notice)
        rules("require", "GM-24-WRITTEN", consent.method != "writing")
    return rules


def reliance(pack: str, facts: Facts, seen: View, consent: Consent, scope: Scope) -> Rules:
    use, rules = facts.use, Rules(facts.use.on)
    kin, relation = consent.giver.role == "kin", consent.giver.relation
    parent = relation in ("parent", "mother", "father")
    kinds = {KINDS[use.medium]}
    if seen.level:
        kinds |= {KIND[one] for one in seen.told if one in KIND} | (seen.told & {"diagnosis", "voice"})
    unsaid = kinds - {str(one) for one in consent.data_types}
    drift = scope.purpose != use.purpose
    elsewhere = use.destination not in (scope.ticked or scope.destinations)
    signed = local(consent.signed_at)
    begins, last = scope.starts or signed, scope.ends or date.max
    rules(
        "forbid",
        "KD-FITS",
        drift
        or elsewhere
        or seen.level > permitted_view(facts, scope)
        or (scope.body_areas and use.body_area and use.body_area not in scope.body_areas)
        or (scope.assets and use.asset not in scope.assets)
        or scope.words not in ("", use.words)
        or unsaid,
    )
    rules("forbid", "KD-FITS-TERM", not begins <= use.on <= last or signed > use.on)
    rules("forbid", "KD-FITS-KIN", kin and (seen.person.alive or not (parent or relation in ("spouse", "adult-child"))))
    rules("review", "KD-FITS-PARENT", kin and parent)
    rules("review", "KD-FITS-AREA", scope.body_areas and not use.body_area)
    rules("review", "KD-FITS-SEEN", seen.level == 2 and not scope.previewed)
    says = {str(one) for one in consent.statements}
    if pack == "gdpr":
        rules("forbid", "GD-9-2-A-PURPOSE", drift)
    if pack == "hipaa":
        rules("forbid", "HI-AUTH-WHAT", unsaid)
        rules("forbid", "HI-AUTH-WHY", drift)
        rules("forbid", "HI-AUTH-TO", elsewhere)
        rules("forbid", "HI-AUTH-EXPIRES", scope.ends is None and scope.ends_when == "")
        rules("forbid", "HI-AUTH-PAID", use.purpose == ADVERT and "payment" not in says)
    if pack == "gmc":
        written, public = consent.method == "writing", str(use.destination) not in CLOSED
        rules("forbid", "GM-25-PURPOSE", drift)
        rules("review", "GM-PUBLIC", public and not (written and "no-recall" in says))
        rules("forbid", "JR-WRITTEN", use.purpose == "journal" and not written)
        rules("review", "JR-SEEN", use.purpose == "journal" and not scope.previewed)
    return rules


def weighed(pack: str, facts: Facts, seen: View) -> list[Weighed]:
    found = []
    for consent in facts.consents:
        if consent.subject != seen.person.id:
            continue
        sign = signature(pack, consent, seen.person.role in ("patient", "unknown"), seen.born).said
        age = years(seen.born, local(consent.signed_at))
        for scope in consent.scopes:
            ended = ended_on(consent, scope)
            if ended is None or ended > facts.use.on:
                rely = reliance(pack, facts, seen, consent, scope).said
                against, doubts, duties = (sign[one] | rely[one] for one in ("forbid", "review", "require"))
                minor = consent.giver.role == "self" and age is not None and age < 18
                found.append(Weighed(consent, scope, against, doubts, duties, minor))
    found.sort(key=lambda one: one.consent.signed_at, reverse=True)
    return sorted(found, key=lambda one: (len(one.against), one.by_minor, len(one.doubts), len(one.duties)))


def person_says(pack: str, facts: Facts, seen: View) -> Said:
    use, person, level = facts.use, seen.person, seen.level
    options = weighed(pack, facts, seen)
    best: dict[str, Weighed] = {}
    for option in options:
        if not option.against:
            best.setdefault(str(option.consent.giver.role), option)
    must = who_must(seen, use.on)
    if "self" in must and "self" in best and best["self"].by_minor:
        must.add("guardian")
    missing = must - best.keys()
    relied = [] if missing else [best[role] for role in must]

    def gone(consent: Consent, scope: Scope) -> bool:
        ended = ended_on(consent, scope)
        if ended is None or ended > use.on or scope.purpose != use.purpose or use.destination not in scope.destinations:
            return False
        last = min(at for at in (consent.withdrawn_at, scope.withdrawn_at) if at)
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
    patient, other = person.role == "patient", person.role in ("bystander", "staff")
    matters = level == 2 or (patient and level == 1)
    bare, hidden = level == 2 and bool(missing), patient and level == 1 and bool(missing)
    confirmed = bool(facts.copy.confirmed_by) and level == 0
    age = years(seen.born, use.on)
    left = seen.told & FLOOR
    r = Rules(use.on)

    # common to the three
    over = withdrawn and (patient or level == 2)
    r("forbid", "KD-ENDED", over)
    heard = patient or level == 2
    no, objected = heard and (noes - {"kin"} or ("kin" in noes and "kin" in missing)), "kin" in noes - missing
    r("forbid", "KD-NO", no)
    r("review", "KD-OBJECTED", heard and objected)
    r("forbid", "KD-TIME", heard and another_time)
    r("review", "KD-UNCONFIRMED", hidden)
    r("forbid", "KD-OTHER-SEEN", other and bare)
    r("permit", "KD-OTHER-WELL", other and (level < 2 or not missing))
    court = person.capacity in ("limited", "difficulty", "none")
    r("review", "KD-SPOKEN-FOR", matters and (court or (age is not None and age < 7)))
    r("review", "KD-PROTECTED", (person.statuses or person.family) and level)
    r("forbid", "KD-UNABLE", person.capacity == "unable-now" and person.alive and matters)
    r("forbid", "KD-FLOOR", person.role in ("patient", "unknown") and level < 2 and missing and "date" in seen.told)

    # the house
    r("permit", "KD-OTHERS", other and (level < 2 or not missing), to=date(2016, 12, 31))
    r("forbid", "KD-UNKNOWN-VISIBLE", person.role == "unknown" and level == 2)
    r("review", "KD-UNKNOWN-HIDDEN", person.role == "unknown" and level == 1)
    allowed = min((permitted_view(facts, one.scope) for one in relied), default=-1)
    faceless = not facts.copy.face_found and use.medium != "recording"
    r("review", "KD-NOFACE", faceless and not facts.copy.confirmed_by and level == 1 and allowed < 2)
    r("review", "KD-HIDDEN", patient and level < 2 and missing, to=OLD)
    r("forbid", "KD-WITHDRAWN", over, to=OLD)
    ageless = (patient and level) or (person.role == "bystander" and level == 2)
    r("review", "KD-AGE", age is None and person.alive and ageless and not missing)
    live = use.destination == LIVE
    r("forbid", "KD-REPLY", str(use.ground) == "reply" and patient and level and missing)
    r("forbid", "KD-LIVE", live and level and missing)
    r("forbid", "KD-LIVE-PATIENT", live and patient and level == 2)
    r("review", "KD-LIVE-EYES", live and person.role in ("patient", "unknown"))

    if pack == "gdpr":
        r("forbid", "GD-9-1", patient and bare)
        r("permit", "GD-9-2-A", patient and not missing)
        r("review", "GD-4-1-HIDDEN", hidden)
        r("permit", "GD-4-1-NOBODY", confirmed)
        r("forbid", "GD-6-OTHERS", other and bare)
        r("forbid", "GD-7-3", over)
        r("forbid", "GD-21-3", over and use.purpose == ADVERT)
        r("review", "GD-8", use.destination in OPEN and age is not None and age < 16 and matters)
        r("review", "GD-R27", not person.alive and matters)
        r("require", "GD-17-2", patient and use.destination in OPEN and level)
    if pack == "hipaa":
        r("forbid", "HI-AUTH", patient and bare)
        r("forbid", "HI-AUTH-ADVERT", patient and bare and use.purpose == ADVERT)
        r("forbid", "HI-DEID-LEFT", patient and left and missing)
        r("review", "HI-DEID-KNOWN", hidden)
        r("permit", "HI-DEID", confirmed and not left)
        r("permit", "HI-AUTH-GIVEN", patient and not missing)
        r("review", "HI-REVOKE", over)
        r("review", "HI-DEAD", patient and not person.alive and level)
    if pack == "gmc":
        inside, journal = str(use.care_recording) in INSIDE, use.purpose == "journal"
        r("forbid", "GM-15", patient and bare)
        r("review", "GM-17-DETAIL", hidden)
        r("forbid", "JR-EYES", hidden and journal)
        r("review", "GM-17-JOURNAL", patient and journal and level == 0 and missing and not inside)
        r("permit", "GM-12", patient and level == 0 and inside and use.purpose != ADVERT)
        r("permit", "GM-17", patient and level == 0 and use.purpose == "teaching" and str(use.destination) in CLOSED)
        r("permit", "GM-CONSENT", patient and not missing)
        r("require", "GM-25-KEEP", patient and not missing and level)

    if person.unable_at_capture and level and person.role in ("patient", "unknown"):
        afresh = bool(relied) and all(
            use.asset in one.scope.assets and local(one.consent.signed_at) >= (use.captured_on or use.on)
            for one in relied
        )
        if not afresh:
            r.said["forbid"].add("KD-CAPTURED")
    if matters:
        for one in relied:
            r.said["review"] |= one.doubts
            r.said["require"] |= one.duties
    result, ids = outcome(r)
    if missing and matters and result is not Outcome.PERMIT:
        for option in options:
            if str(option.consent.giver.role) in missing or str(option.consent.giver.role) not in must:
                ids |= option.against
                break
    return result, ids


def picture_says(facts: Facts, seen: list[View]) -> Said:
    """The house's rules alone: these packs have none on pictures as a whole."""
    use, copy, r = facts.use, facts.copy, Rules(facts.use.on)
    drawn, confirmed = use.nature == "illustration", bool(copy.confirmed_by)
    visible = {str(one) for shown in copy.shown for one in shown.visible} | {str(one) for one in copy.left}
    ownerless = (visible & POINTS) - {one for each in seen for one in each.told}
    words = {str(one) for one in copy.left | copy.caption} & KIND.keys()
    unseen = {str(one) for one in copy.not_looked_for} if not drawn and not confirmed else set()
    r("forbid", "KD-INTIMATE", "intimate" in visible and use.destination in OPEN)
    r("permit", "KD-EVERYONE", seen)
    r("permit", "KD-ILLUSTRATION", drawn)
    r("forbid", "KD-ACCOUNT", "personal-account" in use.traits and not drawn)
    r("review", "KD-ILLUSTRATION-SEEN", drawn and not confirmed and (ownerless or words))
    r("review", "KD-ILLUSTRATION-CAMERA", drawn and copy.photographed)
    r("review", "KD-ILLUSTRATION-ONE-WORD", drawn and not confirmed)
    r("review", "KD-ILLUSTRATION-WHO", drawn and not use.stated_by)
    r("review", "KD-NOBODY-NAMED", not drawn and not seen)
    treated = any(one.person.role == "patient" for one in seen)
    r("review", "KD-NO-PATIENT", not drawn and not confirmed and seen and not treated)
    r("forbid", "KD-OWNERLESS", not drawn and ownerless)
    r("forbid", "KD-WORDS", not drawn and words and all(one.person.role != "patient" for one in seen))
    r("review", "KD-INTIMATE-UNSEEN", "intimate" in unseen and delicate(use.specialty))
    r("review", "KD-UNSEEN", unseen & {"face", "head", "eyes", "text", "name", "code", "metadata"})
    r("review", "KD-FACTS", clash(facts))
    return outcome(r)


def judge(pack: str, facts: Facts) -> tuple[dict[str, Said], Said]:
    """Outcome and rule ids of each person, and of the picture."""
    if facts.use.on < FIRST_DAY[pack]:
        return {}, (Outcome.DENY, frozenset({"KD-NO-LAW"}))
    named = {person.id for person in facts.people}
    people = [*facts.people, *(Person(one.person) for one in facts.copy.shown if one.person not in named)]
    if facts.use.nature == "illustration":
        people = [person for person in people if person.role != "unknown"]
    seen = [view(facts, person) for person in people]
    if filed(facts):
        kept = outcome(_kept(facts))
        return {one.person.id: (kept[0], frozenset()) for one in seen}, kept
    return {one.person.id: person_says(pack, facts, one) for one in seen}, picture_says(facts, seen)


def _kept(facts: Facts) -> Rules:
    rules = Rules(facts.use.on)
    rules("permit", "KD-KEEP", True)
    rules("review", "KD-FACTS", clash(facts))
    return rules
