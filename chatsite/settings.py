"""All settings, read from the environment; docs/operations.md explains each variable."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF

from chat.protocol.languages import ENGLISH
from chat.protocol.languages import LANGUAGES as SPOKEN
from chatsite.languages import compiled
from chatsite.layer import redis_layer
from chatsite.log import configuration

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where things are kept -------------------------------------------------------------------

DATA_DIR = Path(env.str("CHAT_DATA_DIR", default=str(ROOT / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def kept_secret() -> str:
    """Return the secret key kept in the data folder, made at the first start."""
    place = DATA_DIR / "secret-key"
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(60))
    return place.read_text().strip()


SECRET_KEY = env.str("CHAT_SECRET_KEY", default="") or kept_secret()
SECRET_KEY_FALLBACKS = env.list("CHAT_SECRET_KEY_FALLBACKS", default=[])
# What seals the audit log: the first seals, those after it verify what older ones sealed.
CHAT_AUDIT_KEYS = env.list("CHAT_AUDIT_KEY", default=[]) or [SECRET_KEY, *SECRET_KEY_FALLBACKS]
DEBUG = env.bool("CHAT_DEBUG", default=False)

# --- Where it is reached ---------------------------------------------------------------------

CHAT_LOOPBACK = not env.list("CHAT_ORIGINS", default=[])  # reached from this machine, any port
CHAT_ORIGINS = [
    origin.rstrip("/")
    for origin in env.list(
        "CHAT_ORIGINS", default=["http://127.0.0.1:8000", "http://localhost:8000"]
    )
]
SECURE = all(origin.startswith("https://") for origin in CHAT_ORIGINS)
ALLOWED_HOSTS = sorted({urlsplit(o).hostname or "" for o in CHAT_ORIGINS} | {"127.0.0.1"})
CSRF_TRUSTED_ORIGINS = CHAT_ORIGINS
CHAT_PROXIES = env.str("CHAT_PROXIES", default="127.0.0.1")  # whose X-Forwarded-* are believed

ROOT_URLCONF = "chatsite.urls"
ASGI_APPLICATION = "chatsite.asgi.application"
APPEND_SLASH = False

# --- What it is made of ----------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "chat",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_structlog",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "chatsite.assets.AssetsMiddleware",
    "chat.web.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chat.web.languages.choice.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chat.web.request_log.RequestMiddleware",
    "chat.web.accounts.founding.FoundingMiddleware",
    "chat.web.refusals.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chat.web.context.workspace",
                "chat.web.context.language",
            ]
        },
    }
]

# --- What is stored --------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'chat.sqlite3'}")
}
DATABASE = DATABASES["default"]
DATABASE_POOL = env.int("CHAT_DATABASE_POOL", default=16)  # connections of one process
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits for its turn before it reads
        "timeout": 5,  # seconds it waits
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # Tests share one database file between the threads of a process.
    DATABASE["TEST"] = {
        "NAME": env.str("CHAT_TEST_DATABASE", default=str(DATA_DIR / "test.sqlite3"))
    }
else:
    DATABASE["OPTIONS"] = {
        # A second for connections to be made; the pool is as large as a process has threads.
        # Who asks next makes it connect again: its own tries would come ever more rarely, and
        # keep everybody waiting for up to a minute after the database is back.
        "pool": {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 4, "reconnect_timeout": 1},
        "connect_timeout": 3,
        # A network that swallows everything is noticed in seconds, not in the kernel's 15 minutes.
        "tcp_user_timeout": 6_000,  # milliseconds
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "options": (
            "-c synchronous_commit=on -c statement_timeout=5000 -c lock_timeout=2000"
            " -c idle_in_transaction_session_timeout=10000"
        ),
    }
CONN_MAX_AGE = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- How processes reach each other ----------------------------------------------------------

CHAT_WORKERS = env.int("CHAT_WORKERS", default=1)
REDIS_URLS = env.list("REDIS_URL", default=[])
REDIS_PREFIX = env.str("CHAT_REDIS_PREFIX", default="chat")
LAYER_KEYS = env.list("CHAT_LAYER_KEY", default=[])  # the first encrypts, each decrypts
LAYER_CAPACITY = 10_000  # messages; the hub is the only reader and always reads
CHANNEL_LAYERS: dict[str, Any] = {
    "default": redis_layer(REDIS_URLS, REDIS_PREFIX, LAYER_KEYS)
    if REDIS_URLS
    else {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        "CONFIG": {"capacity": LAYER_CAPACITY},
    }
}

# --- Who people are --------------------------------------------------------------------------

AUTH_USER_MODEL = "chat.User"
AUTHENTICATION_BACKENDS = ["chat.web.authentication.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 2 * 3_600  # seconds that the link in a letter works

ACCOUNT_ADAPTER = "chat.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Django's own: it depends on the one address of an account and keeps no second list of them.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_FORMS = {
    "login": "chat.web.accounts.forms.SignInForm",
    "change_password": "chat.web.accounts.forms.PasswordForm",
    "reset_password": "chat.web.accounts.forms.ResetForm",
    "reset_password_from_key": "chat.web.accounts.forms.NewPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "20/m/ip",
    "login_failed": "20/m/ip,5/m/key",  # by key: of one account
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # visitors get no session

SESSION_ENGINE = "chat.web.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 14 * 86_400  # seconds without a visit after which a session ends
SESSION_SHORT_AGE = 12 * 3_600  # the same, where "keep me signed in" was not ticked
SESSION_ABSOLUTE_AGE = 30 * 86_400  # seconds after which it ends whatever happens
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrftoken"
CSRF_COOKIE_SECURE = SECURE

# --- What the browser is told ----------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["chat-message", "lit-html"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = Path(env.str("CHAT_STATIC_DIR", default=str(DATA_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "chatsite.assets.Assets"},
}
WHITENOISE_AUTOREFRESH = DEBUG  # while the files are being edited
WHITENOISE_USE_FINDERS = True  # until the small ones are made, and to who asks for an old version

# --- Mail ------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("CHAT_MAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = DATA_DIR / "mail"  # where letters wait when no mail server is configured
DEFAULT_FROM_EMAIL = env.str("CHAT_MAIL_FROM", default="chat@localhost")

# --- Limits ----------------------------------------------------------------------------------

CHAT_MESSAGE_RATE = env.int("CHAT_MESSAGE_RATE", default=20)  # messages per user and 10 s
CHAT_LINK_PREVIEWS = env.bool("CHAT_LINK_PREVIEWS", default=True)  # the server reads linked pages
CHAT_BODY_BYTES = 1_048_576  # of a request; uploads get their own limit
DATA_UPLOAD_MAX_MEMORY_SIZE = CHAT_BODY_BYTES
CHAT_UPLOAD_DIR = env.str("CHAT_UPLOAD_DIR", default=str(DATA_DIR / "uploads"))
CHAT_UPLOAD_PERSON_BYTES = env.int("CHAT_UPLOAD_PERSON_BYTES", default=2 * 1_073_741_824)
CHAT_UPLOAD_TOTAL_BYTES = env.int("CHAT_UPLOAD_TOTAL_BYTES", default=20 * 1_073_741_824)
# What comes in goes to the disk it will stay on, never to memory.
FILE_UPLOAD_TEMP_DIR = Path(CHAT_UPLOAD_DIR) / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
FILE_UPLOAD_MAX_MEMORY_SIZE = 262_144  # bytes of a body kept in memory before a file takes it
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
CHAT_METRICS_ADDRESSES = env.list("CHAT_METRICS_ADDRESSES", default=["127.0.0.1", "::1"])

# --- Logs ------------------------------------------------------------------------------------

LOGGING = configuration(
    as_json=env.str("CHAT_LOG", default="text") == "json",
    level=env.str("CHAT_LOG_LEVEL", default="INFO").upper(),
)

# --- Languages and time ----------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = ENGLISH
LANGUAGES = list(SPOKEN.items())
LOCALE_PATHS = [compiled(ROOT / "chat" / "locale", DATA_DIR / "locale")]
LANGUAGE_COOKIE_NAME = "language"
