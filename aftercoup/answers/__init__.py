"""What a student types into an exercise, how it is read, and what is said about it.

`exercise` holds what is asked, `magic` is what the cells call. Nothing of a file is run: `file_cells` finds its cells,
`cell_text` their first lines and essays, `answer_lines` the fields of an answer, `mixed_cells` and `python_cells` what else
stands in a cell, and `notebook` puts together what answers each question. `kinds/` turns typed text into values and compares
them with a key, which its `seal` keeps as digests. `language/` is what kinds share: `words`, `names` of people and places, `phrases` around a name,
`options` of a choice, and the `reading` that comes of them.
"""
