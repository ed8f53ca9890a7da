#!/usr/bin/env bash
# Runs every block of the runbook as it is written, with the AWS command line against independent
# implementations of the services. SWITCHBOARD=FILE names the binary to use; otherwise it is built
# here. Needs jq, and what tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

command -v jq >/dev/null || fail "there is no jq: install it (on Debian: apt-get install jq)"
moto_install
[[ -n ${SWITCHBOARD:-} ]] || cargo build --locked --quiet -p switchboard
# The runbook replays a month; hardly a minute of it has an event.
export REPLAY_MINUTE_SECONDS=0
moto_start tests/runbook/server.py
"$venv/bin/python" tests/runbook/run.py "$url" "${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}"
