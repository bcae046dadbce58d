"""The people who answer: languages, seats, reach and present state."""
