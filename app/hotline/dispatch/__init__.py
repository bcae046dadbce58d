"""Who is connected to whom, live: the routing engine's decisions become rows and effects."""
