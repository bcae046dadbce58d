"""Who talks with whom.

Hold, consult, transfer, listening, recording, and what follows when a party is gone.
"""
