"""What a form says where the row that was chosen is none of its choices: the page was open while somebody else did
something with it. Django's own words name what was sent, which nobody has typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

GONE = _(
    "What you chose can't be chosen any more: it was done or changed meanwhile. Choose from the list as it is now."
)


def say_so() -> None:
    """Before any form is loaded: a field copies these words when it is made."""
    for field in (forms.ModelChoiceField, forms.ModelMultipleChoiceField):
        field.default_error_messages = field.default_error_messages | {"invalid_choice": GONE}
