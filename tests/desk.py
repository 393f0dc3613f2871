"""A clinic and who works there, for tests of the desk."""

from kindao.web.clinics.models import Clinic, Membership, Role, User


def a_clinic(name: str = "Clinic") -> Clinic:
    return Clinic.objects.create(name=name)


def somebody(clinic: Clinic | None = None, role: Role = Role.DOCTOR, *, email: str = "doctor@clinic.example") -> User:
    user = User.objects.create_user(email, "correct horse battery", name="Dr. Test")
    if clinic:
        Membership.objects.create(user=user, clinic=clinic, role=role)
    return user
