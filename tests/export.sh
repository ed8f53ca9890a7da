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

fail() { printf 'export: %s\n' "$*" >&2; exit 1; }

venv=target/duckdb-venv
if ! cmp --silent tests/export/requirements.txt "$venv/installed.txt"; then
  command -v python3 >/dev/null || fail "there is no python3: install Python 3.10 or later"
  python3 -m venv --clear "$venv" || fail "python3 has no venv: install it (on Debian: apt-get install python3-venv)"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement tests/export/requirements.txt ||
    fail "pip could not install what tests/export/requirements.txt names; it says above why"
  cp tests/export/requirements.txt "$venv/installed.txt"
fi

# Builds as the tests do: without the tests, or for a single package, cargo would rebuild the
# dependencies with other features.
[[ -n ${SWITCHBOARD:-} ]] || cargo test --workspace --locked --quiet --test command --no-run
switchboard=$(realpath "${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Variables that configure the functions.
unset RUST_LOG COMMON_EVENT_TYPES PUBLISHED_ATTRIBUTES PUBLISHED_ADDRESSES PUBLISH_REPLAYED OPEN_SHARDS SOURCE EVENT_RETENTION_DAYS
"$venv/bin/python" -Bu tests/export/main.py "$switchboard" "${1:-25}" "${2:-7}" "$folder"
