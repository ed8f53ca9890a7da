#!/usr/bin/env bash
# A backfill through the command, killed again and again. It must give the same result as an
# undisturbed one, in bounded memory, and show its progress. Needs Rust and Python 3.10 or later.
#
#   bash tests/backfill.sh [EVENTS [SEED]]
#
# The default takes some minutes. 200000 is the full size, and takes half an hour or more.
# SWITCHBOARD=FILE names the binary to test; otherwise it is built here.
set -euo pipefail
cd "$(dirname "$0")/.."

events=${1:-10000} seed=${2:-7}
[[ -n ${SWITCHBOARD:-} ]] || cargo build --release --locked --quiet -p switchboard
switchboard=${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/release/switchboard}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Variables that configure the functions, and those that hide a progress bar.
unset RUST_LOG COMMON_EVENT_TYPES PUBLISHED_ATTRIBUTES PUBLISHED_ADDRESSES PUBLISH_REPLAYED OPEN_SHARDS SOURCE EVENT_RETENTION_DAYS
export TERM=xterm
python3 -Bu tests/backfill/main.py "$switchboard" "$events" "$seed" "$folder"
