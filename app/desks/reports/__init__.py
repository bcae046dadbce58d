"""What is told of the hotline after the fact: figures, exports, and the proof of the laws."""
