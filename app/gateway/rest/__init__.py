"""Twilio's REST resources over the core's records."""
