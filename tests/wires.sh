#!/usr/bin/env bash
# The binaries end to end, between an SQS, an EventBridge and an S3 that nobody here wrote. Needs Rust and crates.io, and
# what tests/moto.sh needs.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/moto.sh

moto_install
# Of the whole workspace, so that what its tests compiled is not compiled again with other features. With the tests of the
# binaries, cargo builds these.
cargo test --workspace --locked --test wires --test binary --no-run
moto_start tests/wires/server.py
SWITCHBOARD_MOTO_URL=$url cargo test --workspace --locked --test wires -- --ignored --nocapture
