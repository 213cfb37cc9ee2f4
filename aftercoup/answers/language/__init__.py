"""How words are read, whatever is asked: numbers, names, options, ways to say "not said". No question is known here."""
