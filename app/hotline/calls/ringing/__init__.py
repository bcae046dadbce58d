"""Phones that we ring.

Placing them at the carrier, what is heard in the hand, picked up or not.
"""
