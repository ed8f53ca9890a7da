#!/usr/bin/env bash
# The README's `demo` must print JSON Lines with transfers and end with a tree.
# SWITCHBOARD=FILE names the binary to test; otherwise it is built here.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ -n ${SWITCHBOARD:-} ]] || cargo build --locked --quiet -p switchboard --no-default-features
output=$("${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}" demo)
lines=$(grep -c '"DetailType"' <<<"$output")
tail -n 1 <<<"$output" | grep -q '"participants"'
grep -q '"DetailType":"AgentTransferredConversation"' <<<"$output"
echo "demo: $lines Common Events and a tree"
