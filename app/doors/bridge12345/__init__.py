"""The bridge to the 12345 government hotline: matters announced to us, results sent back."""
