"""The faulty line between a client and Redis does what it is told."""

from __future__ import annotations

import pytest
import redis

from tests.servers.fault_proxy import faulty
from tests.servers.valkey import ValkeyServer


def test_each_fault_is_felt_and_heals(own_valkey: ValkeyServer) -> None:
    with faulty(own_valkey.socket) as proxy:
        client = redis.Redis(port=proxy.port, socket_timeout=0.2, retry=None)
        assert client.ping()
        proxy.cut()
        with pytest.raises(redis.ConnectionError):
            client.ping()
        proxy.silent = True
        with pytest.raises(redis.TimeoutError):
            client.ping()
        proxy.silent = False
        proxy.refusing = True
        with pytest.raises(redis.ConnectionError):
            client.ping()
        proxy.refusing = False
        assert client.ping()
        client.close()
