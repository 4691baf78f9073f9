"""The one application: its checks, and what every migrate puts back: the triggers of the ledger, the search index."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    """Articles, claims, review and publication."""

    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        """Registers the system checks; importing the module is what registers them."""
        import smartmeditation.checks  # noqa: F401

        # The app registry is ready only now; models cannot be imported above.
        from articles.publishing.consequences import recheck_frozen
        from articles.review.setup import after_migrate, before_migrate
        from articles.review.transitions import grounds_changed
        from articles.search import index

        pre_migrate.connect(before_migrate, sender=self)
        post_migrate.connect(after_migrate, sender=self)
        post_migrate.connect(index.after_migrate, sender=self)
        grounds_changed.connect(recheck_frozen, dispatch_uid="publications")
