#!/bin/bash
# Makes .venv hold what one lock names: environment.sh PYTHON LOCK.
# Does nothing, in a few milliseconds, when it already holds it.
set -u -o pipefail
python=$1 lock=$2

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

as_root_install() {
    export DEBIAN_FRONTEND=noninteractive
    echo "Installing $*"
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null </dev/null
}

# Debian parts venv from Python; nothing else of the system is needed to run.
need_python() {
    local advice="apt-get install python3 python3-venv"
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        as_root_install python3 python3-venv || fail "This did not work: $advice"
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return
        fail "$python cannot make a virtual environment. Name one that can: make PYTHON=/usr/bin/python3"
    fi
    fail "Python's venv module is missing. Run this once, then try again:" "    sudo $advice"
}

# What .venv holds is noted inside it, as the content of a lock and the interpreter's version. The
# development lock contains the other, so `make run` after `make test` has nothing to do.
wanted_stamp() {
    echo "$(sha256sum <"$1") $(.venv/bin/python -VV 2>/dev/null)"
}

holds() {
    [ -x .venv/bin/python ] && [ "$(cat ".venv/$1.stamp" 2>/dev/null)" = "$(wanted_stamp "$1")" ]
}

make_environment() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 && return
    need_python
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or newer is needed; $("$python" -V) was found. Name another: make PYTHON=python3.12"
    "$python" -m venv --clear .venv || fail "$python could not make .venv"
}

install() {
    rm -f .venv/*.stamp
    echo "Installing the locked requirements of $lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --requirement "$lock" </dev/null || fail "The requirements of $lock could not be installed."
    wanted_stamp "$lock" >".venv/$lock.stamp"
}

if holds "$lock" || { [ "$lock" = requirements.txt ] && holds requirements-dev.txt; }; then
    exit 0
fi
make_environment
install
