"""Settings of every process; what differs between the two faces is read from MINGTANG_FACE."""

import os
from pathlib import Path
from typing import Any

from mingtang.config.environment import data_dir, database_settings, load_secrets

PACKAGE = Path(__file__).resolve().parents[1]
FACE = os.environ.get("MINGTANG_FACE", "office")  # office, public, worker
DATA_DIR = data_dir()
_secrets = load_secrets()
SECRET_KEY = _secrets.django
PERSONAL_DATA_KEY = _secrets.personal_data
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MINGTANG_HOSTS", "localhost,.localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "mingtang.office.apps.OfficeConfig",
    "mingtang.publishing",
    "mingtang.submission",
    "mingtang.review",
    "mingtang.content",
    "mingtang.sites",
    "mingtang.desk",
    "mingtang.obligations",
    "mingtang.organization",
    "mingtang.regulations",
    "mingtang.events",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
if FACE == "office":
    MIDDLEWARE.insert(0, "mingtang.desk.interfaces.moment.MomentMiddleware")

ROOT_URLCONF = "mingtang.config.public_urls" if FACE == "public" else "mingtang.config.office_urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organization.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
LOCALE_PATHS = [PACKAGE / "desk" / "locale"]  # only from here do words reach Wagtail's scripts
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

WAGTAIL_SITE_NAME = "明堂"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8001"
WAGTAIL_AUTOSAVE_INTERVAL = 0  # each autosave would be one more version
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nothing of a person goes to a third party
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_IMAGE_MODEL = "desk.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "desk.OfficeFile"
WAGTAILDOCS_SERVE_METHOD = "serve_view"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if FACE == "office":
    CSRF_FAILURE_VIEW = "mingtang.desk.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],  # the block editor sets a few inline
        "img-src": ["'self'", "data:", "blob:"],
        "frame-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

# Where published sites are written, and the copies and manifests that let them go back.
PUBLISH_ROOT = DATA_DIR / "www"
PUBLISH_STORE = DATA_DIR / "store"
EVENT_ANCHOR_DIR = DATA_DIR / "anchors"
