"""Uvicorn's server and supervisor, which cut off nobody who got through before they stopped."""

import asyncio
import socket
from contextlib import suppress

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess

TURN_SECONDS = 0.1  # between two looks at who has not been heard yet
LAST_TURNS = 5  # for what is on its way on connections that were heard before
#: At most, for the first requests of those just let in. Counted in looks and not by the clock:
#: a machine that stood still for a second gave nobody the time to speak.
FIRST_TURNS = 15


class Server(uvicorn.Server):
    """Stops listening first, and ends the idle connections when those that just came were heard.

    Uvicorn closes both at once: whoever was let in a moment before, by the kernel or by it, and
    has not been read yet, would be cut off. A balancer may not repeat what they asked for.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let in who waits, stop listening, then go on as ever. Source: uvicorn."""
        waiting = [found for listener in sockets or () for found in accepted(listener)]
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        loop = asyncio.get_running_loop()
        for connection in waiting:
            with suppress(OSError):  # gone again already
                await loop.connect_accepted_socket(self.protocol, connection)
        await self.heard()
        await super().shutdown(sockets)

    async def heard(self) -> None:
        """Wait for what is on its way, and longer for whoever has never asked for anything."""
        for turn in range(FIRST_TURNS):
            if turn >= LAST_TURNS and not any(map(silent, self.server_state.connections)):
                break
            await asyncio.sleep(TURN_SECONDS)

    def protocol(self) -> asyncio.Protocol:
        """Return what serves one connection, as uvicorn makes it for its own listener."""
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
        return made


def silent(connection: object) -> bool:
    """Return whether a connection was let in and has not asked for anything yet."""
    return getattr(connection, "cycle", connection) is None


def accepted(listener: socket.socket) -> list[socket.socket]:
    """Return the connections that wait to be accepted. The listener does not block."""
    found = []
    with suppress(OSError):  # none is left, or it is closed
        while True:
            found.append(listener.accept()[0])
    return found


class Supervisor(Multiprocess):
    """Uvicorn's supervisor, which lets go of the listener it shares with its workers.

    Kept to the end it would take connections that no worker accepts any more.
    """

    def keep_subprocess_alive(self) -> None:
        """Replace workers that died, at once. Source: uvicorn.

        It asks each how it is and waits for the answer, through a pipe of which it holds both
        ends: one that was killed meanwhile would be waited for as if it were starting.
        """
        for process in self.processes:
            process.child_conn.close()  # the worker has its own; with it the pipe ends
        super().keep_subprocess_alive()

    def terminate_all(self) -> None:
        """End every worker, the last of which stops listening. Source: uvicorn."""
        super().terminate_all()
        for listener in self.sockets:
            listener.close()
