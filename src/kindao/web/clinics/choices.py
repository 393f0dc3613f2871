"""What a form says where something was chosen that is none of its choices: mostly that the page was open while somebody
else did it. Django's own words name what was sent, which nobody has typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

GONE = _(
    "What you chose can't be chosen any more: it was done or changed meanwhile. Choose from the list as it is now."
)


def say_so() -> None:
    for field in (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField):
        told = dict.fromkeys(("invalid_choice", "invalid_pk_value", "invalid_list"), GONE)
        words = field.default_error_messages
        field.default_error_messages = words | {name: said for name, said in told.items() if name in words}
