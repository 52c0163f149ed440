#!/usr/bin/env bash
# What `npm test`, `npm run demo` and `npm run bench` need before they start: the node modules, the build, and, where this
# is a Debian machine and we are root, the Debian packages named as arguments.
set -euo pipefail
cd "$(dirname "$0")/.."

# npm writes what it installed into this file; a lock file that it does not match was changed since.
if ! node scripts/is-installed.cjs; then
  echo 'setup: npm ci' >&2
  npm ci --no-audit --no-fund >/dev/null
fi

missing=()
for package in "$@"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "setup: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1 || true
  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
fi

# Its table of files says nothing to somebody who waits for what comes next; mistakes go to stderr.
npm run --silent build >/dev/null
