"""Fixtures that every folder of tests shares."""

pytest_plugins = ["tests.servers.fixtures"]
