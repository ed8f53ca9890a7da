#!/usr/bin/env bash
# `switchboard replay` as a process, against an EventBridge and an SQS that nobody here wrote. Needs Rust and crates.io, and
# what tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
cargo test --locked -p switchboard --test replay --no-run
moto_start tests/replay/server.py
SWITCHBOARD_MOTO_URL=$url cargo test --locked -p switchboard --test replay -- --ignored --nocapture
