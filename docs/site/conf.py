"""Sphinx's settings for the pages: `python start.py site` copies this folder and adds the texts."""

project = "After the Coup"
html_title = project
extensions = ["myst_parser"]
myst_heading_anchors = 4
myst_heading_slug_func = (
    "aftercoup.teach.editions.build.address"  # lessons link to headings as JupyterLab names them
)
suppress_warnings = [
    "myst.header",  # a lesson folds a part of itself, so that a level of headings may be left out
    "misc.highlighting_failure",  # a sheet's cell may be blank
]
templates_path = ["templates"]
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_js_files = ["pages.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False
html_last_updated_fmt = None  # the same project gives the same pages
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
