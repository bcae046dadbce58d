"""The duty rota of on-call experts: who may be rung when, on their own phone."""
