"""The answer to a question as a page: the form, the table with facets and an order, and how to get it elsewhere."""
