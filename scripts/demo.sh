#!/usr/bin/env bash
# The main job on a sample app, with everything real: a git remote, a signed push, Docker Compose. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh busybox-static
bash scripts/setup-engine.sh
exec node scripts/demo.ts
