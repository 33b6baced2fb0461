"""Django's settings, all from the environment; nothing here differs between two installations."""

from urllib.parse import urlsplit

from sayso.config.databases import database
from sayso.config.environment import environment
from sayso.config.rooms import ROOMS
from sayso.config.secret import secret_key

ENVIRONMENT = environment()

DATABASES = {
    "default": database(ENVIRONMENT.database_url),
    "keys": database(f"sqlite:///{ENVIRONMENT.keys}/people.sqlite3"),
}
DATABASE_ROUTERS = ["sayso.people.router.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    *(f"sayso.{room}" for room in ROOMS),  # before the library whose templates they replace
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "sayso.config.middleware.observed",
    "sayso.config.middleware.guarded",
    "django.middleware.security.SecurityMiddleware",
    "sayso.website.assets.Served",
    "sayso.website.statistics.counting.counted",
    "sayso.website.consent.clearing.cleared",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sayso.staff.sessions.limited",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csrf",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "sayso.staff.frame.staff_frame",
                "sayso.website.frame.frame",
            ],
        },
    }
]
STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "sayso.website.assets.HashedNames"}}
WHITENOISE_ALLOW_ALL_ORIGINS = False
ROOT_URLCONF = "sayso.config.urls"
APPEND_SLASH = False
SECRET_KEY = secret_key(ENVIRONMENT.keys)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if host := urlsplit(ENVIRONMENT.base_url).hostname:
    ALLOWED_HOSTS.append(host)
DATA_UPLOAD_MAX_MEMORY_SIZE = 32_000_000  # what is smaller elsewhere: see `middleware`

LOGGING_CONFIG = None  # the service has its own: see `logs`

# Whoever reaches us by HTTPS is to do so for two years; whether they did, a proxy of ours says.
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"  # with less, a browser sends our own forms as from nowhere
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxies else None

# The cookie `csrf` as the policy declares it: necessary, and gone with the browser.
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = ENVIRONMENT.base_url.startswith("https:")
CSRF_FAILURE_VIEW = "sayso.website.problems.csrf_failure"

# Members of staff sign in with a password and a second factor, or with a passkey, which is both.
AUTH_USER_MODEL = "staff.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "sayso.staff.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
MFA_ADAPTER = "sayso.staff.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(ENVIRONMENT.base_url).hostname == "localhost"
# The limits of sign-in count in every process alike, so they stand in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_attempt",
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The cookie `session` as the policy declares it; when it ends, `sayso.staff.sessions` says.
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 3_600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE

USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
