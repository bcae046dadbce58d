"""What the hotline does: one folder for each feature, in one order (`.importlinter`)."""
