"""Nobody sees the desk who was not let in."""

import pytest
from django.test import Client

from kindao.web.clinics.models import Clinic, Membership, Role, User

pytestmark = pytest.mark.django_db


def a_user(role: Role | None = Role.DOCTOR, *, email: str = "doctor@clinic.example") -> User:
    user = User.objects.create_user(email, "correct horse battery", name="Dr. Test")
    if role:
        Membership.objects.create(user=user, clinic=Clinic.objects.create(name="Clinic"), role=role)
    return user


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_who_works_in_no_clinic_sees_nothing(client: Client) -> None:
    client.force_login(a_user(None))
    assert client.get("/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_each_role_has_a_front_page(client: Client, role: Role) -> None:
    client.force_login(a_user(role))
    assert client.get("/").status_code == 200
