"""What makes the desk installable on a phone: a manifest, and a service worker that keeps files of the shell alone."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindao.web.clinics.access import public

OFFLINE = "ui/offline.html"
SHELL = ("ui/desk.css", "ui/forms.css", "ui/icon.svg", "ui/icon-192.png", "ui/pwa.js", OFFLINE)
"""All that a phone keeps: the same for everybody, and about nobody."""

ICONS = (
    ("ui/icon-192.png", 192, "any"),
    ("ui/icon-512.png", 512, "any"),
    ("ui/icon-maskable-512.png", 512, "maskable"),
)


@public("a phone asks before anybody signs in")
@require_http_methods(["GET", "HEAD"])
def manifest(request: HttpRequest) -> HttpResponse:
    """In the reader's language. What is shared to the desk waits in the inbox."""
    told = {
        "id": "/",
        "name": _("Kindao: the clinic's desk"),
        "short_name": "Kindao",
        "description": _("Nothing of a patient goes out without that patient's consent."),
        "lang": get_language() or "vi",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0b5f58",
        "background_color": "#f7f6f2",
        "icons": [
            {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in ICONS
        ],
        "share_target": {
            "action": reverse("inbox:share"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "files", "accept": ["image/*", "video/*", "audio/*"]}],
            },
        },
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@public("a phone asks before anybody signs in")
@require_http_methods(["GET", "HEAD"])
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root, so that it may look after all addresses; another shell is another version."""
    given = {"version": _version(), "shell": [static(name) for name in SHELL], "offline": static(OFFLINE)}
    return render(request, "ui/sw.js", given, content_type="text/javascript; charset=utf-8")


def _version() -> str:
    hashed = hashlib.sha256()
    for name in SHELL:
        found = finders.find(name)
        assert isinstance(found, str)
        hashed.update(Path(found).read_bytes())
    return hashed.hexdigest()[:16]
