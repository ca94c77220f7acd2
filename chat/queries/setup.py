"""Knows the one-time code with which the first visitor founds the workspace."""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from chat.models import User

CODE_BYTES = 15  # 120 bits: not to be guessed, and 24 characters to copy
SETUP_PATH = "/setup"


def founded() -> bool:
    """Whether the workspace has its owner; from then on no code opens the set-up."""
    return User.objects.filter(role=User.Role.OWNER).exists()


def deserted() -> bool:
    """Whether there is no account at all, so that nobody could sign in."""
    return not User.objects.exists()


def setup_code() -> str:
    """Return the code. It is derived from the secret key, so every process knows it."""
    mac = salted_hmac("chat.setup", "the first owner", algorithm="sha256")
    return base64.b32encode(mac.digest()[:CODE_BYTES]).decode().lower()


def setup_address(base: str) -> str:
    """Return the address of the first visit; ``base`` is an origin like http://127.0.0.1:8000."""
    return f"{base.rstrip('/')}{SETUP_PATH}?code={setup_code()}"


def code_fits(code: str) -> bool:
    """Whether somebody holds the right code, compared in constant time."""
    return constant_time_compare(code.strip().lower(), setup_code())
