"""What a student types into an exercise, how it is read, and what is said about it.

`sheet` holds what is asked, `text` reads the lines of an answer cell, `notebook` finds the cells in a file without
running it, `magic` is what the cells call, `kinds` turns typed text into values and compares them with a key.
"""
