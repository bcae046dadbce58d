"""The hotline's shell over the pure core (`routing`, `knowledge`), on floors: each uses those below."""
