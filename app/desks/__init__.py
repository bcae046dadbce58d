"""Pages for people at work that show several features: console, line, reports, planning."""
