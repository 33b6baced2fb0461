"""How the library for accounts behaves here: nobody signs up, and secrets are sealed."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from sayso.policy.queries import NoPolicyError, current


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # it has no types
    """Accounts come by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - so called
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is sent by the library: what the staff are told of their accounts is on pages."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("today")


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc] # it has no types
    """Secrets of second factors are sealed under the key of the installation."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return _organisation()

    def _get_site_name(self) -> str:
        return _organisation()


def _box() -> Fernet:
    key = sha256(b"second factors\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))


def _organisation() -> str:
    try:
        return f"Sayso, {current().policy.organisation.name}"
    except NoPolicyError:
        return "Sayso"
