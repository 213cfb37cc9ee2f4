#!/bin/sh
# Hands out the folder site to the browser on this computer alone, and opens it. Needs Python 3, which most Linux systems
# and Macs have. The browser keeps a student's work under the address, port included; so the port is always the same.
cd -- "$(dirname -- "$0")" || exit 1
port=${1:-48127}
address=http://localhost:$port/
for python in python3 python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 || continue
    if "$python" -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" >/dev/null 2>&1; then
        echo "The course is running already, and opens at $address"
        echo "If something else opens, another program uses its port: restart the computer, then try again."
        "$python" -m webbrowser "$address" >/dev/null
        exit 1
    fi
    echo "The course opens at $address"
    echo "Keep this window open while you work. To end: close it."
    (sleep 1 && "$python" -m webbrowser "$address") >/dev/null 2>&1 &
    exec "$python" -m http.server "$port" --bind 127.0.0.1 --directory site >/dev/null 2>&1
done
echo "There is no Python 3 here, which the notebooks need to start."
echo "The pages can be read without it: open index.html by a double click."
printf 'Press Enter to close. ' && read -r _
exit 1
