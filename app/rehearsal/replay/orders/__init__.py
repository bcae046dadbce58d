"""Journeys told in random orders: the end is one and the same, or the loss is repaired."""
