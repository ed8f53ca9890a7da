#!/usr/bin/env bash
# `switchboard replay` as a process, against an EventBridge and an SQS that nobody here wrote. Needs Rust and crates.io, and
# what tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
# Of the whole workspace, so that what its tests compiled is not compiled again with other features.
cargo test --workspace --locked --test replay --no-run
moto_start tests/replay/server.py
SWITCHBOARD_MOTO_URL=$url cargo test --workspace --locked --test replay -- --ignored --nocapture
