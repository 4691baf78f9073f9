"""What every database needs beside its tables: triggers, the ledger head, groups, the policy in force. Idempotent."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.utils import timezone

from articles.models import LedgerHead, triggers
from articles.review.permissions import GROUPS, MODEL_PERMISSIONS
from articles.review.rulesets import adopt_configured_policy


def before_migrate(sender: AppConfig, using: str = "default", plan: Any = (), **kwargs: object) -> None:
    """Receiver of ``pre_migrate``: on SQLite a migration may remake a table, and SQLite then refuses to go on while a
    trigger names the table that is just being replaced. So the triggers step aside until ``after_migrate``."""
    connection = connections[using]
    if connection.vendor == "sqlite" and any(migration.app_label == sender.label for migration, _ in plan):
        triggers.uninstall(connection)


def after_migrate(sender: AppConfig, using: str = "default", **kwargs: object) -> None:
    """Receiver of ``post_migrate``: table remakes drop triggers, so they are installed after every migrate."""
    connection = connections[using]
    if sender.get_model("LedgerHead")._meta.db_table not in connection.introspection.table_names():
        return  # migrated back to nothing
    triggers.install(connection)
    if not LedgerHead.objects.using(using).exists():
        LedgerHead.objects.using(using).create(pk=1)
    create_permissions(sender, verbosity=0, using=using)
    install_groups()
    adopt_configured_policy(timezone.now())


def install_groups() -> None:
    """Give each group exactly the permissions of the table; what an administrator added by hand stays."""
    for name, codenames in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = {*codenames, *MODEL_PERMISSIONS[name]}
        rows = list(Permission.objects.filter(content_type__app_label="articles", codename__in=wanted))
        group.permissions.add(*rows)
