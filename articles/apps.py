"""The one application: its checks, and the triggers of the ledger that every migrate puts back."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    """Articles, claims, review and publication."""

    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        """Registers the system checks; importing the module is what registers them."""
        import smartmeditation.checks  # noqa: F401

        post_migrate.connect(install_triggers, sender=self)


def install_triggers(*, using: str, **kwargs: Any) -> None:
    """Installs the database triggers on the database ``using``: migrations that remake a table drop them."""
    from articles.models import triggers

    triggers.install(connections[using])
