"""Django's settings, all from the environment; nothing here differs between two installations."""

from urllib.parse import urlsplit

from sayso.config.databases import database
from sayso.config.environment import environment
from sayso.config.rooms import PAGES, ROOMS
from sayso.config.secret import secret_key

ENVIRONMENT = environment()

DATABASES = {
    "default": database(ENVIRONMENT.database_url),
    "keys": database(f"sqlite:///{ENVIRONMENT.keys}/people.sqlite3"),
}
DATABASE_ROUTERS = ["sayso.people.router.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.staticfiles", *(f"sayso.{room}" for room in (*ROOMS, *PAGES))]
MIDDLEWARE = [
    "sayso.config.middleware.observed",
    "sayso.config.middleware.guarded",
    "django.middleware.security.SecurityMiddleware",
    "sayso.website.assets.Served",
    "sayso.website.statistics.counting.counted",
    "sayso.website.consent.clearing.cleared",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csrf",
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

USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
