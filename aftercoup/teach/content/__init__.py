"""What teachers write: `course.toml`, answer keys, guesses, codebooks; how each is read, proofread and described in `docs/`."""
