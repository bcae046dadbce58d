"""The hotline's shell over the pure core (`routing`, `knowledge`):
floors, each of which uses those below it (`.importlinter`).
"""
