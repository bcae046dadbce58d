"""The simulator and the planner: what a line of these people and skills can reach."""
