"""Makes secrets and the hashes they are stored and looked up by."""

import hashlib
import secrets
import zlib

TOKEN_BYTES = 20  # 160 random bits: not to be guessed


def hash_key(secret: str) -> str:
    """Return the SHA-256 of a session key, token or invitation code, in hexadecimal.

    A plain hash is enough: these secrets are random, so there is nothing to guess from it.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret(prefix: str) -> str:
    """Return a new secret: a prefix to recognise it by, 160 random bits, a checksum."""
    body = secrets.token_hex(TOKEN_BYTES)
    return f"{prefix}{body}{zlib.crc32(body.encode()):08x}"
