"""The hotline's shell: one folder per feature over the pure core (`routing`, `knowledge`)."""
