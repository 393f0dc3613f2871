"""Django's settings. What differs between installations comes from the environment, nothing else does:

KINDAO_HOME      the folder of the installation (database, vault, keys)
KINDAO_DATABASE  postgresql://user@host:port/name; without it SQLite in the folder
KINDAO_MASTER_KEYS  who wraps the vault's keys: an entry point of kindao.master_keys or package.module:factory;
                    without it files in the folder
KINDAO_TSA, KINDAO_TSA_CERTIFICATES  a time stamping authority (RFC 3161) and the file of its root certificates
KINDAO_ADDRESS   the address people type, https://desk.example; without it http://localhost:PORT of `kindao serve`
KINDAO_MAIL      smtp://user:password@host:587 (smtps:// for port 465); without it no e-mail is sent
KINDAO_MAIL_FROM who it is from
KINDAO_CODES     how patients are sent codes and links: console (the server's own window; without it, this), email or
                 sms; several with commas, the preferred first
KINDAO_SMS       https://gateway.example/send, to which a text message is handed as JSON; KINDAO_SMS_SECRET signs it
KINDAO_CREDENTIALS  "required": nothing goes out without a signed claim (C2PA); without it what can't be signed goes
                 out unsigned, and its release says so
KINDAO_WEBHOOKS  "private": webhooks may go to private addresses and over plain HTTP; without it to neither
KINDAO_SITES     "private": accounts and public copies may lie in the clinic's own network; without it they may not
KINDAO_FOLDERS   folders of this machine, several with colons, in and below which clinics may have static sites; without
                 it none may
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kindao.web import home

HERE = Path(__file__).parent
HOME = home.of_environment()
ADDRESS = os.environ.get("KINDAO_ADDRESS", "http://localhost:8460")
_address = urlsplit(ADDRESS)
SECURE = _address.scheme == "https"

DEBUG = False
SECRET_KEY = HOME.secret()
ALLOWED_HOSTS = [_address.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "kindao.web.ui",
    "kindao.web.api",
    "kindao.web.inbox",
    "kindao.web.officer",
    "kindao.web.rights",
    "kindao.web.asking",
    "kindao.web.releases",
    "kindao.web.review",
    "kindao.web.consent",
    "kindao.web.door",
    "kindao.web.cases",
    "kindao.web.vault",
    "kindao.web.audit",
    "kindao.web.clinics",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "kindao.web.clinics.middleware.HeadersMiddleware",
    "kindao.web.clinics.middleware.OneAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kindao.web.clinics.refusals.RefusalMiddleware",
    "kindao.web.clinics.typed.TypedMiddleware",
    "kindao.web.clinics.middleware.ClinicMiddleware",
    "kindao.web.clinics.middleware.SecondFactorMiddleware",
]
CSRF_FAILURE_VIEW = "kindao.web.ui.views.stale"
FORM_RENDERER = "kindao.web.ui.rendering.Renderer"
ROOT_URLCONF = "kindao.web.urls"
WSGI_APPLICATION = "kindao.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # One that was taken away is away: who asks meanwhile makes no empty one in its place.
            "NAME": f"{HOME.database.as_uri()}?mode=rw",
            # Writers wait for each other instead of failing; a transaction takes its lock when it begins.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON; "  # a key that was destroyed is not left in a free page
                "PRAGMA temp_store=MEMORY;",  # rows name patients: none lies in a temporary file outside the folder
            },
        }
    said = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": said.path.lstrip("/"),
        "USER": unquote(said.username or ""),
        "PASSWORD": unquote(said.password or ""),
        "HOST": unquote(said.hostname or ""),
        "PORT": str(said.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(os.environ.get("KINDAO_DATABASE", ""))}
MASTER_KEYS = os.environ.get("KINDAO_MASTER_KEYS", "")
SITES_PRIVATE = os.environ.get("KINDAO_SITES", "") == "private"
SITE_FOLDERS = [one for one in os.environ.get("KINDAO_FOLDERS", "").split(os.pathsep) if one.startswith("/")]
WEBHOOKS_PRIVATE = os.environ.get("KINDAO_WEBHOOKS", "") == "private"
TSA = os.environ.get("KINDAO_TSA", "")
TSA_CERTIFICATES = os.environ.get("KINDAO_TSA_CERTIFICATES", "")
CREDENTIALS_REQUIRED = os.environ.get("KINDAO_CREDENTIALS", "") == "required"
# Counts of wrong passwords: they hold for all processes, and over a restart.
CACHES = {
    "default": {
        "BACKEND": "kindao.web.clinics.counts.Counts",
        "LOCATION": "kindao_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a flood of guesses must not push out the count of them
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# What is sent to people, what goes out or comes down, and looks at what is out have queues of their own: none waits
# behind a picture or a film, and nothing that comes down behind a look.
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "films", "looks", "messages", "releases", "webhooks"],
    }
}

AUTH_USER_MODEL = "clinics.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("name", "email")},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "kindao.web.clinics.adapter.InvitedOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by an invitation, which was sent to them
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,50/h/ip,5/5m/key",  # wrong passwords: by address, and by account wherever they come from
    "reset_password": "10/h/ip,3/h/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "kindao.web.clinics.adapter.Factors"
MFA_FORMS = {
    "add_webauthn": "kindao.web.clinics.forms.AddPasskeyForm",
    "edit_webauthn": "kindao.web.clinics.forms.EditPasskeyForm",
    "login_webauthn": "kindao.web.clinics.forms.LoginPasskeyForm",
    "authenticate_webauthn": "kindao.web.clinics.forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "kindao.web.clinics.forms.ReauthenticatePasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half a minute that phone and desk may differ
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # localhost alone

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
FORMAT_MODULE_PATH = "kindao.web.formats"
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # no collectstatic step: the files come with the package

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 8 * 3600  # one working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_SSL_REDIRECT = False  # the proxy's job
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer, browsers send forms with Origin: null
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
FILE_UPLOAD_HANDLERS = ["kindao.web.cases.receiving.InMemory"]  # never a plain file on the disk
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
CODES = tuple(filter(None, (one.strip() for one in os.environ.get("KINDAO_CODES", "console").split(","))))
SMS, SMS_SECRET = os.environ.get("KINDAO_SMS", ""), os.environ.get("KINDAO_SMS_SECRET", "")
ASK_AGAIN_DAYS, ASK_AGAIN_TIMES = 90, 2  # so often for one purpose somebody who said no may be asked
ASK_MOST_DAYS, ASK_MOST = 7, 3  # so often for one purpose anybody is asked, whatever they say or don't
ASK_LINKS_A_DAY = 3  # for one ask; so many messages for it, and to one own page
ASK_REST_HOURS = 24  # before and after sedation or an operation nobody is asked
ASK_COOL_HOURS = 24  # between a yes and the first use
ASK_LASTS_DAYS = 14  # that a link to an ask leads in
_mail = urlsplit(os.environ.get("KINDAO_MAIL", ""))
SENDS_MAIL = bool(_mail.hostname)
EMAIL_BACKEND = "kindao.web.mailing.Backend" if SENDS_MAIL else "django.core.mail.backends.dummy.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = SENDS_MAIL and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10  # seconds for each step
DEFAULT_FROM_EMAIL = os.environ.get("KINDAO_MAIL_FROM", f"kindao@{_address.hostname or 'localhost'}")
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Kindao: "
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_tokens": {"()": "kindao.web.logs.WithoutTokens"},
        "without_words": {"()": "kindao.web.logs.WithoutWords"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["without_words", "without_tokens"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Addresses hold one-time links and what was searched for; what was answered with 4xx was told to who asked, and
        # of our own failures the desk's own log tells.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}
