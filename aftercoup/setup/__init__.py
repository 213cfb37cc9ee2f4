"""What start.py uses of the package: what can go wrong at the first run, and the settings of JupyterLab.

Only the standard library is imported here, for nothing else may be installed yet.
"""
