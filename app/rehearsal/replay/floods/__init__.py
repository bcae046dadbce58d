"""Floods at the public doors, while an honest call is measured."""
