"""Who is connected to whom, and when: pure decisions, standard library only.

No clock, no chance, no input or output: `step(state, event, now)` changes the state it is
handed and returns the decisions. Glossary and diagrams: `routing/README.md`.
"""
