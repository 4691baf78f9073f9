"""What a person chose for the way the desk works. Never a ground for anything; the default is right without a row."""

from django.conf import settings
from django.db import models


class DeskChoice(models.Model):
    """One person's choices at the desk."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="desk_choice"
    )
    single_keys = models.BooleanField(default=True, help_text="Single keys act on the workbench (WCAG 2.1.4).")

    def __str__(self) -> str:
        return f"single keys {'on' if self.single_keys else 'off'}"
