"""A TCP proxy that misbehaves on command: slow, silent, refusing, cutting. For Redis and carriers.

Runs in a thread of its own; a test sets its attributes while clients are connected through it.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Upstream = Path | tuple[str, int]
SILENCE_POLL_S = 0.02


class FaultProxy:
    """Stands at `port` of this machine before `upstream` (a Unix socket, or host and port).

    `latency_s` delays each piece each way; `silent` swallows nothing but passes nothing on until
    cleared; `refusing` drops new connections at once.
    """

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self.port = 0
        self.latency_s = 0.0
        self.silent = False
        self.refusing = False
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Break every open connection, as a pulled cable does; returns when it is done."""
        done = threading.Event()
        self._loop.call_soon_threadsafe(self._abort_all)
        self._loop.call_soon_threadsafe(done.set)
        assert done.wait(5)

    def serve(self, ready: threading.Event) -> None:
        """Run until `stop`; for the proxy's own thread."""
        server = self._loop.run_until_complete(asyncio.start_server(self._handle, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        self._abort_all()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def stop(self) -> None:
        """End the proxy's thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _abort_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        if self.refusing:
            writer.transport.abort()
            return
        try:
            up_reader, up_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        self._writers.add(up_writer)
        with contextlib.suppress(asyncio.CancelledError):  # the proxy ends; nobody waits for us
            await asyncio.gather(self._pump(reader, up_writer), self._pump(up_reader, writer))

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.upstream, Path):
            return await asyncio.open_unix_connection(self.upstream)
        return await asyncio.open_connection(*self.upstream)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                await asyncio.sleep(self.latency_s)
                while self.silent:
                    await asyncio.sleep(SILENCE_POLL_S)
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def faulty(upstream: Upstream) -> Iterator[FaultProxy]:
    """A running proxy before `upstream`."""
    proxy = FaultProxy(upstream)
    ready = threading.Event()
    thread = threading.Thread(target=proxy.serve, args=(ready,), name="fault-proxy")
    thread.start()
    assert ready.wait(5)
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join()
