"""Is this the example world, and is this a place where it may be loaded?

The example content is signed by example clinicians whose password everybody can read: it must never meet a reader.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from articles.models import Article, Credential

EXAMPLE_NUMBER = "EXAMPLE-"  # every registration number of an example clinician begins with this


def example_content_loaded() -> bool:
    """True when the database holds an example article or an example clinician (system check E107)."""
    return (
        Article.objects.filter(example=True).exists()
        or Credential.objects.filter(number__startswith=EXAMPLE_NUMBER).exists()
    )


def serves_the_public() -> bool:
    """True when the settings name a site that others than the person at this machine can reach.

    ``make run`` serves on the machine's own address; debugging is never on where the public is served.
    """
    if settings.DEBUG or not settings.SITE_URL_GIVEN:
        return False
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True
