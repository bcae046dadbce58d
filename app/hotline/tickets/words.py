"""What a ticket is about and how urgent it is, in words."""

from __future__ import annotations

from app.kit.i18n import N_

TOPICS = {
    "01": N_("Marriage and family"),
    "02": N_("Inheritance"),
    "03": N_("Work and wages"),
    "04": N_("Loans and debts"),
    "05": N_("Contracts"),
    "06": N_("Traffic accidents"),
    "07": N_("Personal injury"),
    "08": N_("Property and homesteads"),
    "09": N_("Pasture, caterpillar fungus, land"),
    "10": N_("Consumers"),
    "11": N_("Criminal law"),
    "12": N_("Administration and reconsideration"),
    "13": N_("Litigation and arbitration procedure"),
    "14": N_("Applying for legal aid"),
    "15": N_("Notary matters"),
    "16": N_("Forensic appraisal"),
    "17": N_("People's mediation"),
    "18": N_("Arbitration"),
    "19": N_("Learning about the law"),
    "20": N_("Complaints about legal services"),
    "21": N_("Community correction"),
    "22": N_("Veterans"),
    "23": N_("Monastery affairs"),
    "90": N_("Not legal (to 12345)"),
    "99": N_("Something else"),
}

APPEAL_TYPES = {
    "consultation": N_("Consultation"),
    "help": N_("Request for help"),
    "suggestion": N_("Suggestion"),
    "complaint": N_("Complaint"),
    "report": N_("Report of wrongdoing"),
    "praise": N_("Praise"),
}

URGENCIES = {
    "normal": N_("Not urgent"),
    "urgent": N_("Urgent"),
    "emergency": N_("Emergency"),
}

WORDS = {
    "topic": TOPICS,
    "appeal_type": APPEAL_TYPES,
    "urgency": URGENCIES,
}
"""By kind; see `app.kit.web.words`."""
