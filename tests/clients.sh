#!/usr/bin/env bash
# Checks that clients generated from the OpenAPI document have every operation: one for Python, with
# openapi-python-client, and one for TypeScript, with openapi-typescript. Needs Python 3.10 or later
# with venv, Node 20 or later with npm, PyPI and the npm registry.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/venv.sh

document=$PWD/infra/schemas/openapi.json
wanted=tests/clients
tools=target/clients
mkdir -p "$tools"

python_venv "$tools/venv" "$wanted/requirements.txt"
if ! cmp --silent "$wanted/package.json" "$tools/node/installed.json"; then
  command -v npm >/dev/null || fail "there is no npm: install Node 20 or later"
  rm -rf "$tools/node"
  mkdir "$tools/node"
  cp "$wanted/package.json" "$tools/node/package.json"
  npm install --silent --no-audit --no-fund --no-package-lock --prefix "$tools/node" ||
    fail "npm could not install what $wanted/package.json names; it says above why"
  cp "$wanted/package.json" "$tools/node/installed.json"
fi

operations() {
  python3 -c 'import json, sys; print(*sorted(one["operationId"] for path in json.load(open(sys.argv[1]))["paths"].values() for one in path.values()))' "$document"
}

# Python: each operation is a module that can be imported, and nothing was left out with a warning.
rm -rf "$tools/python"
"$tools/venv/bin/openapi-python-client" generate --path "$document" --output-path "$tools/python" --overwrite \
  --config "$wanted/python.yaml" --meta none >"$tools/python.log" 2>&1 || { cat "$tools/python.log" >&2; fail "openapi-python-client failed"; }
! grep --quiet --ignore-case 'warning\|unable to\|error' "$tools/python.log" || { cat "$tools/python.log" >&2; fail "openapi-python-client left something out"; }
# shellcheck disable=SC2046 # one word for each operation
"$tools/venv/bin/python" "$wanted/check.py" "$tools" $(operations) || fail "the Python client lacks operations"

# TypeScript: the types compile, and each operation has one.
"$tools/node/node_modules/.bin/openapi-typescript" "$document" --output "$tools/node/api.ts" >"$tools/typescript.log" 2>&1 ||
  { cat "$tools/typescript.log" >&2; fail "openapi-typescript failed"; }
{
  echo 'import type { operations } from "./api.js";'
  for operation in $(operations); do
    printf 'export type Has_%s = operations["%s"]["responses"][200];\n' "$operation" "$operation"
  done
  printf 'const body: NonNullable<operations["operate"]["requestBody"]>["content"]["application/json"] =\n'
  printf '  { operationName: "PlaceInQueue", queue: "Support" };\nexport default body;\n'
} >"$tools/node/use.ts"
"$tools/node/node_modules/.bin/tsc" --noEmit --strict --module nodenext --target es2022 "$tools/node/use.ts" ||
  fail "the TypeScript client does not compile, or lacks operations"
echo "clients: $(operations | wc -w) operations, in Python and TypeScript"
