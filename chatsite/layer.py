"""The channel layer's configuration, from the addresses and keys that the environment names."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKEND = "chat.pipeline.layer.RedisLayer"
# Seconds. A dead Redis is noticed by these, a silent one by the canary.
PATIENCE = {"socket_timeout": 3, "socket_connect_timeout": 2}
SENTINEL_PATIENCE = {"socket_timeout": 1, "socket_connect_timeout": 1}  # there are others to ask
SENTINEL = "sentinel"
SENTINEL_PORT = 26_379
KEY_CHARACTERS_MIN = 32  # of a key; a shorter one could be guessed from what it has encrypted

Host = dict[str, Any]  # one shard as channels_redis takes it


def redis_layer(addresses: list[str], prefix: str, keys: list[str]) -> dict[str, Any]:
    """Return the layer that reaches every process through Redis. Raises ImproperlyConfigured.

    Each address is a shard. The first key encrypts, each decrypts; without keys events pass
    through Redis as they are.
    """
    if any(len(key) < KEY_CHARACTERS_MIN for key in keys):
        raise ImproperlyConfigured(f"CHAT_LAYER_KEY: at least {KEY_CHARACTERS_MIN} characters.")
    configuration: dict[str, Any] = {"hosts": shards(addresses), "prefix": prefix}
    if keys:
        configuration["symmetric_encryption_keys"] = keys
    return {"BACKEND": BACKEND, "CONFIG": configuration}


def shards(addresses: list[str]) -> list[Host]:
    """Return one shard for each address. Raises ImproperlyConfigured.

    A Sentinel's address contains commas itself: what was cut off there has no scheme of its own
    and belongs to the address before it.
    """
    whole: list[str] = []
    for part in addresses:
        if "://" in part:
            whole.append(part)
        elif whole and whole[-1].startswith(f"{SENTINEL}://"):
            whole[-1] += f",{part}"
        else:
            raise ImproperlyConfigured("REDIS_URL: an address begins with its scheme, redis://")
    return [shard(address) for address in whole]


def shard(address: str) -> Host:
    """Return the shard behind ``redis://…``, ``rediss://…``, ``unix://…`` or ``sentinel://…``."""
    if urlsplit(address).scheme == SENTINEL:
        return watched_shard(address)
    return {"address": address, **PATIENCE}


def watched_shard(address: str) -> Host:
    """Return the shard that Sentinels watch. Raises ImproperlyConfigured.

    ``sentinel://user:password@host:port,host:port/name?db=0`` names the Sentinels and what
    they call the shard. User and password are for Redis; those for the Sentinels themselves
    are ``sentinel_username`` and ``sentinel_password`` in the query.
    """
    parts = urlsplit(address)
    credentials, _, places = parts.netloc.rpartition("@")
    name = parts.path.strip("/")
    if not name or not places:
        raise ImproperlyConfigured("REDIS_URL: sentinel://host:port,host:port/name")
    username, _, password = credentials.partition(":")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    own = {"username": query.get("sentinel_username"), "password": query.get("sentinel_password")}
    chosen = {"username": unquote(username), "password": unquote(password)}
    return {
        "sentinels": [place_of(place) for place in places.split(",")],
        "master_name": name,
        "sentinel_kwargs": SENTINEL_PATIENCE | {key: word for key, word in own.items() if word},
        "db": database_of(query),
        **{key: word for key, word in chosen.items() if word},
        **PATIENCE,
    }


def place_of(place: str) -> tuple[str, int]:
    """Return host and port of one Sentinel. Raises ImproperlyConfigured."""
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host:
        raise ImproperlyConfigured("REDIS_URL: a Sentinel is host:port.")
    return host, port or SENTINEL_PORT


def database_of(query: dict[str, str]) -> int:
    """Return the number of the database. Raises ImproperlyConfigured."""
    number = query.get("db", "0")
    if not number.isdecimal():
        raise ImproperlyConfigured("REDIS_URL: db is a number.")
    return int(number)
