"""What a student types into an exercise, how it is read, and what is said about it.

`exercise` holds what is asked, `magic` is what the cells call. `notebook` finds the cells in a file without running
it, `cell_text` reads the lines of one cell, `kinds/` turns typed text into values and compares them with a key, which its
`seal` keeps as digests. `language/` is what kinds share: `words`, `names` of people and places, `phrases` around a name,
`options` of a choice, and the `reading` that comes of them.
"""
