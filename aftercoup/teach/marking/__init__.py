"""Marking: a folder or an archive of sheets in; marks, feedback and a class report out.

`intake` finds the files and whose they are, `mark` reads and judges each, the other modules write one
result each. Nothing that a student wrote is ever executed, and no file is dropped without a word.
"""
