"""Prints, as JSON, the settings of a tree that bear on what it costs."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")

NAMED = ("DEBUG", "CONN_MAX_AGE", "CHAT_MESSAGE_RATE", "CHAT_WORKERS")


def main() -> None:
    """Everything but addresses and folders, which differ by nature."""
    django.setup()
    from django.conf import settings

    found = {name: getattr(settings, name) for name in NAMED}
    database = settings.DATABASES["default"]
    found["database"] = {"engine": database["ENGINE"], "options": database["OPTIONS"]}
    found["layer"] = settings.CHANNEL_LAYERS["default"]["BACKEND"]
    sys.stdout.write(json.dumps(found, default=str))


if __name__ == "__main__":
    main()
