#!/usr/bin/env bash
# Runs every block of the runbook as it is written, with the AWS command line against independent
# implementations of the services. SWITCHBOARD=FILE names the binary to use; otherwise it is built
# here. Needs what tests/moto.sh needs, and jq or apt-get.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

if ! command -v jq >/dev/null; then
  command -v apt-get >/dev/null || fail "there is no jq: install it"
  sudo=()
  [[ $(id -u) == 0 ]] || sudo=(sudo)
  "${sudo[@]}" apt-get update --quiet --quiet || true
  "${sudo[@]}" apt-get -o DPkg::Lock::Timeout=300 install --yes --quiet --quiet --no-install-recommends jq ||
    fail "apt-get could not install jq; it says above why"
fi
moto_install
[[ -n ${SWITCHBOARD:-} ]] || cargo build --locked --quiet -p switchboard
# The runbook replays a month; hardly a minute of it has an event.
export REPLAY_MINUTE_SECONDS=0
moto_start tests/runbook/server.py
"$venv/bin/python" tests/runbook/run.py "$url" "${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}"
