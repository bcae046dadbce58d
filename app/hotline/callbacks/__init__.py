"""The list of those whom somebody must call back: nobody who called is forgotten."""
