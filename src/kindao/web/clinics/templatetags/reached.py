"""`{% the_only as clinic %}`: the clinic that a page may name to whoever is astray."""

from django import template
from django.db import Error

from kindao.web.clinics.models import Clinic
from kindao.web.clinics.reached import the_only as the_only_clinic

register = template.Library()


@register.simple_tag
def the_only() -> Clinic | None:
    """None, too, where the database can't be asked: an address that leads nowhere says so all the same."""
    try:
        return the_only_clinic()
    except Error:
        return None
