"""Tools for those who teach: keys, sheets, packing, marking, the site.

Nothing in this folder is ever given to students; everything beside it may be.
"""
