# Sourced by tests that need independent implementations of SQS and EventBridge: those of moto,
# which is installed below target/ the first time. Needs Python 3.10 or later with venv, and PyPI
# for missing packages.
source tests/venv.sh

moto_install() {
  venv=$PWD/target/moto-venv
  python_venv "$venv" tests/wires/requirements.txt moto
}

# Starts a server script based on moto, on loopback, until the caller ends. Sets $url to its URL.
moto_start() {
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  "$venv/bin/python" "$1" -H 127.0.0.1 -p 0 >"$log" 2>&1 &
  server=$!
  trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
  url=
  for _ in $(seq 300); do
    # The server accepts connections before it prints its URL.
    url=$(grep --only-matching --max-count=1 'http://127\.0\.0\.1:[0-9]*' "$log") && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  [[ -n $url ]] || { cat "$log" >&2; fail "moto's server did not start; it says above why"; }
}
