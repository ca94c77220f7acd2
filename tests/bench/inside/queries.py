"""Counts the queries of requests to the API: ``python queries.py TOKEN PATH…``; prints JSON."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")


def main() -> None:
    """Ask each path twice and count the second time: the first one notes the token's use."""
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    token, *paths = sys.argv[1:]
    client = Client(SERVER_NAME="127.0.0.1", HTTP_AUTHORIZATION=f"Bearer {token}")
    counted = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code} {answer.content[:200]!r}")
        counted[path] = len(captured)
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    main()
