"""Answers: the articles of the knowledge base, their review, and the help they give."""
