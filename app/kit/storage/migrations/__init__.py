"""The database's history: one file for each step, applied in order by `hotline migrate`."""
