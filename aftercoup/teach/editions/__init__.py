"""What students receive, made from the masters and lessons: exercises, packs, exams, variants, an nbgrader course."""
