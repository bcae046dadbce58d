"""The protocol core of the stand-in carrier: deterministic, without any input or output of its own.

It knows Twilio's protocol and the `Switch` port; it never knows which switch is behind the port,
never reads a clock, never opens a connection.
"""
