"""Danger in somebody's own words: the rules, and what follows at once."""
