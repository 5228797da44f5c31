"""Other people's data in our own model: the dataset is the source, the row the passage."""
