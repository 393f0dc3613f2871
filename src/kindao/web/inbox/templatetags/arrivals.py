from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(table: Mapping[Any, Any], key: object) -> Any:
    """What a table holds for a key that is a variable."""
    return table.get(key, "")


@register.filter
def text(value: object) -> str:
    return str(value)
