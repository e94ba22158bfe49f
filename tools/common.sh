# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts beside it: what they have in common. Not to be run by itself.

set -euo pipefail
tool=tools/$(basename "$0")
started_in=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# One line about what is going on.
say() { printf '%s: %s\n' "$tool" "$*" >&2; }

# One line about why it cannot go on.
give_up() { say "$*"; exit 1; }

# Installs Debian packages, as far as this user may.
install_packages() {
    command -v apt-get >/dev/null || return 1
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    say "installing $* with apt-get"
    # A list that cannot be brought up to date may still do.
    "${as_root[@]}" apt-get update -qq >/dev/null 2>&1 || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

# Makes sure that there is all that a build needs.
prepare() {
    command -v swift >/dev/null || give_up "there is no swift on the PATH; install Swift 6.2 or newer from swift.org"
    [ "$(uname)" = Linux ] || return 0
    if ! has_sqlite; then
        install_packages libsqlite3-dev || true
        has_sqlite || give_up "the headers of SQLite are missing; install them: sudo apt-get install libsqlite3-dev"
    fi
}

has_sqlite() {
    [ -e /usr/include/sqlite3.h ] || { command -v pkg-config >/dev/null && pkg-config --exists sqlite3; }
}

# Makes sure that Python packages are there, in an environment of their own.
#
#   prepare_python PACKAGE…
prepare_python() {
    if ! command -v python3 >/dev/null; then
        say "there is no python3"
        return 1
    fi
    local python=.build-venv/bin/python3 modules
    modules=$(printf ', %s' "$@")
    has_packages() { [ -x "$python" ] && "$python" -c "import ${modules#, }" 2>/dev/null; }
    has_packages && return
    say "installing $* with pip, in .build-venv"
    if [ ! -x "$python" ] && ! python3 -m venv .build-venv >/dev/null 2>&1; then
        # Debian keeps a part of Python's own venv in a package apart.
        install_packages python3-venv && python3 -m venv .build-venv >/dev/null 2>&1 || true
    fi
    [ -x "$python" ] && "$python" -m pip install --quiet --disable-pip-version-check "$@" >&2 || true
    has_packages && return
    say "$* cannot be installed"
    return 1
}

# Makes sure that there is a browser that works without a window.
prepare_browser() {
    local name
    for name in chromium chromium-browser google-chrome chrome; do
        if command -v "$name" >/dev/null; then return 0; fi
    done
    install_packages chromium && command -v chromium >/dev/null && return
    say "chromium cannot be installed"
    return 1
}

# Runs a command with its output in a file, and says now and then how far it is.
#
#   with_progress LOG PATTERN WHAT COMMAND…
#
# PATTERN finds in a line of the output what to show of it.
with_progress() {
    local log=$1 pattern=$2 what=$3 began=$SECONDS next=$((SECONDS + 5)) code=0
    shift 3
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 &
    local job=$!
    trap 'kill "$job" 2>/dev/null || true' EXIT
    while kill -0 "$job" 2>/dev/null; do
        if [ "$SECONDS" -ge "$next" ]; then
            say "$what, $((SECONDS - began)) s so far $(grep -oE "$pattern" "$log" | tail -n 1 || true)"
            next=$((SECONDS + 25))
        fi
        sleep 0.2
    done
    wait "$job" || code=$?
    trap - EXIT
    return "$code"
}

# Builds, and shows what is wrong where that fails.
build() {
    local log=.build/$(basename "$0")-build.log
    [ -d .build/debug ] || say "the first build takes some minutes, as it builds what this package depends on"
    with_progress "$log" '^\[[0-9]+/[0-9]+\]' building swift build "$@" && return 0
    grep -E -A 6 '(error|fatal error):' "$log" | awk '!seen[$0]++' | head -n 60 >&2 || true
    tail -n 5 "$log" >&2
    give_up "the build fails; all of its output is in $log"
}
