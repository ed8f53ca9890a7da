# Sourced by tests that need independent implementations of SQS and EventBridge: those of moto,
# which is installed below target/ the first time. Needs Python 3.10 or later with venv, and PyPI
# for missing packages.

fail() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; exit 1; }

moto_install() {
  venv=$PWD/target/moto-venv
  local wanted=tests/wires/requirements.txt lock
  # Of two tests that begin at the same time, one waits for the other.
  mkdir -p target
  exec {lock}>target/moto.lock
  ! command -v flock >/dev/null || flock "$lock"
  if ! cmp --silent "$wanted" "$venv/installed.txt" || ! "$venv/bin/python" -c 'import moto'; then
    command -v python3 >/dev/null || fail "there is no python3: install Python 3.10 or later"
    python3 -m venv --clear "$venv" || fail "python3 has no venv: install it (on Debian: apt-get install python3-venv)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wanted" ||
      fail "pip could not install what $wanted names; it says above why"
    cp "$wanted" "$venv/installed.txt"
  fi
  exec {lock}>&-
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
