"""How Sphinx makes HTML of this folder: run by docs/build.sh, in build/docs/source."""
import os
import re
import sys

top = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
sys.path.insert(0, os.path.join(top, "python"))

project = "n2v"
author = "the n2v authors"
with open(os.path.join(top, "include", "n2v.h"), encoding="utf-8") as header:
    release = version = re.search(r'N2V_VERSION "(.*)"', header.read()).group(1)

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
# The compiled part is not needed to read the docstrings.
autodoc_mock_imports = ["n2v._n2v"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"

html_theme = "alabaster"
html_theme_options = {"description": "node2vec vectors for the nodes of a graph", "page_width": "1000px"}
html_copy_source = False
html_last_updated_fmt = None
myst_heading_anchors = 3
nitpicky = False
