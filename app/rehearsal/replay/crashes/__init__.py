"""Processes killed, database, Redis and disk taken away, while people call and answer."""
