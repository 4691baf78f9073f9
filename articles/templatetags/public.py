"""What every page shell needs from the settings. No query, no request: the error pages use it too."""

from datetime import datetime

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site() -> dict[str, str]:
    """Name, publisher and public address of the site."""
    return {"name": settings.SITE_NAME, "publisher": settings.PUBLISHER, "url": settings.SITE_URL}


@register.filter
def stamp(moment: datetime) -> str:
    """A time for machines, to the second."""
    return moment.isoformat(timespec="seconds")


@register.filter
def on_site(path: str) -> str:
    """The public address of a path."""
    return f"{settings.SITE_URL}{path}"
