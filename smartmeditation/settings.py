"""The settings: one module, read from the environment (docs/configuration.md lists every variable).

Without any environment everything works on one machine: SQLite and uploads under ``var/``, loopback hosts, mail to the
terminal, a secret that lasts as long as the process. That is enough for every command and for ``make run``. Serving
the public asks for more: ``wsgi.py`` and ``asgi.py`` run the checks of ``smartmeditation/checks.py`` and refuse to
start without what production needs.
"""

from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.core.management.utils import get_random_secret_key
from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # everything that is written while running; not in the repository

# ------------------------------------------------------------------------------------------------------- the site

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or get_random_secret_key()
SECRET_KEY_GIVEN = bool(env.str("SECRET_KEY", ""))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")
SITE_URL_GIVEN = bool(env.str("SITE_URL", ""))
SITE_NAME = env.str("SITE_NAME", "Smart Meditation")
LEAVE_URL = env.str("LEAVE_URL", "https://www.google.com/search?q=weather")  # where "Leave this site" leads
LEGACY_ORIGIN = env.str("LEGACY_ORIGIN", "").rstrip("/")  # the site that articles were imported from, while it moves
PUBLISHER = env.str("PUBLISHER", SITE_NAME)
MAINTENANCE_FILE = env.path("MAINTENANCE_FILE", VAR_DIR / "maintenance")  # while it exists, every page says so
HTTPS = SITE_URL.startswith("https://")

ROOT_URLCONF = "smartmeditation.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
OTP_TOTP_ISSUER = SITE_NAME  # what an authenticator app writes above the code
FORMS_URLFIELD_ASSUME_HTTPS = True  # the default from Django 6.0 on

INSTALLED_APPS = [
    "smartmeditation.desk.DeskConfig",  # django.contrib.admin with a second step at its door
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "markdownx",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "articles.apps.ArticlesConfig",
]

# WhiteNoise answers for static files before anything below it runs, so what static files need stands above it.
# Session, user and messages are read lazily: a reader's page that does not ask for them sets no cookie and does not
# vary on one.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "smartmeditation.middleware.IsolationHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "smartmeditation.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "smartmeditation.maintenance.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "smartmeditation.middleware.SessionRenewalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# -------------------------------------------------------------------------------------------------------- storage


def _database(url: dict[str, Any]) -> dict[str, Any]:
    """The Django settings of a parsed ``DATABASE_URL``, with what our laws and our speed ask of each database."""
    options = url.setdefault("OPTIONS", {})
    if url["ENGINE"] == "django.db.backends.sqlite3":
        if Path(url["NAME"]).parent == VAR_DIR:
            VAR_DIR.mkdir(exist_ok=True)  # SQLite makes the file but not its directory
        # A transaction takes the write lock at its start: two acts on one article queue instead of failing half-way.
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)  # seconds to wait for that lock
        # Without recursive triggers INSERT OR REPLACE would delete a row of the ledger behind its trigger's back.
        options.setdefault(
            "init_command",
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON",
        )
        url["CONN_MAX_AGE"] = None
    elif url["ENGINE"] == "django.db.backends.postgresql":
        # The pool keeps connections open, so Django's own keeping of connections has to be off.
        options.setdefault("pool", {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", 8), "timeout": 10})
        url["CONN_MAX_AGE"] = 0
    return url


DATABASES = {"default": _database(dict(env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")))}
CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://")}

MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has business with our files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "smartmeditation.static.ModuleStorage"
    },
}

# ----------------------------------------------------------------------------------------------- safety on the wire

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Browsers obey HSTS only over HTTPS, and Django sends it only there.
SECURE_HSTS_SECONDS = 63_072_000  # two years, what the preload list asks for
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
TRUST_PROXY = env.bool("TRUST_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", HTTPS and TRUST_PROXY)

# A name that begins with __Host- makes browsers refuse the cookie unless it is Secure, of this host and of path "/".
_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60  # seconds; SessionRenewalMiddleware starts it again while somebody works
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60  # seconds; for whoever was invited and reads mail once a week
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a form without its files

# ------------------------------------------------------------------------------------------------ language and mail

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True  # stored in UTC, shown in the time of the publisher
TIME_ZONE = env.str("TIME_ZONE", "Europe/London")

_email = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"] or str(VAR_DIR / "mail")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 0) or _email["EMAIL_TIMEOUT"] or 10  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Smart Meditation <editors@localhost>")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "") or parseaddr(DEFAULT_FROM_EMAIL)[1]  # shown to readers
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "") or f"mailto:{CONTACT_EMAIL}"  # in security.txt (RFC 9116)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", "INFO"), "propagate": False},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # a trace for every forged Host tells nobody anything
        "django.request": {"level": "ERROR"},  # a warning would write down which missing page somebody asked for
        "gunicorn.http.wsgi": {"level": "ERROR"},  # warns whenever an answer to HEAD had a body to leave out
    },
}

# ------------------------------------------------------------------------------------------------- review and signing

REVIEW_POLICY = env.str("REVIEW_POLICY", "articles.workflow.policy.POLICY")  # dotted path of the sign-off table
SIGNING_FRESH_MINUTES = 15  # after so long without activity a signature asks for the password again
SIGNING_MAX_MINUTES = 60  # and after so long since the last password whatever the activity

# ---------------------------------------------------------------------------------------------------- look-up of works

LITERATURE_LOOKUP = env.bool("LITERATURE_LOOKUP", True)  # off where a server may call no other host
LITERATURE_HOSTS = frozenset({"api.crossref.org", "eutils.ncbi.nlm.nih.gov"})  # no other host is ever called
CROSSREF_URL = "https://api.crossref.org"
PUBMED_URL = "https://eutils.ncbi.nlm.nih.gov"
LITERATURE_SECONDS = 10.0  # after which a look-up gives up, whatever the other side does
LITERATURE_PAUSE = 0.5  # seconds before the second attempt; doubled before the third
LITERATURE_PLAIN_LOOPBACK = False  # tests put a server on loopback in the place of the services

# The widget of markdownx, never its views: they answer strangers, do not sanitise and store what a browser claims.
MARKDOWNX_URLS_PATH = "/admin/articles/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/articles/upload/"
# Were they mounted by mistake, they would show escaped text.
MARKDOWNX_MARKDOWNIFY_FUNCTION = "articles.rendering.render_inline_plain"
MARKDOWNX_EDITOR_RESIZABLE = True
