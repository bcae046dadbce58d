"""Telephone calls of a contact: the caller's and the agents' legs, rings, rooms, endings."""
