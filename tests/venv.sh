# Sourced by tests that need Python packages. Needs Python 3.10 or later with venv, and PyPI for
# missing packages.

fail() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; exit 1; }

# Installs what a requirements file names into a virtual environment, unless it is there:
#   python_venv FOLDER REQUIREMENTS [MODULE]
# With MODULE it is there only if that module can be imported. Of two tests that install the same at
# the same time, one waits for the other.
python_venv() {
  local venv=$1 wanted=$2 module=${3:-sys} lock
  mkdir -p "$(dirname "$venv")"
  exec {lock}>"$venv.lock"
  ! command -v flock >/dev/null || flock "$lock"
  if ! cmp --silent "$wanted" "$venv/installed.txt" || ! "$venv/bin/python" -c "import $module"; then
    command -v python3 >/dev/null || fail "there is no python3: install Python 3.10 or later"
    python3 -m venv --clear "$venv" || fail "python3 has no venv: install it (on Debian: apt-get install python3-venv)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wanted" ||
      fail "pip could not install what $wanted names; it says above why"
    cp "$wanted" "$venv/installed.txt"
  fi
  exec {lock}>&-
}
