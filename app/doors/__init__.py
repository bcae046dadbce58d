"""Where the outside comes in: the carrier's webhooks, chat, 12345.

Checked here, then said in our words.
"""
