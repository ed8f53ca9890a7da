# Sourced by what builds for deployment, at the root of the repository: the commit that the binaries
# name. Without git they name only their version.
if [[ -z ${SWITCHBOARD_COMMIT+set} ]]; then
  SWITCHBOARD_COMMIT=$(git describe --always --dirty --abbrev=12 --match='' 2>/dev/null || true)
fi
export SWITCHBOARD_COMMIT
