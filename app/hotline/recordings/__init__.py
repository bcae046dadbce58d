"""Recordings: fetched from the carrier, sealed with the caller's key, heard with a trace."""
