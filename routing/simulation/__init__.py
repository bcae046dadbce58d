"""The simulator: days of callers and seats, served by the live engine and by others' rules."""
