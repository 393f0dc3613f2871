"""What templates of sign-in ask of the installation."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def sends_mail() -> bool:
    return bool(settings.SENDS_MAIL)
