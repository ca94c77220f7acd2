#!/bin/bash
# Restarts the chats of this machine one after the other: rolling-restart.sh 8001 8002 …
#
# The next one is touched only after the one before is ready again and the balancer has had time
# to see it. One that does not get ready ends the restart: the others go on serving.
set -eu -o pipefail

READY_SECONDS=${READY_SECONDS:-60}  # for a start
SEEN_SECONDS=${SEEN_SECONDS:-12}    # HAProxy: two checks, then its slow start of 10 s
[ $# -gt 0 ] || { echo "Usage: $0 PORT …" >&2; exit 2; }

ready() { curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$1/readyz"; }

for port; do
    echo "Restarting chat@$port"
    systemctl restart "chat@$port"
    deadline=$((SECONDS + READY_SECONDS))
    until ready "$port"; do
        [ $SECONDS -lt $deadline ] || { echo "chat@$port does not get ready" >&2; exit 1; }
        sleep 0.5
    done
    sleep "$SEEN_SECONDS"
done
