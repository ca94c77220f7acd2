"""Takes the power from PostgreSQL: what it had synced of its log is all that a copy begins with."""

import random
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg

from tests.faults.stage import Stage
from tests.faults.wal import SEGMENT_BYTES
from tests.server import ServerError, free_port
from tests.services import COMMAND_SECONDS, AppServer, PostgreSQL, run

BLACKOUTS = 6  # instants at which the power goes; each is an ack, for then there is most to lose
LEFT_OUT = ("postmaster.pid", "postmaster.opts")  # of a copy: they name who runs the original


class Blackouts:
    """Copies of a cluster as it was before the load, each with the log as far as it was synced.

    No page of a table that was written since is kept, as if the system had written none of them:
    all that came after must be in the log.
    """

    def __init__(self, stage: Stage, base: Path, acks: int, seed: int) -> None:
        self.stage = stage
        self.base = base
        self.instants = set(random.Random(seed).sample(range(acks // 4, acks), BLACKOUTS))
        self.missing: list[str] = []
        self.due: list[int] = []  # how many posts were acked at each blackout

    def follow(self, acked: set[tuple[int, int]], synced: Mapping[str, bytes | bytearray]) -> None:
        """Takes the power away if this ack is one of the instants. ``synced`` is by file name."""
        if len(acked) not in self.instants:
            return
        self.due.append(len(acked))
        name = f"blackout {len(self.due)}"
        store = PostgreSQL()
        try:
            self._rebuild(store, synced)
            self.missing += self._lacks(store, name, acked)
        except ServerError as failure:
            self.missing.append(f"{name} does not boot: {failure}")
        finally:
            store.kill()
            shutil.rmtree(store.folder, ignore_errors=True)

    def _rebuild(self, store: PostgreSQL, synced: Mapping[str, bytes | bytearray]) -> None:
        copied(self.base, store.cluster)
        for name, image in synced.items():
            segment = store.cluster / "pg_wal" / name
            segment.write_bytes(bytes(image).ljust(SEGMENT_BYTES, b"\0"))
            segment.chmod(0o600)
            if store.owner:
                shutil.chown(segment, store.owner, store.owner)
        if store.owner:
            shutil.chown(store.folder, store.owner, store.owner)

    def _lacks(self, store: PostgreSQL, name: str, acked: Iterable[tuple[int, int]]) -> list[str]:
        """What is missing once PostgreSQL has repaired itself; at the last, once a chat serves."""
        store.start()
        url = store.url(self.stage.database.rpartition("/")[2])
        if len(self.due) == BLACKOUTS:
            env = {k: v for k, v in self.stage.env.items() if k != "CHAT_ORIGINS"}
            server = AppServer(env | {"DATABASE_URL": url}, port=free_port())
            try:
                server.start()
            finally:
                server.kill()
        with psycopg.connect(url) as connection:
            rows = set(connection.execute("SELECT room_id, seq FROM chat_message").fetchall())
        return [f"{room}/{seq} in {name}" for room, seq in acked if (room, seq) not in rows]


def copied(cluster: Path, target: Path) -> Path:
    """Copies a cluster that rests or stands still, with its owner and rights."""
    run(["cp", "-a", str(cluster), str(target)], COMMAND_SECONDS)
    for name in LEFT_OUT:
        (target / name).unlink(missing_ok=True)
    return target
