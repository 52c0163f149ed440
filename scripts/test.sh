#!/usr/bin/env bash
# All set-up, then all tests. Where there is no Docker engine and no way to get one, it runs what it can and fails.
set -uo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh busybox-static openssh-server git-lfs python3-aiosmtpd openssl zsh fish chromium || exit 1

# What a test that was ended leaves in its temp folder goes with this run. Others than its owner look into it, too.
TMPDIR=$(mktemp -d)
export TMPDIR
chmod 755 "$TMPDIR"
trap 'rm -rf "$TMPDIR"' EXIT

engine=0
bash scripts/setup-engine.sh || engine=$?

report=$(mktemp)
projects=(--project unit --project integration)
[ "$engine" = 0 ] && projects+=(--project docker --project e2e --project browser)
npx vitest run --config config/tools/vitest.config.ts "${projects[@]}" --reporter=default --reporter=json --outputFile.json="$report" "$@"
status=$?

node -e '
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
  const failed = numFailedTests + numPendingTests
  if (numPendingTests > 0) console.log(`${numPendingTests} tests were skipped, which counts as failed`)
  console.log(`${numPassedTests} passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
' "$report" || status=1
rm -f "$report"

if [ "$engine" != 0 ]; then
  echo 'The tests that need a Docker engine did not run: there is none, and none could be set up (see above).' >&2
  echo 'What to do: start Docker with the Compose and buildx plugins, or run this as root on Debian; or run npm run test:unit.' >&2
  exit 1
fi
exit "$status"
