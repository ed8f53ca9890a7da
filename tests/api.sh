#!/usr/bin/env bash
# Checks that the interactions API keeps to its OpenAPI document for any request. schemathesis sends
# requests to `switchboard serve`, as administrator and as agent, with operations and without, about
# existing and other conversations. Needs Rust, Python 3.10 or later with venv, crates.io and PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/venv.sh

venv=target/schemathesis-venv
python_venv "$venv" tests/api/requirements.txt

schemathesis=$PWD/$venv/bin/schemathesis

# Builds as the tests do: without the tests, or for a single package, cargo would rebuild the
# dependencies with other features.
cargo test --workspace --locked --quiet --test command --no-run
switchboard=${CARGO_TARGET_DIR:-target}/debug/switchboard

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT

# Some conversations that have ended, and some that are open.
"$switchboard" simulate --conversations 25 --seed 3 --metrics >"$folder/events.jsonl"
lines=$(wc -l <"$folder/events.jsonl")
"$switchboard" run --data "$folder/table" <(head -n $((lines * 9 / 10)) "$folder/events.jsonl") >/dev/null 2>"$folder/run.log" ||
  fail "$(cat "$folder/run.log")"
conversation=$("$switchboard" list --data "$folder/table" --open | head -n 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["conversationId"])')
user=$("$switchboard" show --data "$folder/table" "$conversation" |
  python3 -c 'import json, sys; print(next(p["userId"] for p in json.load(sys.stdin)["participants"] if "userId" in p))')

# Without tokens, which API Gateway would check: `serve` is for one machine.
python3 - "$folder/openapi.json" <<'PYTHON'
import json, sys

document = json.load(open("infra/schemas/openapi.json"))
del document["security"]
json.dump(document, open(sys.argv[1], "w"))
PYTHON

# Waits for the first line of a file, and prints it.
first_line() {
  local _
  for _ in {1..300}; do
    [[ ! -s $1 ]] || { head -n 1 "$1"; return; }
    sleep 0.1
  done
  fail "nothing was written to $1; $(cat "${1%.out}.log")"
}

python3 -u tests/api/genesys.py >"$folder/genesys.out" 2>"$folder/genesys.log" &
genesys=$(first_line "$folder/genesys.out")

# Runs schemathesis against a server with these options. The ids in paths are those of existing
# data, or any.
ask() {
  local name=$1 ids=$2 server uri
  shift 2
  "$@" serve --data "$folder/table" --listen 127.0.0.1:0 --user "$user" "${role[@]}" >"$folder/$name.out" 2>"$folder/$name.log" &
  server=$!
  uri=$(first_line "$folder/$name.out" | python3 -c 'import json, sys; print(json.load(sys.stdin)["uri"].removesuffix("/interactions"))')
  cp tests/api/schemathesis.toml "$folder/$name.toml"
  if [[ $ids == there ]]; then
    printf '[[operations]]\ninclude-path-regex = "interactions/[{]id[}]"\nparameters = { "path.id" = "%s" }\n' "$conversation"
    printf '[[operations]]\ninclude-path = "/users/{id}/interactions"\nparameters = { "path.id" = "%s" }\n' "$user"
  fi >>"$folder/$name.toml"
  # In the folder, because schemathesis writes files to the working directory.
  (cd "$folder" && "$schemathesis" --config-file "$name.toml" --no-color run openapi.json --url "$uri" --seed 1) \
    >"$folder/$name.report" 2>&1 || { cat "$folder/$name.report" "$folder/$name.log" >&2; fail "$name: see above"; }
  kill "$server"
  wait "$server" 2>/dev/null || true
  printf 'api: %-12s %s\n' "$name" "$(grep --extended-regexp 'generated|passed' "$folder/$name.report" | tail -n 1)"
}

operations=(env "GENESYS_CLIENT_ID=id" "GENESYS_CLIENT_SECRET=secret" "GENESYS_API_URL=$genesys" "GENESYS_LOGIN_URL=$genesys" "$switchboard")
role=(--as admin)
ask administrator there "${operations[@]}"
ask strangers any "${operations[@]}"
role=(--as agent)
ask agent there "${operations[@]}"
ask without any "$switchboard"
