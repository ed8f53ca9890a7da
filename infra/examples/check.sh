#!/usr/bin/env bash
# Checks the examples: their style, types and templates, that they build, and that the functions do
# their job on real conversations, made by the command that SWITCHBOARD names, while messages and
# answers get lost. Needs what infra/packages/check.sh needs, and the built packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
SWITCHBOARD=$(realpath "${SWITCHBOARD:-${CARGO_TARGET_DIR:-target}/debug/switchboard}")
export SWITCHBOARD
source infra/packages/tools.sh

install_tools infra/packages/requirements.txt infra/examples/requirements.txt
npm_ci infra/packages/typescript
npm --prefix infra/packages/typescript run --silent build
! grep --line-number '"resolved": "http' infra/examples/case-owner/typescript/package-lock.json
npm_ci infra/examples/case-owner/typescript
cd infra/examples

cfn-lint ./*/template.yaml
ruff check --quiet .
ruff format --quiet --check .
for folder in first-event case-owner/python transfers-per-queue test; do
  (cd "$folder" && mypy --no-error-summary --config-file "$OLDPWD/mypy.ini" ./*.py)
done
(cd case-owner/typescript && ../../../packages/typescript/node_modules/.bin/biome check --error-on-warnings)
bash case-owner/build.sh
bash transfers-per-queue/build.sh
"$SWITCHBOARD" rules ../rules/*.json >/dev/null

PYTHONPATH=$PWD/../packages/python/src:$PWD/test python -m pytest -q test
