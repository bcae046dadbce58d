"""Danger in somebody's words: alarms, what follows at once, and taking a false one back."""
