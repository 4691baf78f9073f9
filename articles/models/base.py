"""Append-only rows: refused here with a sentence, and by a trigger for whoever goes around."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is evidence."""


class AppendOnlyQuerySet(models.QuerySet):
    """A queryset that reads and inserts only."""

    def _refuse(self) -> NoReturn:
        raise AppendOnlyError(
            f"{self.model._meta.verbose_name_plural} are append-only: record a new row instead of changing old ones."
        )

    def update(self, **kwargs: Any) -> NoReturn:
        """Always refused."""
        self._refuse()

    def delete(self) -> NoReturn:
        """Always refused."""
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always refused."""
        self._refuse()


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to write again."""
        if not self._state.adding:
            raise AppendOnlyError(f"A {self._meta.verbose_name} is append-only and was already written.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always refused."""
        raise AppendOnlyError(f"A {self._meta.verbose_name} is append-only and is never deleted.")


def choices(enum: Any) -> list[tuple[str, str]]:
    """Django choices of a plain StrEnum."""
    return [(item.value, getattr(item, "label", item.value.replace("_", " ").capitalize())) for item in enum]
