"""How files are written: text from templates, archives."""
