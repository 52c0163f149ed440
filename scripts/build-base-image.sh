#!/usr/bin/env bash
# Makes the image that the Dockerfile starts from (node:26-trixie-slim) without any image registry: a minimal Debian
# trixie from debootstrap, the Node that `npm ci` put into node_modules, and npm from the npm registry.
#
# For machines that cannot pull from a registry, as root on Debian, with a Docker engine. An image of that name that is
# already there is left alone; `--force` makes it anew.
#
# Usage: scripts/build-base-image.sh [--force]
# Environment: IMAGE (its name), DEBIAN_MIRROR (where packages come from)
# Exit status: 0 the image is there; 69 something this needs is missing (says what to do).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
image=${IMAGE:-$(sed -n 's/^ARG BASE_IMAGE=//p' "$root/Dockerfile")}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

log() { printf 'build-base-image: %s\n' "$*" >&2; }
fail() { log "$1"; log "what to do: $2"; exit 69; }

[ -n "$image" ] || fail 'the Dockerfile names no BASE_IMAGE' 'set IMAGE to the name the image shall get'
docker version >/dev/null 2>&1 || fail 'no Docker engine answers' 'bash scripts/setup-engine.sh'
if [ "${1-}" != --force ] && docker image inspect "$image" >/dev/null 2>&1; then
  log "$image is there already"
  exit 0
fi

node=$root/node_modules/node/bin/node
[ "$(id -u)" = 0 ] || fail 'debootstrap needs root' "run this as root, or pull $image where a registry is reachable"
[ -x "$node" ] || fail "there is no Node at $node" 'npm ci'
command -v npm >/dev/null || fail 'there is no npm' 'apt-get install npm'
command -v debootstrap >/dev/null || fail 'there is no debootstrap' 'apt-get install debootstrap'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree

# libatomic1 is what the Node binary needs beyond libc and libstdc++.
log "debootstrap of trixie from $mirror"
debootstrap --variant=minbase --include=ca-certificates,libatomic1,libstdc++6 trixie "$tree" "$mirror" \
  >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log" >&2; fail 'debootstrap failed' 'see above; DEBIAN_MIRROR names another mirror'; }
rm -rf "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/* "$tree"/var/log/*.log

log "Node $("$node" --version), and npm"
install -D -m 0755 "$node" "$tree/usr/local/bin/node"
mkdir -p "$tree/usr/local/lib/node_modules/npm"
(cd "$work" && npm pack --silent npm@11 >/dev/null) || fail 'npm@11 could not be fetched' 'check the npm registry'
tar -xzf "$work"/npm-11.*.tgz -C "$tree/usr/local/lib/node_modules/npm" --strip-components=1 --no-same-owner
for command in npm npx; do
  ln -s "../lib/node_modules/npm/bin/$command-cli.js" "$tree/usr/local/bin/$command"
done

# As in the image of that name: the user `node` with id 1000.
printf 'node:x:1000:1000::/home/node:/bin/bash\n' >>"$tree/etc/passwd"
printf 'node:x:1000:\n' >>"$tree/etc/group"
install -d -o 1000 -g 1000 "$tree/home/node"

tar -C "$tree" -c . | docker import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'CMD ["node"]' - "$image" >/dev/null
docker run --rm --network none "$image" node --version >/dev/null || fail "$image does not run node" 'docker run it by hand'
log "$image is ready ($(docker image inspect --format '{{.Size}}' "$image" | numfmt --to=iec))"
