#!/usr/bin/env bash
# Runs every fuzz target for a number of seconds (60, or the first argument), on stable Rust.
# Failing input is kept in target/fuzz/found, and useful input in target/fuzz/corpus for the next
# run.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
fuzz=$PWD/tests/fuzz
out=$PWD/target/fuzz
export PATH="$PWD/target/tools/bin:$PATH"
command -v cargo-fuzz >/dev/null ||
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --locked --quiet --root target/tools --target-dir target/tools/build cargo-fuzz@0.13.2

cargo fmt --manifest-path "$fuzz/Cargo.toml" --check
cargo clippy --manifest-path "$fuzz/Cargo.toml" --target-dir "$out" --locked --quiet -- -D warnings

options=(--fuzz-dir "$fuzz" --sanitizer none --target-dir "$out")
cargo fuzz build "${options[@]}"
mkdir -p "$out/found"
# A dictionary for the fuzzer: every name of a field or topic in Genesys' events.
grep -o '"[^"]*"' tests/fixtures/detail-events.json | sort -u >"$out/words"

for target in decode history; do
  mkdir -p "$out/corpus/$target"
  corpora=("$out/corpus/$target")
  [ ! -d "$fuzz/seeds/$target" ] || corpora+=("$fuzz/seeds/$target")
  log=$out/$target.log
  if ! cargo fuzz run "${options[@]}" "$target" "${corpora[@]}" -- \
    -max_total_time="$seconds" -timeout=10 -len_control=0 -dict="$out/words" -artifact_prefix="$out/found/$target-" \
    -print_final_stats=1 >"$log" 2>&1; then
    tail -n 60 "$log"
    echo "fuzz: $target found something: $out/found" >&2
    exit 1
  fi
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  coverage=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1)
  echo "fuzz: $target, $executions executions in $seconds s, $coverage"
done
