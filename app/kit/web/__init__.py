"""What every page shares: layout, macros, languages of readers, errors, guards.

Knows no feature: who is signed in arrives as a `Viewer`.
"""
