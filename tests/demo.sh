#!/usr/bin/env bash
# The README's first command: what it prints is JSON Lines that tell of transfers and end with a tree.
set -euo pipefail
cd "$(dirname "$0")/.."

output=$(cargo run --release --locked --quiet -p switchboard -- demo)
lines=$(grep -c '"DetailType"' <<<"$output")
tail -n 1 <<<"$output" | grep -q '"participants"'
grep -q '"DetailType":"AgentTransferredConversation"' <<<"$output"
echo "demo: $lines Common Events and a tree"
