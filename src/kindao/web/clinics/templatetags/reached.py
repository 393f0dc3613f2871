"""`{% the_only as clinic %}`: the clinic that a page may name to whoever is astray."""

from django import template

from kindao.web.clinics.models import Clinic
from kindao.web.clinics.reached import the_only as the_only_clinic

register = template.Library()


@register.simple_tag
def the_only() -> Clinic | None:
    return the_only_clinic()
