"""The block list: numbers that misuse the line, for a reason, by a named person, for a time."""
