#!/bin/sh
# Opens the course in the browser. Needs Python 3, which most Linux systems and Macs have.
cd -- "$(dirname -- "$0")" || exit 1
for python in python3 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
        exec "$python" site/serve.py "$@"
    fi
done
echo "There is no Python 3 here, which the notebooks need to start."
echo "The pages can be read without it: open index.html by a double click."
printf 'Press Enter to close. ' && read -r _
exit 1
