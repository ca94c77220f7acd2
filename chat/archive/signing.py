"""Signs a manifest with an operator's Ed25519 key, and says whose signature one has."""

import base64
import hashlib
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from chat.archive.manifest import MANIFEST
from chat.archive.refusal import RefusedError

SIGNATURE = f"{MANIFEST}.sig"  # JSON: the algorithm, the public key and the signature
ALGORITHM = "ed25519"


def private_key(path: Path) -> Ed25519PrivateKey:
    """Return the key in a PEM file, as `openssl genpkey -algorithm ed25519` writes it.

    Raises ``RefusedError``.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise RefusedError(f"{path} holds no Ed25519 key without a passphrase, as PEM.")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key in a PEM file, as `openssl pkey -pubout` writes it.

    Raises ``RefusedError``.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise RefusedError(f"{path} holds no public Ed25519 key, as PEM.")
    return key


def sign(key: Ed25519PrivateKey, manifest: bytes) -> bytes:
    """Return the signature of a manifest's bytes, as its file holds it."""
    signed = {
        "algorithm": ALGORITHM,
        "public_key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
        "signature": base64.b64encode(key.sign(manifest)).decode(),
    }
    return orjson.dumps(signed, option=orjson.OPT_INDENT_2) + b"\n"


def signer(signature: bytes, manifest: bytes, expected: Ed25519PublicKey | None) -> str:
    """Return the fingerprint of the key that signed a manifest.

    Without an expected key it is the one that the signature names: whose it is remains to be
    compared. Raises ``RefusedError``.
    """
    try:
        written = orjson.loads(signature)
        named = Ed25519PublicKey.from_public_bytes(base64.b64decode(written["public_key"]))
        signed = base64.b64decode(written["signature"])
    except (ValueError, KeyError, TypeError):
        raise RefusedError("The signature cannot be read.") from None
    if expected is not None and expected != named:
        raise RefusedError("The manifest is signed with another key.")
    try:
        named.verify(signed, manifest)
    except InvalidSignature:
        raise RefusedError("The signature is not one of this manifest.") from None
    return fingerprint(named)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return what people compare of a key: the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()
