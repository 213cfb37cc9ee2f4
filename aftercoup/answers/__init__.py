"""What a student types into a sheet, how it is read, and what is said about it.

`sheet` holds what is asked, `readers` turns typed text into values, `judge` compares them with a key,
`source` and `notebook` find the answers in a cell or a file without running it, `live` is what a sheet calls.
"""
