#!/usr/bin/env bash
# Deploys the stack with SAM.
#
#   bash infra/deploy.sh --release VERSION [options] [PARAMETER=VALUE ...]    from the files of a release, without Rust
#   bash infra/deploy.sh --source [options] [PARAMETER=VALUE ...]             from this checkout, built here
#
#   --stack NAME             the name of the stack (switchboard)
#   --architecture NAME      arm64 or x86_64 (arm64)
#   --from URL|FOLDER        where the releases are, a folder for each: v<version> (those of this checkout's origin on GitHub)
#   --yes                    deploys without asking whether the changes are right
#   --dry-run                does everything but deploying, and prints the command for that
#
# Parameters are those of infra/README.md; the first deployment needs
# PartnerEventSourceName=aws.partner/genesys.com/cloud/…. A deployed stack keeps what is not given.
# Needs the SAM CLI, and AWS credentials as every tool of AWS; a release also curl and tar, --source
# what infra/build.sh needs. A release is checked against its SHA256SUMS and, where the GitHub CLI is
# installed, against the attestation of the workflow that built it.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'deploy: %s\n' "$*" >&2; exit 1; }

release= source= stack=switchboard architecture=arm64 from= confirm= dry_run= parameters=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --source | --yes | --dry-run) value= ;;
    --*) [[ $# -gt 1 ]] || fail "$1 needs a value"; value=$2 ;;
  esac
  case $1 in
    --release) release=${value#v}; shift ;;
    --source) source=yes ;;
    --stack) stack=$value; shift ;;
    --architecture) architecture=$value; shift ;;
    --from) from=$value; shift ;;
    --yes) confirm=--no-confirm-changeset ;;
    --dry-run) dry_run=yes ;;
    [A-Z]*=*) parameters+=("$1") ;;
    *) fail "there is no option $1: see the top of infra/deploy.sh" ;;
  esac
  shift
done
[[ -n $release || -n $source ]] || fail "say what to deploy: --release VERSION, or --source"
[[ -z $release || -z $source ]] || fail "--release and --source exclude each other"
[[ $architecture == arm64 || $architecture == x86_64 ]] || fail "there is no architecture $architecture, only arm64 and x86_64"
command -v sam >/dev/null || [[ -n $dry_run ]] ||
  fail "there is no sam: install the SAM CLI (pip install aws-sam-cli)"

# The sum of a file, with what the system has.
sum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

# Gets a file of the release into $folder.
get() {
  local where=${from%/}/v$release
  if [[ $from == http*://* ]]; then
    curl --fail --silent --show-error --location --output "$folder/$1" "$where/$1" ||
      fail "$where/$1 cannot be had: is there a release $release? --from says where releases are"
  else
    cp "$where/$1" "$folder/$1" || fail "$where has no $1: is there a release $release? --from says where releases are"
  fi
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [[ -n $release ]]; then
  repository=
  if [[ -z $from ]]; then
    origin=$(git remote get-url origin 2>/dev/null || true)
    [[ $origin =~ github\.com[:/]([^/]+/[^/]+)$ ]] ||
      fail "this checkout has no origin on GitHub: say with --from where the releases are"
    repository=${BASH_REMATCH[1]%.git}
    from=https://github.com/$repository/releases/download
  fi
  name=switchboard-$release-lambda-$architecture
  get SHA256SUMS
  get "$name.tar.gz"
  wanted=$(awk -v name="$name.tar.gz" '$2 == name { print $1 }' "$folder/SHA256SUMS")
  [[ -n $wanted ]] || fail "SHA256SUMS does not name $name.tar.gz: the release is not whole"
  [[ $(sum "$folder/$name.tar.gz") == "$wanted" ]] ||
    fail "$name.tar.gz is not the file that SHA256SUMS names: do not deploy it, and get it again"
  echo "deploy: $name.tar.gz is the file that SHA256SUMS names"
  if [[ -n $repository ]] && command -v gh >/dev/null; then
    gh attestation verify "$folder/$name.tar.gz" --repo "$repository" >/dev/null ||
      fail "$name.tar.gz has no valid attestation of $repository: do not deploy it"
    echo "deploy: the workflow of $repository built it"
  fi
else
  [[ -z $from ]] || fail "--from is for --release"
  bash infra/build.sh "$architecture"
  archive=$(python3 infra/release.py functions "$architecture" "$folder")
  name=$(basename "$archive" .tar.gz)
fi
tar --extract --gzip --directory "$folder" --file "$folder/$name.tar.gz"

# SAM uploads the zips and the nested stack, and keeps the values of a deployed stack.
command=(sam deploy --template-file "$folder/$name/template.yaml" --config-file "$folder/$name/samconfig.toml"
  --stack-name "$stack" $confirm --parameter-overrides "Architecture=$architecture" ${parameters[@]+"${parameters[@]}"})
if [[ -n $dry_run ]]; then
  for zip in $(sed -n 's/^ *CodeUri: //p' "$folder/$name/template.yaml"); do
    [[ -s $folder/$name/$zip ]] || fail "the release has no $zip, which its template names"
    echo "deploy: would upload $zip, SHA-256 $(sum "$folder/$name/$zip")"
  done
  printf 'deploy: would run'
  printf ' %q' "${command[@]}"
  echo
else
  "${command[@]}"
  echo "deploy: check it with: switchboard doctor --stack $stack --probe"
fi
