#!/usr/bin/env bash
# `switchboard replay` as a process, against independent implementations of EventBridge and SQS.
# Needs Rust and crates.io, and what tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
# Builds the whole workspace, so that cargo does not rebuild dependencies with other features.
cargo test --workspace --locked --test replay --no-run
moto_start tests/replay/server.py
SWITCHBOARD_MOTO_URL=$url cargo test --workspace --locked --test replay -- --ignored --nocapture
