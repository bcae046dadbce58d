"""Danger in somebody's own words: recognised apart from the search, by the weights of the pieces
of thousands of sentences.

Pure; whoever is told learns which words spoke. What follows is the shell's business.
"""
