"""The carrier's door: signature, one translation table, repeats answered alike."""
