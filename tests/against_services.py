"""Runs a command with a PostgreSQL and a Redis of its own."""

import os
import subprocess
import sys

from tests.services import PostgreSQL, Redis


def main() -> int:
    """Start both, tell the command where they are, and return its exit code."""
    with PostgreSQL(fsync=False) as database, Redis() as redis:
        env = os.environ | {"DATABASE_URL": database.create("chat"), "REDIS_URL": redis.url}
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
