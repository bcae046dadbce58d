"""The training hotline: made-up staff and callers, so that the pages are alive at once."""
