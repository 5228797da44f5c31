"""How Sphinx builds the documentation: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

project = "cakg"
author = copyright = "The cakg authors"
html_title = "cakg"
extensions = ["myst_parser", "sphinx.ext.autodoc", "generate"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["attrs_inline", "deflist"]
myst_heading_anchors = 3

# Callers get objects from the methods of a graph, so no constructor is documented except that of Selection.
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "__init__, __new__"}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["cakg.css"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "default"
pygments_dark_style = "monokai"
html_theme_options: dict[str, object] = {"top_of_page_buttons": []}
