"""The stand-in carrier: Twilio's protocol from the other side, over a `Switch` port (README.md)."""
