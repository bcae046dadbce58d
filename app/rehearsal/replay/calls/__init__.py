"""Complete calls through real processes, and what each of them costs."""
