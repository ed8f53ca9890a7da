#!/usr/bin/env bash
# The three binaries end to end, between an SQS and an EventBridge that nobody here wrote. Needs Rust and crates.io, and
# what tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
cargo build --locked -p receive -p reconstruct -p emit
cargo test --locked -p tests --test wires --no-run
moto_start tests/wires/server.py
SWITCHBOARD_MOTO_URL=$url cargo test --locked -p tests --test wires -- --ignored --nocapture
