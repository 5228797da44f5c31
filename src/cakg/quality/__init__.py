"""What can be wrong with a graph: its files, what they say, and the texts that it was made from."""
