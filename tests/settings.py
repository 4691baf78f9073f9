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

# Runs side by side must share neither files nor databases; the workers of one run inherit its directory.
if "TEST_RUN_DIR" not in os.environ:
    os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix="smartmeditation-")
    atexit.register(shutil.rmtree, os.environ["TEST_RUN_DIR"], ignore_errors=True)
RUN_DIR = Path(os.environ["TEST_RUN_DIR"])


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
MEDIA_ROOT = RUN_DIR / f"media-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.postgresql":
    del _database["OPTIONS"]["pool"]  # its threads would hold connections to a database that has to be dropped
    # A test database need not survive a power cut: commits wait for no disk.
    _database["OPTIONS"]["options"] = "-c synchronous_commit=off"
    _database["TEST"] = {"NAME": f"test_{RUN_DIR.name.replace('-', '_').lower()}"}
else:
    # A file, not memory: connections in memory share one cache, and then threads never wait for each other's locks.
    _database["TEST"] = {"NAME": str(RUN_DIR / "test.sqlite3")}
