"""The kinds of page: one module each, with its resources and the paths of the static site."""
