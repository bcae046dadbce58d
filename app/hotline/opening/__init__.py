"""When the line is open, by its hours, by exception, by hand, in an emergency (R4, B63, B64)."""
