"""Plays real call logs through the whole live path with robot agents."""
