"""Answers in two languages: normalise, tag, index, rank, explain, evaluate.

Pure but for loading files. It never imports from `app`, never reads the clock,
and is the only place that imports rapidfuzz.
"""
