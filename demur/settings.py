"""One settings file. What differs between machines is read from the environment, loudly."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pysqlite3
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from demur.hook_settings import receiver
from demur.post_settings import gateway, mail_address, mail_server

# Debian 12's own SQLite loses rows on a WAL reset; pysqlite3 bundles one that does not.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no from the environment; anything else stops the start."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "false"}:
        return default if value == "" else False
    if value in {"1", "yes", "true"}:
        return True
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: set it to 1 or 0")


def data_directory() -> Path:
    """Where the database, the secret and the peace journal live (DEMUR_DATA)."""
    directory = Path(os.environ.get("DEMUR_DATA") or Path.home() / ".demur").absolute()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DEMUR_DATA={directory} can't be created ({error.strerror}): name a writable folder"
        ) from error
    return directory


def secret_key(directory: Path) -> str:
    """The signing key: from DEMUR_SECRET_KEY, or made once and kept readable by its owner only."""
    if key := os.environ.get("DEMUR_SECRET_KEY"):
        if len(key) < 32:
            raise ImproperlyConfigured("DEMUR_SECRET_KEY is shorter than 32 characters")
        return key
    file = directory / "secret"
    if not file.exists():
        draft = directory / f"secret-{secrets.token_hex(8)}"
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
        # Whole or not at all: another process that starts now must not read half a key.
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()


def public_address(name: str, default: str) -> str:
    """Read a web address without a path from the environment; anything else stops the start."""
    value = os.environ.get(name) or default
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name}={value!r} must look like https://desk.example.hu")
    return value.rstrip("/")


def sqlite(file: Path | str) -> dict[str, Any]:
    """SQLite as measured safe: WAL, every commit on disk, writers queue instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;",
        },
    }


def postgres(url: str) -> dict[str, Any]:
    """PostgreSQL from a URL such as postgres://user:password@host:5432/name."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # Each request has a thread of its own, so a connection kept by its thread is one lost:
        # measured, 46 stayed open after 280 requests, eight at a time. With a
        # pool the first requests after an outage were still turned away.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"connect_timeout": 5},
    }


DATA = data_directory()
# Whoever was promised peace is known from here after a restore too: keep it apart from backups
# of the database, best on another disk.
PEACE = Path(os.environ.get("DEMUR_PEACE") or DATA / "peace").absolute()
SECRET_KEY = secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DEMUR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SECURE = flag("DEMUR_HTTPS")
# Where clients reach us: what the links in letters and messages begin with.
URL = public_address("DEMUR_URL", "http://127.0.0.1:8000")
# A link that leads to nobody must not go out: without an address of ours, messages with one wait.
HAS_URL = bool(os.environ.get("DEMUR_URL"))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
    "demur.records",
    "demur.web",
]
MIDDLEWARE = [
    "demur.web.limits.Limits",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "demur.web.language.InterfaceLanguage",
    "demur.web.access.Access",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "demur.web.urls"
ASGI_APPLICATION = "demur.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "demur.web.page.page",
                "csp.context_processors.nonce",
            ],
        },
    }
]

_url = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgres(_url) if _url else sqlite(DATA / "demur.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "demur.web.errors.forged"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["ip_address", "username"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "demur.web.errors.slow_down"

LANGUAGE_CODE = "en"
LANGUAGES = [("hu", "magyar"), ("ru", "русский"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

MAIL_SERVER = mail_server("DEMUR_SMTP_URL")
MAIL_FROM = mail_address("DEMUR_MAIL_FROM", needed=MAIL_SERVER is not None)
MAIL_REPLY_TO = mail_address("DEMUR_MAIL_REPLY_TO")
MAIL_UNSUBSCRIBE = mail_address("DEMUR_MAIL_UNSUBSCRIBE")
SMS_GATEWAY = gateway("DEMUR_SMS_URL", "DEMUR_SMS_KEY", "DEMUR_SMS_SECRET")
WEBHOOK = receiver("DEMUR_WEBHOOK_URL", "DEMUR_WEBHOOK_SECRET", "DEMUR_WEBHOOK_INSIDE")

# Where a firm too large for one process is judged: local, auto, or host:port of a Ray cluster.
CLUSTER = os.environ.get("DEMUR_CLUSTER", "").strip()

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # A client's link is their right to say no: whoever reads a log must not have it.
    "filters": {"unlogged": {"()": "demur.web.unlogged.Unlogged"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["unlogged"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Whoever else listens to these gets their lines cut already.
    "loggers": {
        name: {"filters": ["unlogged"]}
        for name in ("django.request", "uvicorn.access", "uvicorn.error", "uvicorn.asgi")
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
