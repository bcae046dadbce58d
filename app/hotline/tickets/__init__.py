"""Tickets (话务工单): exactly one for each contact, opened at its arrival."""
