#!/usr/bin/env bash
# `switchboard export` against DuckDB: after any order, duplicates and crashes, every row of every
# table is what follows from the events, and the queries of infra/analytics give what can be counted
# from the events. Needs Rust, Python 3.10 or later with venv, and PyPI.
#
#   bash tests/export.sh [CONVERSATIONS [SEED]]
#
# SWITCHBOARD=FILE names the binary to test; otherwise it is built here.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/venv.sh

venv=target/duckdb-venv
python_venv "$venv" tests/export/requirements.txt

# Builds as the tests do: without the tests, or for a single package, cargo would rebuild the
# dependencies with other features.
[[ -n ${SWITCHBOARD:-} ]] || cargo test --workspace --locked --quiet --test command --no-run
switchboard=$(realpath "${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Variables that configure the functions.
unset RUST_LOG COMMON_EVENT_TYPES PUBLISHED_ATTRIBUTES PUBLISHED_ADDRESSES PUBLISH_REPLAYED OPEN_SHARDS SOURCE EVENT_RETENTION_DAYS
"$venv/bin/python" -Bu tests/export/main.py "$switchboard" "${1:-25}" "${2:-7}" "$folder"
