"""The settings of the site with what only tests need: nothing here changes what the site does."""

import atexit
import inspect
import os
import shutil
import tempfile
from pathlib import Path

from django.template.base import Node

from smartmeditation.settings import *  # noqa: F403
from smartmeditation.settings import BASE_DIR, DATABASES, STORAGES, TEMPLATES

# Runs side by side on one PostgreSQL server must not share a database. Workers inherit the name of the run.
_run = os.environ.setdefault("TEST_RUN", str(os.getpid()))


class UndefinedVariable(str):
    """What stands for a name that does not exist: an error in our templates, nothing in those of Django.

    Django writes ``string_if_invalid % name`` when the text holds ``%s``; the stack says which template asked.
    """

    __slots__ = ()

    def __mod__(self, name: object) -> str:
        frame = inspect.currentframe()
        while frame:
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and hasattr(node, "origin"):
                template = Path(node.origin.name)
                if template.is_relative_to(BASE_DIR) and "site-packages" not in template.parts:
                    raise NameError(f"{template.relative_to(BASE_DIR)}: the variable {name!s} does not exist.")
                return ""
            frame = frame.f_back
        return ""


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow hashing is for passwords worth having
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True  # static files straight from the source tree
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = tempfile.mkdtemp(prefix="smartmeditation-media-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)

_database = DATABASES["default"]
_database["OPTIONS"].pop("pool", None)
if _database["ENGINE"].endswith("postgresql"):
    _database["TEST"] = {"NAME": f"test_smartmeditation_{_run}"}
