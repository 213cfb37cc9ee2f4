"""The notebooks of the site: lessons, sheets and Python as files that any web server can hand out."""
