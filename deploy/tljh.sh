#!/usr/bin/env bash
# Puts the course on a machine with The Littlest JupyterHub: packages for all, limits, idle servers stopped.
# Run it there as root, with the unpacked edition for students:
#     sudo bash tljh.sh after-the-coup-class
# Run it again after an update of the course; it changes nothing in the students' homes.
set -euo pipefail

course=${1:?give the folder of the unpacked edition for students}
prefix=${TLJH_INSTALL_PREFIX:-/opt/tljh}
python=$prefix/user/bin/python
config=$prefix/hub/bin/tljh-config
memory=${MEMORY_LIMIT:-1G}     # for each student: server and kernels. deploy/README.md says what is used
cores=${CPU_LIMIT:-2}          # for each student; so that one endless loop does not stop the class
idle=${IDLE_SECONDS:-1800}     # a server that nobody used for so long is stopped; its files stay

if [ -d "$course/solutions" ]; then
    echo "tljh.sh: $course holds solutions/. Give the edition for students: python start.py pack --edition class" >&2
    exit 1
fi
for needed in "$course/requirements.lock" "$course/pyproject.toml" "$python" "$config"; do
    [ -e "$needed" ] || { echo "tljh.sh: $needed is not there." >&2; exit 1; }
done
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "tljh.sh: the lessons need Python 3.11 or newer in $prefix/user: install a newer TLJH." >&2
    exit 1
}

# The exact packages of the lessons (the lock's parts before the tests), then the course itself. All belong to root, so that
# students share and read them and cannot change them.
lessons=$(mktemp)
trap 'rm -f "$lessons"' EXIT
sed '/^# part: tests/,$d' "$course/requirements.lock" > "$lessons"
umask 022
"$python" -m pip install --quiet --no-input --no-deps --require-hashes --only-binary :all: -r "$lessons"
"$python" -m pip install --quiet --no-input "nbgitpuller>=1.2,<2"
"$python" -m pip install --quiet --no-input --no-deps --force-reinstall "$course"
(cd / && "$python" -c 'import aftercoup; from aftercoup.answers.exercise import exercises
print("aftercoup", aftercoup.__version__, "with", len(exercises()), "exercises, edition", next(iter(exercises().values())).edition)')

"$config" set limits.memory "$memory"
"$config" set limits.cpu "$cores"
"$config" set services.cull.enabled true
"$config" set services.cull.timeout "$idle"
"$config" set services.cull.every 60
"$config" set user_environment.default_app jupyterlab
"$config" reload
