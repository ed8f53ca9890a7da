#!/usr/bin/env bash
# Plants faults in a stack on independent implementations of the services, and asks `switchboard
# doctor` about each. SWITCHBOARD=FILE names the binary to use; otherwise it is built here. Needs what
# tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
[[ -n ${SWITCHBOARD:-} ]] || cargo build --workspace --locked --quiet --bins
folder=$(mktemp -d)
export DOCTOR_DENIED=$folder/denied
moto_start tests/doctor/server.py
"$venv/bin/python" tests/doctor/run.py "$url" "${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}"
rmdir "$folder"
