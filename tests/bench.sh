#!/usr/bin/env bash
# Measures speed and cost on this machine: bash tests/bench.sh [domain|cost|start|pipeline|peer ...]
# prints a table for each section and writes the figures to target/benches.json; --help lists the
# options. Uses the functions that infra/build.sh built, if there are any. Needs Rust and crates.io.
# `peer` also needs Python 3.10 or later with venv, and PyPI for missing packages.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/venv.sh

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
((!peer && sections)) || python_venv "$venv" "$wanted" boto3

# Builds the whole workspace, so that cargo does not rebuild dependencies with other features.
cargo build --release --workspace --locked --bins --bench benches --example allocations
cargo bench --quiet --workspace --locked --bench benches -- "$@"
