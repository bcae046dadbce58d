"""Roles and what each one sees first. A role is a code; its label is words for people."""

from __future__ import annotations

from enum import StrEnum

from app.kit.i18n import N_
from app.kit.web.readers import NavItem


class Role(StrEnum):
    """What an account is for."""

    AGENT = "agent"
    EXPERT = "expert"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMIN = "admin"


ANSWERING = (Role.AGENT, Role.EXPERT)

LABELS = {
    Role.AGENT: N_("Agent"),
    Role.EXPERT: N_("Expert"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.EDITOR: N_("Editor"),
    Role.ADMIN: N_("Administrator"),
}

CONSOLE = NavItem("/console", N_("Console"))
WALLBOARD = NavItem("/wallboard", N_("Wallboard"))
KNOWLEDGE = NavItem("/editor/answers", N_("Knowledge base"))
CALLBACKS = NavItem("/callbacks", N_("To call back"))
TALKS = NavItem("/talks", N_("Live talks"))
LINE = NavItem("/line", N_("The line"))
STUDIO = NavItem("/studio", N_("Prompt studio"))
PLANNING = NavItem("/planning", N_("Planning"))
ACCOUNT = NavItem("/account", N_("My account"))

MENUS = {
    Role.AGENT: (CONSOLE, CALLBACKS, WALLBOARD, ACCOUNT),
    Role.EXPERT: (CONSOLE, CALLBACKS, WALLBOARD, ACCOUNT),
    Role.SUPERVISOR: (WALLBOARD, TALKS, CALLBACKS, KNOWLEDGE, PLANNING, LINE, ACCOUNT),
    Role.EDITOR: (KNOWLEDGE, STUDIO, WALLBOARD, ACCOUNT),
    Role.ADMIN: (WALLBOARD, KNOWLEDGE, PLANNING, LINE, ACCOUNT),
}


def find_home(role: Role) -> str:
    """Return the page that a role starts on."""
    return MENUS[role][0].path


def may_reset_factor(by_id: int, by: Role, account_id: int, role: Role) -> bool:
    """Whether somebody may take another's second factor away: never one's own, so that whoever
    sits down at an open desk cannot; an administrator's only another administrator."""
    if by_id == account_id or by not in (Role.SUPERVISOR, Role.ADMIN):
        return False
    return by is Role.ADMIN or role is not Role.ADMIN
