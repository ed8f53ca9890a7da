#!/usr/bin/env bash
# Goes from nothing to the first Common Event of a subscriber with the commands of
# infra/docs/FIRST-EVENT.md, as they are written, and prints the seconds of each. A release made of the
# binaries beside SWITCHBOARD=FILE is deployed to independent implementations of the services, which
# run its functions; without SWITCHBOARD they are built here. Needs what tests/moto.sh needs, with
# Python 3.11 or later, and curl, strip and tar.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
# With their tests, cargo builds the binaries.
[[ -n ${SWITCHBOARD:-} ]] || cargo test --workspace --locked --quiet --test configuration --no-run
folder=$(mktemp -d)
export DOCTOR_DENIED=$folder/denied
moto_start tests/stopwatch/server.py
"$venv/bin/python" tests/stopwatch/run.py "$url" "${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}"
rmdir "$folder"
