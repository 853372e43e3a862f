"""Settings of every process; what differs between the two faces is read from MINGTANG_FACE."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from mingtang.ground.foundation.files import FileUse
from mingtang.spine.vault.key_files import make_key_files
from mingtang.wiring.config.environment import (
    data_dir,
    database_settings,
    load_secrets,
    mail_settings,
    sqlite_files,
)
from mingtang.wiring.config.logs.configuration import logging_settings
from mingtang.wiring.config.private_files import keep_private, make_private, open_the_way

PACKAGE = Path(__file__).resolve().parents[2]
FACE = os.environ.get("MINGTANG_FACE", "office")  # office, public, worker
DATA_DIR = data_dir()
keep_private()
open_the_way(DATA_DIR)
_secrets = load_secrets()
SECRET_KEY = _secrets.django
PERSONAL_DATA_KEY = _secrets.personal_data
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MINGTANG_HOSTS", "localhost,.localhost,127.0.0.1,[::1]").split(",")
if FACE == "public":
    ALLOWED_HOSTS = ["*"]  # looked up among the published sites; no address is made from the name

INSTALLED_APPS = [
    "mingtang.faces.office.apps.OfficeConfig",
    "mingtang.faces.public",
    "mingtang.service.interaction",
    "mingtang.service.subscriptions",
    "mingtang.service.letters",
    "mingtang.service.consultations",
    "mingtang.service.surveys",
    "mingtang.service.interviews",
    "mingtang.service.responses",
    "mingtang.service.signin",
    "mingtang.editorial.sitesearch",
    "mingtang.editorial.visits",
    "mingtang.editorial.directory",
    "mingtang.editorial.library",
    "mingtang.editorial.series",
    "mingtang.editorial.media",
    "mingtang.editorial.editions",
    "mingtang.editorial.weather",
    "mingtang.editorial.layouts",
    "mingtang.editorial.operating",
    "mingtang.editorial.publishing",
    "mingtang.editorial.submission",
    "mingtang.editorial.review",
    "mingtang.editorial.content",
    "mingtang.editorial.pages",
    "mingtang.editorial.sites",
    "mingtang.workbench.casework",
    "mingtang.workbench.intake",
    "mingtang.workbench.approvals",
    "mingtang.workbench.backoffice",
    "mingtang.institution.notices",
    "mingtang.institution.figures",
    "mingtang.institution.obligations",
    "mingtang.institution.organization",
    "mingtang.institution.regulations",
    "mingtang.spine.search",
    "mingtang.spine.events",
    "mingtang.spine.jobs",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
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
    MIDDLEWARE.insert(0, "mingtang.workbench.backoffice.interfaces.moment.MomentMiddleware")
    MIDDLEWARE.insert(2, "mingtang.wiring.config.serving.static_files.OfficeFiles")
    MIDDLEWARE.append(
        "mingtang.institution.organization.interfaces.sessions.SessionRulesMiddleware"
    )
    MIDDLEWARE.append("mingtang.workbench.backoffice.interfaces.busy.BusyMiddleware")
    MIDDLEWARE.append("mingtang.workbench.backoffice.interfaces.nul.NulMiddleware")

ROOT_URLCONF = (
    "mingtang.wiring.config.public_urls"
    if FACE == "public"
    else "mingtang.wiring.config.office_urls"
)
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
make_private(DATA_DIR, sqlite_files(DATABASES["default"]))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organization.Person"
PASSWORD_HASHERS = [
    "mingtang.institution.organization.interfaces.hashing.BoundedArgon2PasswordHasher"
]
AUTHENTICATION_BACKENDS = ["mingtang.institution.organization.interfaces.backends.PersonBackend"]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": _VALIDATION + "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
]

# Signing in: docs/decisions/0010-sign-in.md says why these numbers.
LOGIN_URL = "sign_in:enter"
LOGIN_REDIRECT_URL = "/"
SESSION_IDLE_MINUTES = int(os.environ.get("MINGTANG_IDLE_MINUTES", "30"))
SESSION_COOKIE_AGE = 12 * 3600  # seconds; a working day, however busy
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "mingtang.institution.organization.interfaces.session_store"
SESSIONS_PER_PERSON = int(os.environ.get("MINGTANG_SESSIONS", "5"))  # at the same time
TOKEN_DAYS = int(os.environ.get("MINGTANG_TOKEN_DAYS", "180"))  # until a token expires
TOKEN_WARNING_DAYS = 14  # before that its person is told
PASSWORD_MAX_DAYS = int(os.environ.get("MINGTANG_PASSWORD_MAX_DAYS", "0"))  # 0: no end
# Who must use an authenticator: nobody ("offered"), the posts marked in rights.toml, everyone.
SECOND_FACTOR = os.environ.get("MINGTANG_SECOND_FACTOR", "posts")
# Own proxies in front of this process, whose X-Forwarded-For is believed ("127.0.0.1,10.0.0.0/8").
TRUSTED_PROXIES = os.environ.get("MINGTANG_TRUSTED_PROXIES", "")
METRICS_TOKEN = os.environ.get("MINGTANG_METRICS_TOKEN", "")
SIGN_IN_PAUSE = timedelta(minutes=15)  # after too many tries, until the next one

LOG_FOLDER = DATA_DIR / "logs"
DOORBELL_DIR = DATA_DIR / "doorbells"  # a pipe for each worker that waits
LOGGING = logging_settings(LOG_FOLDER, FACE)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
LOCALE_PATHS = [
    PACKAGE / "workbench" / "backoffice" / "locale"
]  # only from here do words reach Wagtail's scripts
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [("charts", PACKAGE / "ground" / "charts" / "styles")]
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "mingtang.wiring.config.serving.static_files.HashedStaticFiles"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False  # what was collected is what is served
# A name with a digest never changes its content: cached without end.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.[a-z0-9]+$"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

WAGTAIL_SITE_NAME = "明堂"
WAGTAILADMIN_BASE_URL = os.environ.get("MINGTANG_OFFICE_URL", "http://127.0.0.1:8001")
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "mingtang.workbench.backoffice.rich_text.GuardedRichTextArea"}
}
WAGTAIL_AUTOSAVE_INTERVAL = 0  # each autosave would be one more version
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "never"  # there are no pages of Wagtail to find
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nothing of a person goes to a third party
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_IMAGE_MODEL = "desk.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "desk.OfficeFile"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_FORM_BASE = "mingtang.workbench.backoffice.interfaces.uploads.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "mingtang.workbench.backoffice.interfaces.uploads.FileForm"
WAGTAILIMAGES_EXTENSIONS = list(FileUse.PICTURE.extensions)
WAGTAILIMAGES_MAX_UPLOAD_SIZE = FileUse.PICTURE.max_bytes
WAGTAILDOCS_EXTENSIONS = list(FileUse.ATTACHMENT.extensions)
WAGTAILDOCS_MAX_UPLOAD_SIZE = FileUse.ATTACHMENT.max_bytes
# A virus scanner that every file is shown to, at upload and again when it is published:
# unix:/run/clamav/clamd.ctl or tcp:host:3310. While it does not answer, no file comes in.
CLAMAV = os.environ.get("MINGTANG_CLAMAV", "")
# Pictures and files are found by their titles in the table itself: no index, no job an upload.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
_SECURE = FACE == "office" and WAGTAILADMIN_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL.rstrip("/")] if _SECURE else []  # TLS ends in front
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = (
    "mingtang.wiring.config.serving.refusals.csrf_failure"
    if FACE == "public"
    else "mingtang.workbench.backoffice.errors.csrf_failure"
)
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
PUBLISH_SCHEME = os.environ.get("MINGTANG_PUBLIC_SCHEME", "https")  # of absolute addresses
_PUBLIC_PORT = os.environ.get("MINGTANG_PUBLIC_PORT", "")
PUBLISH_PORT = f":{_PUBLIC_PORT}" if _PUBLIC_PORT else ""  # of absolute addresses, as written
PUBLISH_COMPRESS = os.environ.get("MINGTANG_PUBLISH_COMPRESS", "1") != "0"  # gzip and brotli copies
PUBLISH_SYNC = True  # pages and store outlive a power cut
OBLIGATION_ARCHIVE_DAYS = int(os.environ.get("MINGTANG_OBLIGATION_ARCHIVE_DAYS", "400"))
PUBLISH_KEEP_DAYS = int(os.environ.get("MINGTANG_PUBLISH_KEEP_DAYS", "180"))  # old versions
PUBLISH_ORIGIN = os.environ.get("MINGTANG_PUBLISH_ORIGIN", "")  # http://host:port, for proofs
EXPORT_DIR = DATA_DIR / "exports"  # lists that people asked for as files, for a week
IMPORT_DIR = DATA_DIR / "imports"  # uploaded pages until the worker has read them

# Anchors of the event log: where they are, what signs them, where else they go.
EVENT_ANCHOR_DIR = DATA_DIR / "anchors"
EVENT_ANCHOR_KEY = Path(
    os.environ.get("MINGTANG_ANCHOR_KEY_FILE") or DATA_DIR / "secrets" / "anchors"
)
EVENT_ANCHOR_PLACES = os.environ.get("MINGTANG_ANCHOR_PLACES", "")
# What citizens send is sealed with the public key; a process that only takes in has no private one.
INTAKE_KEY_FILE = Path(
    os.environ.get("MINGTANG_INTAKE_KEY_FILE") or DATA_DIR / "secrets" / "intake"
)
INTAKE_PUBLIC_KEY_FILE = Path(
    os.environ.get("MINGTANG_INTAKE_PUBLIC_KEY_FILE") or DATA_DIR / "secrets" / "intake.pub"
)
INTAKE_INBOX = Path(os.environ.get("MINGTANG_INTAKE_INBOX") or DATA_DIR / "inbox")
if FACE != "public":
    make_key_files(INTAKE_KEY_FILE, INTAKE_PUBLIC_KEY_FILE)
_mail = mail_settings()
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starts_tls, _mail.is_tls
DEFAULT_FROM_EMAIL = os.environ.get("MINGTANG_MAIL_FROM", "mingtang@localhost")

# Notices outside the office: by mail where a server is named, by text message, by robots of groups.
OFFICE_URL = os.environ.get("MINGTANG_OFFICE_URL", "")  # https://host/, for links in mail
NOTICE_MAIL = bool(os.environ.get("MINGTANG_SMTP_URL"))
# An address that did not confirm a subscription is deleted after so many days.
SUBSCRIPTION_CONFIRM_DAYS = int(os.environ.get("MINGTANG_SUBSCRIPTION_CONFIRM_DAYS", "3"))
NOTICE_SMS_URL = os.environ.get("MINGTANG_SMS_URL", "")
NOTICE_SMS_TOKEN = os.environ.get("MINGTANG_SMS_TOKEN", "")
WEATHER_ORIGINS = os.environ.get("MINGTANG_WEATHER_ORIGINS", "").split()  # inside the network
SIGN_IN_ORIGINS = os.environ.get("MINGTANG_SIGN_IN_ORIGINS", "").split()  # inside the network
LINK_ORIGINS = os.environ.get("MINGTANG_LINK_ORIGINS", "").split()  # inside the network
PICTURE_ORIGINS = os.environ.get("MINGTANG_PICTURE_ORIGINS", "").split()  # of pasted texts
NOTICE_ROBOT_ORIGINS = os.environ.get("MINGTANG_ROBOT_ORIGINS", "").split()  # inside the network
