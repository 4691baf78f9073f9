"""Advice on the length of what is typed, beside its field."""

from typing import Any

from django import forms, template

from articles.review.lengths import LENGTHS

register = template.Library()


@register.inclusion_tag("admin/articles/desk/_length.html")
def length_advice(field: forms.BoundField) -> dict[str, Any]:
    """What ``field`` holds, measured; nothing for a field without a good length."""
    length = LENGTHS.get(field.name)
    text = str(field.value() or "").strip()
    return {
        "field": field,
        "length": length,
        "count": len(text),
        "kind": length.kind(text) if length else "",
        "advice": length.advice(text) if length else "",
    }
