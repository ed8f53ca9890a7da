#!/usr/bin/env bash
# The binaries end to end, between independent implementations of SQS, EventBridge and S3. Needs
# Rust and crates.io, and what tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
# Builds the whole workspace, so that cargo does not rebuild dependencies with other features.
# Together with their tests, cargo builds the binaries.
cargo test --workspace --locked --test wires --test configuration --no-run
moto_start tests/wires/server.py
SWITCHBOARD_MOTO_URL=$url cargo test --workspace --locked --test wires -- --ignored --nocapture
