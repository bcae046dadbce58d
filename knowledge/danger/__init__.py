"""Danger in somebody's own words: recognised by rules that stand in tables, apart from the search.

Pure; whoever is told learns which words spoke. What follows is the shell's business.
"""
