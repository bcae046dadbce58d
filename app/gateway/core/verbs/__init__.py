"""How each verb is carried out: generators over one leg's signals (see `core/session.py`)."""
