"""The planner: what a log says of callers, and which seats at which hours serve them. No clock, no
files; chance comes as a seed."""
