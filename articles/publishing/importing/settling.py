"""What an import left over is done: somebody has worked through its notes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Origin
from articles.review import permissions
from articles.review.errors import InvalidTransition
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article


def settle(by: Any, origin: Origin, now: datetime | None = None) -> None:
    """Note that nothing of the import waits for a person any more; the notes stay readable.

    A later import that finds something new makes a new list. Raises ``InvalidTransition`` when nothing waits.
    """
    permissions.check(by, "write_article")
    with transaction.atomic():
        article = lock_article(origin.article_id)
        origin.refresh_from_db()
        if not origin.todo and not origin.differs:
            raise InvalidTransition("Nothing of this import waits for anybody.")
        data = {"todo": origin.todo, "differs": origin.differs}
        origin.todo, origin.differs = 0, False
        origin.save(update_fields=["todo", "differs"])
        record(now or timezone.now(), Entry("import_settled", by, article, subject=f"origin:{origin.pk}", data=data))
