"""The spoken words of the line: their texts, their recordings, what stands in for a gap."""
