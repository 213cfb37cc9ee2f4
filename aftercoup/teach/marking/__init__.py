"""Marking: a folder or an archive of sheets in; marks, feedback and a class report out.

Nothing that a student wrote is ever executed, and no file is dropped without a word. Which file does what:

- `mark_command`: a run from the first file to the last result; `mark_a_class` and `marking_desk`: the notebooks with buttons
- in: `hand_ins` finds the files and whose they are, `groups` shares one among several, `mark_file` reads and judges it
- what one is worth: `exercise_result`; `essays` adds what people gave, `late_penalty` takes off, `decisions` has the last word
- tables that a teacher writes are read by `teacher_tables`
- out: `gradebook`, `list_to_decide`, `answers_table`, `changed_points`, `feedback`, `class_report` (with `similar_texts`),
  `grade_exports` for the platforms; `results_folder` puts them in place all at once
"""
