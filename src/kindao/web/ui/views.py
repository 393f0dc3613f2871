"""The front page: each role starts where its work is."""

from django.http import HttpResponse
from django.shortcuts import render

from kindao.web.clinics.access import role_required
from kindao.web.clinics.middleware import DeskRequest


@role_required()
def home(request: DeskRequest) -> HttpResponse:
    return render(request, "ui/home.html", {"membership": request.membership})
