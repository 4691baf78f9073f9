"""The desk and the workbench inside the admin of Django. A leaf: pages are guards around one use case.

Importing this package registers everything.
"""

from articles.admin import (
    articles,
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

__all__ = [
    "articles",
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
