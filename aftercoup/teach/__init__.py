"""Tools for those who teach: keys, sheets, packing, marking, the site.

`content/` is what teachers write, `editions/` what students receive, `marking/` what comes back; `pages/` and `browser/` make the
site (`kit/` starts one that was taken home), `writing/` is how any file is written. `commands` is what the command line offers.

Nothing in this folder is ever given to students; everything beside it may be.
"""
