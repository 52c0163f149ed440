#!/usr/bin/env bash
# All set-up, then all benchmarks, written to docs/benchmarks.md. With names of parts (start, answering, push, ten, memory, polling, streams, large)
# only those run, and are only printed.
#
# Exit status: 0 every goal is met; 1 one is missed, or something failed; 69 something this needs is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh webhook wrk busybox-static
bash scripts/setup-engine.sh

for program in webhook wrk busybox; do
  command -v "$program" >/dev/null && continue
  echo "bench: $program is missing; what to do: apt-get install webhook wrk busybox-static" >&2
  exit 69
done

PATH=$PWD/node_modules/.bin:$PATH exec node --import ./test/bench/load-tsx.ts test/bench/main.ts "$@"
