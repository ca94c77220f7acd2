"""Runs the production server: uvicorn, one or several processes, drained at SIGTERM."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chat.management.launcher import Launch, run
from chatsite.assets import collect


class Command(BaseCommand):
    """`manage.py serve`; migrates nothing."""

    help = "Serve the chat. SIGTERM drains it: clients are told when to come back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options. Source: django.core.management."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=1, help="processes; above 1 needs Redis")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the server. Raises ``CommandError``."""
        workers = options["workers"]
        if not 0 <= options["port"] <= 65_535:
            raise CommandError("A port is a number from 0 to 65535.")
        if workers < 1:
            raise CommandError("At least one worker is needed.")
        if workers > 1 and not settings.REDIS_URLS:
            raise CommandError("Several workers need REDIS_URL: they hear each other through it.")
        if not settings.DEBUG:
            collect()
        os.environ["CHAT_WORKERS"] = str(workers)
        run(Launch(options["host"], options["port"], workers, self.stdout.write))
