"""Marking: a folder or an archive of exercises in; points, feedback and a class report out.

Nothing that a student wrote is ever executed, and no file is dropped without a word. Which file does what:

- a run: `run`, from the first file to the last result; `mark_command` starts it and says what it did, `asked` is what it was
  asked for; `mark_a_class` and `marking_desk` are the notebooks with buttons
- in: `find_hand_ins` finds the files, `platforms/` tells whose each is (by patterns for Canvas, Moodle, Brightspace and so
  on) and holds each as a `hand_in`, `groups` knows who worked together, `attempts` says which counts
- what one is worth: `mark_file` reads the keys and judges it, `exercise_result` holds it; `essays` adds what people gave,
  `late_penalty` takes off, `decisions` has the last word, and lists what is to be decided; `teacher_tables` reads what a teacher typed, and the roster
- out: `gradebook`, `answers_table`, `changed_points`, `feedback`, `class_report` with `similar_texts`;
  into the platform: `fill_exports` (which, whose row, which column) and `platforms/exports` (the cells)
- `results_folder` puts all of it in place at once
"""
