"""Starts the hotline's processes on one machine, keeps them alive, and takes all with it."""
