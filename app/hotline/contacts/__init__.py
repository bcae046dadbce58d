"""Who reached us and how: callers and their contacts, one row for each attempt."""
