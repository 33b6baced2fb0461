"""Django's settings, all from the environment; nothing here differs between two installations."""

from sayso.config.databases import database
from sayso.config.environment import environment
from sayso.config.rooms import ROOMS

ENVIRONMENT = environment()

DATABASES = {
    "default": database(ENVIRONMENT.database_url),
    "keys": database(f"sqlite:///{ENVIRONMENT.keys}/people.sqlite3"),
}
DATABASE_ROUTERS = ["sayso.people.router.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [f"sayso.{room}" for room in ROOMS]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "sayso.config.urls"
SECRET_KEY = "replaced-when-the-service-starts"  # noqa: S105 - nothing is signed with it yet
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
