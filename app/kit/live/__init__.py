"""Tells open pages that something changed: a topic and a version, never the content."""
