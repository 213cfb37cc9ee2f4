"""The browser edition: lessons, sheets and Python in one folder of files that any web server can hand out."""
