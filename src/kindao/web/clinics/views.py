"""The clinic's own pages: who works here, how they are let in, what is set."""

from functools import partial
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from kindao.web.clinics import actions
from kindao.web.clinics.access import fresh_required, public, role_required, signed_in
from kindao.web.clinics.forms import (
    ClinicForm,
    ContactForm,
    FormerNameForm,
    FoundForm,
    InviteForm,
    JoinForm,
    PasswordForm,
    RoleForm,
)
from kindao.web.clinics.middleware import CHOSEN, FACTORS, DeskRequest
from kindao.web.clinics.models import Clinic, Link, Membership, Role, User

fresh_or_listed = partial(fresh_required, back="/clinic/people/")
LISTED = 500  # people of one clinic on its page


@role_required(Role.ADMIN, Role.OFFICER, Role.AUDITOR)
@require_http_methods(["GET", "HEAD"])
def people(request: DeskRequest) -> HttpResponse:
    return _people(request)


def _people(request: DeskRequest, status: int = 200, **more: object) -> HttpResponse:
    clinic = request.membership.clinic
    members = list(Membership.objects.in_clinic(clinic).select_related("user").order_by("user__name", "pk")[:LISTED])
    ids = [one.user_id for one in members]
    guarded = Authenticator.objects.filter(user__in=ids, type__in=FACTORS).values_list("user_id", flat=True)
    given: dict[str, object] = {
        "members": members,
        "guarded": set(guarded),
        "links": Link.objects.in_clinic(clinic).filter(kind=Link.Kind.JOIN).open().order_by("-made_at")[:LISTED],
        "is_admin": request.membership.role == Role.ADMIN,
        "roles": Role.choices,
        "form": InviteForm(),
    }
    return render(request, "clinics/people.html", given | more, status=status)


@role_required(Role.ADMIN)
@require_POST
@fresh_or_listed
def invite(request: DeskRequest) -> HttpResponse:
    """Answers with the link at once: it is nowhere kept, so it can be shown this one time alone."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people(request, 422, form=form)
    email = form.cleaned_data["email"]
    try:
        token = actions.invite(
            request.membership.clinic, email=email, role=Role(form.cleaned_data["role"]), by=request.user
        )
    except actions.Refused as refused:
        form.add_error(None, str(refused))
        return _people(request, 422, form=form)
    return _people(request, made=_address(request, token), made_for=email)


@role_required(Role.ADMIN)
@require_POST
def withdraw_invitation(request: DeskRequest, pk: UUID) -> HttpResponse:
    link = get_object_or_404(Link.objects.in_clinic(request.membership.clinic).filter(kind=Link.Kind.JOIN), pk=pk)
    actions.withdraw_invitation(link, by=request.user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("clinics:people")


@role_required(Role.ADMIN)
@require_POST
@fresh_or_listed
def let_back_in(request: DeskRequest, pk: UUID) -> HttpResponse:
    member = _member(request, pk)
    try:
        token = actions.let_back_in(member, by=request.user)
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("clinics:people")
    return _people(request, made=_address(request, token), made_for=member.user.name)


@role_required(Role.ADMIN)
@require_POST
@fresh_or_listed
def change_role(request: DeskRequest, pk: UUID) -> HttpResponse:
    member, form = _member(request, pk), RoleForm(request.POST)
    if not form.is_valid():
        return _people(request, 422)
    try:
        actions.change_role(member, Role(form.cleaned_data["role"]), by=request.user)
        messages.success(request, _("The role is changed."))
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("clinics:people" if member.pk != request.membership.pk else "ui:home")


@role_required(Role.ADMIN)
@require_POST
@fresh_or_listed
def end_membership(request: DeskRequest, pk: UUID) -> HttpResponse:
    member = _member(request, pk)
    try:
        actions.end_membership(member, by=request.user)
        messages.success(request, _("They no longer work here, and are signed out everywhere."))
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("clinics:people")


@role_required(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: DeskRequest) -> HttpResponse:
    clinic = request.membership.clinic
    form = ClinicForm(request.POST or None, instance=clinic)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.change_clinic(
            clinic,
            name=said["name"],
            two_person=said["two_person"],
            own_device=said["own_device"],
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("clinics:settings")
    return _settings(request, form, FormerNameForm())


def _settings(request: DeskRequest, form: ClinicForm, former: FormerNameForm) -> HttpResponse:
    clinic = Clinic.objects.get(pk=request.membership.clinic_id)
    given = {
        "form": form,
        "officers": Membership.objects.in_clinic(clinic).filter(role=Role.OFFICER).count(),
        "two_person": clinic.two_person,
        "former_names": clinic.former_names.filter(ended_at=None).order_by("-until", "name"),
        "former": former,
    }
    return render(request, "clinics/settings.html", given, status=422 if form.errors or former.errors else 200)


@role_required(Role.ADMIN, Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_required
def contact(request: DeskRequest) -> HttpResponse:
    """How patients reach the clinic: said wherever they are told to call, write or ask."""
    clinic = request.membership.clinic
    form = ContactForm(request.POST or None, instance=Clinic.objects.get(pk=clinic.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_contact(clinic, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("clinics:contact")
    return render(request, "clinics/contact.html", {"form": form}, status=422 if form.errors else 200)


@role_required(Role.ADMIN)
@require_POST
def add_former_name(request: DeskRequest) -> HttpResponse:
    clinic, form = request.membership.clinic, FormerNameForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_former_name(clinic, name=said["former"], until=said["until"], by=request.user)
        except actions.Refused as refused:
            form.add_error("until", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("clinics:settings")
    return _settings(request, ClinicForm(instance=clinic), form)


@role_required(Role.ADMIN)
@require_POST
def end_former_name(request: DeskRequest, pk: UUID) -> HttpResponse:
    former = get_object_or_404(request.membership.clinic.former_names.all(), pk=pk)
    actions.end_former_name(former, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("clinics:settings")


@signed_in(before_factor=True)
@require_POST
def switch(request: DeskRequest) -> HttpResponse:
    """To another clinic where they work."""
    if request.POST.get("clinic") in {str(one.clinic_id) for one in Membership.objects.of(request.user)}:
        request.session[CHOSEN] = request.POST["clinic"]
        rotate_token(request)  # a form that was opened for the other clinic is not taken in this one
    return redirect("ui:home")


@public("a link lets in who has no account yet")
@sensitive_post_parameters("password", "again")
@sensitive_variables("form", "said")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What a one-time link opens. Looking uses nothing up: programs look at links before people do."""
    found = Link.objects.found(token).select_related("clinic", "user").first()
    if found is None or not Link.objects.filter(pk=found.pk).open().exists():
        return render(request, "clinics/link_ended.html", status=410 if found else 404)
    if found.kind == Link.Kind.JOIN and User.objects.filter(email=found.email).exists():
        return _join(request, found)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            match found.kind:
                case Link.Kind.FIRST:
                    user = actions.found_clinic(
                        found,
                        clinic_name=said["clinic"],
                        name=said["name"],
                        email=said["email"],
                        password=said["password"],
                    )
                case Link.Kind.JOIN:
                    user = actions.join_anew(found, name=said["name"], password=said["password"])
                case _:
                    user = actions.come_back(found, password=said["password"])
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            _sign_in(request, user)
            return redirect("ui:home")
    given = {"link": found, "form": form, "kind": found.kind}
    return render(request, "clinics/link.html", given, status=422 if form.errors else 200)


def _join(request: HttpRequest, found: Link) -> HttpResponse:
    """Who has an account already signs in with it, then joins."""
    if request.user.is_authenticated and request.user.email == found.email and request.method == "POST":
        try:
            actions.join(found, request.user)
        except actions.Refused as refused:
            messages.error(request, str(refused))
        else:
            request.session[CHOSEN] = str(found.clinic_id)
            rotate_token(request)
        return redirect("ui:home")
    return render(request, "clinics/link_join.html", {"link": found, "mine": request.user == _owner(found)})


def _owner(found: Link) -> User | None:
    return User.objects.filter(email=found.email).first()


def _form(request: HttpRequest, found: Link) -> PasswordForm:
    data = request.POST or None
    match found.kind:
        case Link.Kind.FIRST:
            return FoundForm(data)
        case Link.Kind.JOIN:
            return JoinForm(data, email=found.email)
        case _:
            return PasswordForm(data, user=found.user)


def _sign_in(request: HttpRequest, user: User) -> None:
    get_adapter().login(request, user)
    record_authentication(request, user, method="password")


def _member(request: DeskRequest, pk: UUID) -> Membership:
    members = Membership.objects.in_clinic(request.membership.clinic).select_related("user", "clinic")
    return get_object_or_404(members, pk=pk)


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("clinics:link", args=[token]))
