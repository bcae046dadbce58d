"""The agent's queue console: state, offers, the present contact, notes, chat."""
