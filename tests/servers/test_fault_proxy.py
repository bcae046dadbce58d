"""The faulty line between a client and Redis does what it is told."""

from __future__ import annotations

import socket

import pytest
import redis

from tests.servers.fault_proxy import faulty
from tests.servers.valkey import ValkeyServer


def test_each_fault_is_felt_and_heals(own_valkey: ValkeyServer) -> None:
    with faulty(own_valkey.socket) as proxy:
        client = redis.Redis(port=proxy.port, socket_timeout=0.2, retry=None)
        assert client.ping()
        client.close()
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as connection:
            connection.sendall(b"PING\r\n")
            assert connection.recv(100) == b"+PONG\r\n"
            proxy.cut()
            assert connection.recv(100) == b""
        proxy.silent = True
        with pytest.raises(redis.TimeoutError):
            client.ping()
        proxy.silent = False
        client.close()
        proxy.refusing = True
        with pytest.raises(redis.ConnectionError):
            client.ping()
        proxy.refusing = False
        assert client.ping()
        client.close()
