"""The desk and the workbench inside the admin of Django. A leaf: pages are guards around one use case.

Importing this package registers everything.
"""

from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin import (
    accounts,
    articles,
    bylines,
    credentials,
    helplines,
    images,
    ledger_admin,
    publications_admin,
    reports,
    revisions,
    rules,
    sources,
    topics,
)

# Their stock pages would show the secrets of second factors to whoever may open them: nobody may.
for model in (StaticDevice, TOTPDevice):
    admin.site.unregister(model)

__all__ = [
    "accounts",
    "articles",
    "bylines",
    "credentials",
    "helplines",
    "images",
    "ledger_admin",
    "publications_admin",
    "reports",
    "revisions",
    "rules",
    "sources",
    "topics",
]
