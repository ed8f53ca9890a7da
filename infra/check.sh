#!/usr/bin/env bash
# Checks everything about the deployment that can be checked without an AWS account: the permitted
# dependencies, the templates, the deployable build, the CDK construct, and the typed packages for
# subscribers, and a release as far as that goes offline. Builds for arm64, the default architecture; with --both also for x86_64.
# Needs Rust with rustup, and Python 3.10 or later with venv. Where Node is missing or older than 22,
# the script installs Node 22 with npm from PyPI. Downloads from crates.io, PyPI and npm what is
# missing in target/ and infra/cdk/node_modules. The RustSec advisories also need GitHub; if it cannot
# be reached, the script says so and continues.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'check: %s\n' "$*" >&2; exit 1; }

# No tool sends telemetry or looks for an AWS account.
export SAM_CLI_TELEMETRY=0 CDK_DISABLE_CLI_TELEMETRY=true AWS_EC2_METADATA_DISABLED=true AWS_DEFAULT_REGION=eu-central-1
export npm_config_update_notifier=false
# Both ways of building name the same commit.
source infra/commit.sh

# Runs a step. If it fails, prints its whole output, otherwise only the lines that begin with
# `build:` or `check:`.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
step() {
  local name=$1 start=$SECONDS status=0
  shift
  # Not `"$@" || ...`: bash ignores `set -e` in a function that is called that way.
  set +e
  (set -e; "$@") >"$log" 2>&1
  status=$?
  set -e
  [[ $status -eq 0 ]] || { cat "$log" >&2; fail "$name"; }
  grep --extended-regexp '^(build|check): ' "$log" || true
  printf 'check: %4d s  %s\n' $((SECONDS - start)) "$name"
}

# Creates a venv in target/infra-venv with the given pinned packages.
venv() {
  local directory=target/infra-venv/$1 wanted=("${@:2}")
  [[ "${wanted[*]}" != "$(cat "$directory/installed.txt" 2>/dev/null)" ]] || return 0
  command -v python3 >/dev/null || { echo "there is no python3: install Python 3.10 or later"; return 1; }
  python3 -m venv --clear "$directory" || { echo "python3 has no venv: install it (on Debian: apt-get install python3-venv)"; return 1; }
  "$directory/bin/python" -m pip install --quiet --disable-pip-version-check "${wanted[@]}" || return 1
  echo "${wanted[*]}" >"$directory/installed.txt"
}

# Without optimization: it runs for only a second, and compiles in a third of the time.
install_cargo_deny() {
  local version=0.20.2
  [[ "$(target/tools/bin/cargo-deny --version 2>/dev/null)" != "cargo-deny $version" ]] || return 0
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --locked --quiet --root target/tools --target-dir target/tools/build "cargo-deny@$version"
}

advisories() {
  if ! target/tools/bin/cargo-deny --locked fetch db; then
    echo "check: NOT CHECKED: the advisories of RustSec, whose database cannot be had from here"
    return 0
  fi
  target/tools/bin/cargo-deny --locked check --hide-inclusion-graph advisories
}

# checkov reports nothing about a file that it cannot read. So this also checks that it read
# everything, and that every suppression gives a reason.
policies() {
  local report=target/infra-venv/checkov.json
  target/infra-venv/checkov/bin/checkov --skip-download --framework cloudformation --output json --soft-fail --file "$@" >"$report"
  python3 - "$report" <<'PYTHON'
import json, sys

report = json.load(open(sys.argv[1]))
results, summary = report["results"], report["summary"]
for found in results["failed_checks"]:
    print(f"{found['check_id']} {found['resource']}: {found['check_name']}")
silent = [one for one in results["skipped_checks"] if not one["check_result"].get("suppress_comment", "").strip()]
for one in silent:
    print(f"{one['check_id']} {one['resource']}: skipped for no reason")
unread = results["parsing_errors"]
for path in unread:
    print(f"{path} cannot be read")
print(f"check: {summary['passed']} policies hold, {summary['skipped']} do not apply, each for a reason")
sys.exit(bool(results["failed_checks"] or silent or unread or not summary["passed"]))
PYTHON
}

# Uses the compiler of infra/build.sh: with a different one cargo would compile everything again.
sam_build() {
  local root=$PWD
  cd infra
  PATH="$root/target/infra-venv/build/bin:$PATH" "$root/target/infra-venv/sam/bin/sam" build
}

# The binaries of `sam build` are byte for byte those of infra/build.sh, so the checks of
# architecture, glibc and size in infra/build.sh cover them too.
same_builds() {
  local function
  for function in receive reconstruct emit import sweep interactions notify; do
    cmp "infra/.aws-sam/build/${function^}Function/bootstrap" "target/lambda/arm64/$function/bootstrap"
  done
  [[ $(find infra/.aws-sam/build -name bootstrap | wc -l) -eq 7 ]] || { echo "sam build made other functions, too"; return 1; }
  [[ -s infra/.aws-sam/build/Schemas/template.yaml ]] || { echo "sam build left out the schemas"; return 1; }
}

# npm records the download host in the lock file unless told not to.
lock_names_no_host() {
  ! grep --line-number '"resolved"' infra/cdk/package-lock.json
}

install_packages() {
  cmp --silent infra/cdk/package-lock.json infra/cdk/node_modules/installed.json && return 0
  npm --prefix infra/cdk ci --no-audit --no-fund && cp infra/cdk/package-lock.json infra/cdk/node_modules/installed.json
}

# First: the check of the examples waits for it.
step "the typed packages for subscribers" bash infra/packages/check.sh

step "cargo-deny is installed" install_cargo_deny
step "licences, bans and sources of the crates" target/tools/bin/cargo-deny --locked check --hide-inclusion-graph bans licenses sources
step "advisories on the crates" advisories

step "the watch over the model of Genesys Cloud" python3 -m unittest discover --start-directory infra/genesys --pattern '*_test.py'

step "SAM and cfn-lint are installed" venv sam aws-sam-cli==1.170.0 cfn-lint==1.58.0
step "checkov is installed" venv checkov checkov==3.3.30
step "cfn-lint" target/infra-venv/sam/bin/cfn-lint infra/template.yaml infra/schemas/registry.json infra/analytics/template.yaml
step "sam validate" target/infra-venv/sam/bin/sam validate --lint --template infra/template.yaml
step "sam validate, for analysts" target/infra-venv/sam/bin/sam validate --lint --template infra/analytics/template.yaml
step "checkov" policies infra/template.yaml infra/schemas/registry.json infra/analytics/template.yaml

# First, because it installs the compiler that `sam build` uses.
step "the build for arm64" bash infra/build.sh arm64
step "sam build, for arm64" sam_build
step "both ways of building make the same" same_builds
step "a release, and deploying from it" bash infra/release-check.sh
[[ ${1:-} != --both ]] || step "the build for x86_64" bash infra/build.sh x86_64

step "the lock file of npm" lock_names_no_host
# Node 22, which the check of the typed packages installed where the machine has an older one.
export PATH=$PWD/target/infra-venv/packages/node:$PATH
step "the packages of npm are installed" install_packages
step "the CDK construct" npm --prefix infra/cdk test

printf 'check: all well, in %d s\n' "$SECONDS"
