"""The patient's door: how a patient, or who speaks for them, comes in without account or app.

They open a link (`/p/TOKEN/`, or its QR code), have a one-time code sent to the phone or e-mail that the clinic holds
of them, type it, and are in for an hour, on the pages of that one link alone.

For whoever makes links:

    from kindao.web.door import links
    made = links.make(by, person, purpose=Purpose.OWN)                   # person: Patient or OtherPerson
    made = links.make(by, patient, purpose=Purpose.ASK, target=ask.pk, guardianship=guardianship, lasting=...)
    made.link, made.token, made.address                                  # the address is nowhere kept: show it now
    links.send(made, by=by)                                              # to their own phone or e-mail, by a job
    links.qr(made.address)                                               # inline SVG
    links.revoke(link, by=by)                                            # by: Membership, or None
    Link.objects.of(membership) / .about(person) / .standing()           # rows; tokens are not in them

`links.make` raises BadInput where the clinic holds neither phone nor e-mail of them.

For whoever shows pages to who came in, under `/p/<str:token>/...`:

    from kindao.web.door.access import VisitorRequest, required

    @required(Purpose.OWN)                                               # or several purposes
    @require_http_methods(SAFE)
    def own(request: VisitorRequest, token: str) -> HttpResponse:
        visitor = request.visitor
        visitor.person         # Patient | OtherPerson whose page it is
        visitor.guardianship   # who speaks for them; None: they themselves
        visitor.who            # Speaks.PATIENT | Speaks.REPRESENTATIVE; consent's: Who(visitor.who)
        visitor.clinic, visitor.link, visitor.link.target
        visitor.visit          # of now; visit.code: the code that let them in (channel, used_at), for evidence

A link that is unknown, over, revoked or another purpose's is 404 with the same words. One that stands, of whom nobody
has come in yet, or whose hour is over, leads to `/p/TOKEN/`, where the code is asked for; then on to where they were.
Actions by a visitor name no user: `audit.record(..., by=visitor.link)`. A file of the vault:
`vault.views.serve(request, file, by=visitor.link)` tells in the audit that it was looked at.

Where a purpose's pages begin is said once, in the app's `ready()`:

    from kindao.web.door.places import BEGINS
    BEGINS[Purpose.OWN] = "rights:own"                                   # reversed with the token alone

Templates: `{% extends "door/base.html" %}`, blocks `title`, `head`, `main`; classes in door.css. It gives the clinic's
name, the language switch, reading aloud and leaving; what is said is Vietnamese unless they chose otherwise.

In tests: `tests/visitors.py`: `came_in(made)` is a Django test client that is in; `code_of(link)` the code sent last.
"""
