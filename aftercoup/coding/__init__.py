"""Coding a text: its parts (texts), the rules (codebook), the file of a coder (journal), and the desk."""
