#!/usr/bin/env bash
# The pages in a real browser: headless Chromium, on files of this machine. Needs Rust, crates.io
# and Chromium, which is installed if it is missing on Debian and derivatives. Leaves screenshots
# under target/timeline.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; exit 1; }

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 1
}

chromium=${CHROMIUM:-$(find_chromium || true)}
if [[ -z $chromium ]]; then
  command -v apt-get >/dev/null || fail "there is no Chromium: install it, or name it in the variable CHROMIUM"
  sudo=()
  [[ $(id -u) == 0 ]] || sudo=(sudo)
  "${sudo[@]}" apt-get update --quiet --quiet || true
  "${sudo[@]}" apt-get -o DPkg::Lock::Timeout=300 install --yes --quiet --quiet --no-install-recommends chromium fonts-dejavu-core ||
    fail "apt-get could not install chromium; it says above why. Install it, or name it in the variable CHROMIUM"
  chromium=$(find_chromium) || fail "apt-get installed chromium, and there is still no such program"
fi
# Builds as the tests do: without the tests, cargo would rebuild the dependencies with other features.
cargo test --workspace --locked --quiet --test command --no-run
target=$(cargo metadata --format-version 1 --no-deps --offline | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
export CHROMIUM=$chromium SWITCHBOARD=$target/debug/switchboard
cargo test --workspace --locked --test browser -- --ignored --nocapture
