"""The priority groups: who is served sooner, by the head start that the rule gives each (B02).

A group is noted in the person's record, by an agent's mark; the rule knows it by its code.
Danger to life is no group: it is absolute and belongs to one contact.
"""

from __future__ import annotations

from enum import StrEnum

from app.hotline.contacts.models import Contact

GROUP_PREFIX = "group:"
TOPIC_PREFIX = "topic:"


class Group(StrEnum):
    """Minors, the elderly, the disabled, women in danger, migrant workers' wages, veterans."""

    MINOR = "minor"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    WOMAN_IN_DANGER = "woman_in_danger"
    MIGRANT_WAGES = "migrant_wages"
    VETERAN = "veteran"


def list_head_starts(contact: Contact) -> tuple[str, ...]:
    """The codes under which the rule may know this contact; one without a row counts nothing."""
    groups = tuple(f"{GROUP_PREFIX}{group}" for group in contact.caller.priority_groups or ())
    return (*groups, f"{TOPIC_PREFIX}{contact.topic}") if contact.topic else groups
