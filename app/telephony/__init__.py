"""What the hotline asks of a telephone carrier; adapters below, in our own words above."""
