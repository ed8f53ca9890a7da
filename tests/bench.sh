#!/usr/bin/env bash
# Measures speed and cost on this machine: bash tests/bench.sh [domain|cost|start|pipeline|peer ...]
# prints a table for each section and writes the figures to target/benches.json; --help lists the
# options. Uses the functions that infra/build.sh built, if there are any. Needs Rust and crates.io.
# `peer` also needs Python 3.10 or later with venv, and PyPI for missing packages.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'bench: %s\n' "$*" >&2; exit 1; }

target=${CARGO_TARGET_DIR:-target}
venv=$target/bench-venv
wanted=tests/benches/peer/requirements.txt
sections=0 peer=0
for argument in "$@"; do
  case $argument in
    peer) peer=1 sections=1 ;;
    domain | cost | start | pipeline) sections=1 ;;
  esac
done
if ((peer || !sections)) && { ! cmp --silent "$wanted" "$venv/installed.txt" || ! "$venv/bin/python" -c 'import boto3'; }; then
  command -v python3 >/dev/null || fail "there is no python3: install Python 3.10 or later"
  python3 -m venv --clear "$venv" || fail "python3 has no venv: install it (on Debian: apt-get install python3-venv)"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wanted" ||
    fail "pip could not install what $wanted names; it says above why"
  cp "$wanted" "$venv/installed.txt"
fi

# Builds the whole workspace, so that cargo does not rebuild dependencies with other features.
cargo build --release --workspace --locked --bins --bench benches --example allocations
cargo bench --quiet --workspace --locked --bench benches -- "$@"
