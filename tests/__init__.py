"""The tests; one folder for each area, with shared fixtures in `conftest` and `servers`."""
