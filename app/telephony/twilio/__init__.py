"""The only code of ours that speaks to Twilio: client, documents (TwiML), signatures."""
