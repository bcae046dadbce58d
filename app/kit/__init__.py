"""What every floor stands on and that knows nothing of a hotline.

Rows, jobs, live, languages, pages.
"""
