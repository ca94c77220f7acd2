#!/bin/bash
# Runs every part of the tests, says of each how it went, and fails if one did.
set -u -o pipefail
bin=.venv/bin
names=() outcomes=() failed=0

part() {
    local name=$1 began=$SECONDS
    shift
    printf '\n=== %s\n' "$name"
    "$@" </dev/null
    local code=$?
    names+=("$name")
    if [ $code = 0 ]; then
        outcomes+=("passed in $((SECONDS - began)) s")
    else
        outcomes+=("FAILED with exit code $code after $((SECONDS - began)) s")
        failed=1
    fi
}

# Browsers take every script for a module and have `crypto`; older versions of Node when told.
like_a_browser() {
    NODE_OPTIONS="${NODE_OPTIONS:-} $(node -p '
        const wanted = ["--experimental-default-type=module", "--no-warnings",
            "--experimental-global-webcrypto"];
        const known = process.allowedNodeEnvironmentFlags;
        wanted.filter((option) => known.has(option.split("=")[0])).join(" ")')"
    export NODE_OPTIONS
}

# The files are named one by one: what `node --test FOLDER` means differs between versions.
# In a shell of its own: what Node is told here would reach the Node that drives the browsers.
script_tests() (
    local files
    mapfile -t files < <(find tests/js -name '*.test.js' | sort)
    [ ${#files[@]} -gt 0 ] || { echo "tests/js holds no *.test.js"; exit 1; }
    like_a_browser
    node --test "${files[@]}"
)

part "Python tests" "$bin/python" -m pytest -p no:playwright -n 2 --dist loadfile --quiet \
    --ignore tests/journeys
# Over real servers; each shape of an installation is started once.
part "journeys" "$bin/python" -m pytest tests/journeys -p no:playwright -n 2 --dist loadgroup --quiet
# Once more what writes, waits and tells, on the databases and the layer of larger installations.
part "PostgreSQL, Redis" "$bin/python" -m tests.against_services \
    "$bin/python" -m pytest -p no:playwright -n 2 --dist loadfile --quiet \
    tests/actions tests/pipeline tests/realtime tests/queries
part "faults, short" "$bin/python" -m pytest tests/faults -p no:playwright -p no:xdist --quiet
part "script tests" script_tests
part "browser tests" "$bin/python" -m pytest tests/browser -p no:asyncio -p no:xdist --quiet

printf '\n'
for index in "${!names[@]}"; do
    printf '%-18s %s\n' "${names[$index]}" "${outcomes[$index]}"
done
exit $failed
