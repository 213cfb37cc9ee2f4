"""Coding a report: from its text to codings, from codings to agreement and to a case.

texts (what is coded), codebook (by which rules), coder_file (what one coder did, on the disk), work and desk (the
coding desk, without and with a screen), codings (files of several coders), reliability and compare (how far they agree,
as data and as cards), export (a case folder made from codings). Charts are in aftercoup/charts.
"""
