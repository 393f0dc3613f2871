"""Every form and button of the desk is an operation of the API, or stands here with the reason why no token may do it:
a new page that is in neither list fails here."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from desk import a_member, signed_in
from kindao.web.api.desk_api import api
from kindao.web.clinics.models import Role

pytestmark = pytest.mark.django_db
PART = {"uuid": "00000000-0000-0000-0000-000000000001", "int": "1"}

COVERED: dict[str, tuple[str, ...]] = {
    "cases:patients": ("GET /patients",),
    "cases:new_patient": ("POST /patients",),
    "cases:edit_patient": ("PATCH /patients/{pk}",),
    "cases:guardians": ("GET /patients/{pk}/guardianships", "POST /patients/{pk}/guardianships"),
    "cases:end_guardianship": ("POST /guardianships/{pk}/end",),
    "cases:others": ("GET /others",),
    "cases:new_other": ("POST /others",),
    "cases:edit_other": ("PATCH /others/{pk}",),
    "cases:capture": ("POST /patients/{pk}/sessions",),
    "cases:begin_upload": ("POST /sessions/{pk}/uploads",),
    "cases:upload": ("PUT /uploads/{pk}", "POST /uploads/{pk}/finish", "DELETE /uploads/{pk}"),
    "consent:enter": ("POST /patients/{pk}/consents",),
    "consent:paper": ("POST /patients/{pk}/consents",),
    "consent:enter_of_other": ("POST /others/{pk}/consents",),
    "consent:paper_of_other": ("POST /others/{pk}/consents",),
    "consent:withdraw": ("POST /consents/{pk}/withdraw",),
    "review:original": ("POST /originals/{pk}/uses",),
    "review:caption": ("POST /originals/{pk}/caption",),
    "review:change": ("PATCH /uses/{pk}",),
    "review:send_to_officer": ("POST /uses/{pk}/send-to-officer",),
    "review:lapse": ("DELETE /uses/{pk}",),
    "asking:put": ("POST /uses/{pk}/questions",),
    "asking:send": ("POST /asks/{pk}/send",),
    "asking:give_up": ("POST /questions/{pk}/give-up",),
    "rights:enter": ("POST /patients/{pk}/rights-requests",),
    "rights:own_link": ("POST /patients/{pk}/own-page",),  # sent; shown it is at the desk alone
    "rights:enter_of_other": ("POST /others/{pk}/rights-requests",),
    "rights:own_link_of_other": ("POST /others/{pk}/own-page",),
    "releases:post": ("POST /uses/{pk}/releases",),
    "releases:hand_out": ("POST /releases/{pk}/copy",),
    "releases:posted": ("POST /releases/{pk}/posted",),
    "releases:not_posted": ("POST /releases/{pk}/not-posted",),
    "releases:move": ("POST /releases/{pk}/move",),
    "releases:call_off": ("POST /releases/{pk}/call-off",),
    "releases:take_down": ("POST /releases/{pk}/take-down",),
}

PROVES = "a person has seen the paper, or the person themselves, and answers for it by name"
LINK = "a link in another system's logs is a link in other hands: a system has it sent to the patient's own phone"
WHO = "who somebody in a picture is, and whose a picture is, a person says"
OFFICER = "the privacy officer answers for it by name"
HAND = "whoever was named for it did it with their own hands"
LETS_IN = "who, and what, is let into the clinic, its people decide: no token makes another"
ACCOUNT = "what a clinic may publish with is kept by its people: a secret goes in at the desk alone"
ONESELF = "it is about whoever is signed in"
PUBLIC = "anybody may, without a token"
NOT: dict[str, str] = {
    "cases:vouch": PROVES,
    "cases:confirm_guardian": PROVES,
    "consent:confirm": PROVES,
    "consent:invalidate": OFFICER,
    "asking:link": LINK,
    "asking:correct_hour": "an hour that was named wrong is corrected by two people: the patient rests around it",
    "asking:confirm_hour": PROVES,
    "review:who": WHO,
    "review:refile": OFFICER,
    "asking:try_again": "work that was given up is taken up when somebody has mended what it broke on",
    "review:try_again": "work that was given up is taken up when somebody has mended what it broke on",
    "inbox:share": WHO,
    "inbox:inbox": WHO,
    "inbox:throw_away": WHO,
    "inbox:take_back": WHO,
    "inbox:erase_now": WHO,
    "rights:act": OFFICER,
    "officer:say": OFFICER,
    "officer:confirm": OFFICER,
    "officer:refuse": OFFICER,
    "officer:clock_done": OFFICER,
    "officer:entered_again": OFFICER,
    "officer:export": "the audit is for who looks at what systems do",
    "officer:receipt": "the audit is for who looks at what systems do",
    "releases:post_by_hand": "whoever taps posts it themselves; a system names an account that is posted to by hand",
    "releases:done": HAND,
    "releases:asked": HAND,
    "releases:replay_now": OFFICER,
    "releases:unrecorded": OFFICER,
    "releases:replay_take_down": OFFICER,
    "releases:open_account": ACCOUNT,
    "releases:renew_account": ACCOUNT,
    "releases:test_account": ACCOUNT,
    "releases:close_account": ACCOUNT,
    "clinics:link": LETS_IN,
    "clinics:invite": LETS_IN,
    "clinics:change_role": LETS_IN,
    "clinics:end_membership": LETS_IN,
    "clinics:let_back_in": LETS_IN,
    "clinics:withdraw_invitation": LETS_IN,
    "clinics:settings": LETS_IN,
    "clinics:contact": "how patients reach the clinic: its administrator or officer answers for it",
    "clinics:add_former_name": LETS_IN,
    "clinics:end_former_name": LETS_IN,
    "clinics:switch": ONESELF,
    "systems:make_token": LETS_IN,
    "systems:revoke_token": LETS_IN,
    "systems:open_webhook": LETS_IN,
    "systems:close_webhook": LETS_IN,
    "systems:send_again": LETS_IN,
    "tables:export": "whole tables leave in somebody's hands; a system reads page by page what its scopes say",
    "ui:set_language": ONESELF,
    "lookup:ask": PUBLIC,
}
ELSEWHERE = {
    "/p/": "the patient's own: a code that goes to their phone lets them in, and nothing else does",
    "/accounts/": "signing in: nobody signs in as a system",
}
READS = {"ui:home"}  # shows the same whatever is sent


def addresses(resolver: URLResolver | None = None, before: str = "/", space: str = "") -> dict[str, tuple[str, object]]:
    """{name: (an address of nobody's, its view)} of all that no token opens."""
    found: dict[str, tuple[str, object]] = {}
    for one in (resolver or get_resolver()).url_patterns:
        part = str(one.pattern)
        for name, converter in one.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            part = part.replace(f"<{kind}:{name}>", PART.get(kind, "nothing")).replace(f"<{name}>", "nothing")
        if isinstance(one, URLResolver):
            found |= addresses(one, before + part, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and not getattr(one.callback, "by_token", False):
            found[f"{space}{one.name}"] = (before + part, one.callback)
    return found


def taking_post() -> dict[str, str]:
    """{name: address} of all that take a POST, whether what it is about is there or not."""
    browsers = {role: signed_in(a_member(role).user) for role in Role}
    found = {}
    for name, (path, view) in addresses().items():
        if path.startswith(tuple(ELSEWHERE)) or name in READS:
            continue
        roles = sorted(getattr(view, "roles", ()))
        browser = Client() if getattr(view, "public", "") else browsers[Role(roles[0]) if roles else Role.ADMIN]
        if browser.post(path).status_code != 405:
            found[name] = path
    return found


def test_each_form_and_button_is_an_operation_or_has_a_reason() -> None:
    there = set(taking_post()) - {"api:openapi-json"}
    assert {"cases:new_patient", "asking:put", "rights:act"} <= there, "the walk finds them"
    known = COVERED.keys() | NOT.keys()
    assert not there - known, "new at the desk: make it an operation of the API, or say why no token may do it"
    assert not known - there, "gone from the desk"
    assert not COVERED.keys() & NOT.keys()
    assert all(len(reason.split()) >= 4 for reason in NOT.values())


def test_each_operation_that_is_named_is_there() -> None:
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    operations = {f"{how.upper()} {path.removeprefix('/v1')}" for path, methods in paths.items() for how in methods}
    named = {operation for of_one in COVERED.values() for operation in of_one}
    assert named <= operations, named - operations
    unnamed = {one for one in operations - named if not one.startswith("GET ")}
    assert not unnamed, "an operation that changes something and does what no page does"


def test_no_operation_does_what_only_a_person_may() -> None:
    """Whatever it is called: none of these words is in an address of the API."""
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    parts = {part for path in paths for part in path.split("/")}
    assert not parts & {"confirm", "vouch", "who", "erase", "act", "answer", "refuse", "invalidate", "link", "tokens"}
