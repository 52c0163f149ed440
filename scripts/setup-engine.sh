#!/usr/bin/env bash
# Makes `docker compose` with a running engine available on this machine.
#
# An engine that already answers is never touched. On a bare Debian machine, as root, this installs Debian's
# docker.io, starts dockerd detached from this shell, and adds the Compose and buildx CLI plugins from Debian trixie
# (statically linked enough to run on bookworm). Safe to run again, and by several processes at once.
#
# Exit status: 0 ready; 69 no engine and no way to get one (says what to do).
set -euo pipefail

log() { printf 'setup-engine: %s\n' "$*" >&2; }
fail() { log "$1"; log "what to do: $2"; exit 69; }

engine_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
compose_works() { docker compose version >/dev/null 2>&1; }
buildx_works() { docker buildx version >/dev/null 2>&1; }
ready() { command -v docker >/dev/null && engine_answers && compose_works && buildx_works; }

ready && exit 0

remedy='install Docker Engine with the Compose and buildx plugins, start it, and make it reachable for this user (docker info must work)'
[ "$(id -u)" = 0 ] || fail 'no usable Docker engine, and not root' "$remedy; or run this once as root on Debian"
command -v apt-get >/dev/null || fail 'no usable Docker engine, and this is not Debian' "$remedy"

# One installer at a time; the others wait and then find everything in place.
exec 9>/var/lock/redhook-setup-engine.lock
flock 9
ready && exit 0

export DEBIAN_FRONTEND=noninteractive
apt_log=$(mktemp)
apt() { apt-get -o DPkg::Lock::Timeout=300 "$@" >"$apt_log" 2>&1 || { tail -n 20 "$apt_log" >&2; return 1; }; }

install_packages() {
  log "installing $*"
  apt update -qq || log 'apt-get update reported errors; going on with the lists there are'
  apt install -y --no-install-recommends "$@" || fail "apt-get could not install $*" "$remedy"
}

# The plugins come from trixie through a source list of their own, so that the machine's own sources stay as they are.
install_plugins() {
  local work mirror keyring target=/usr/local/lib/docker/cli-plugins
  work=$(mktemp -d)
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ') || true
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p "$work"/{lists/partial,cache/archives/partial}
  printf 'deb [signed-by=%s] %s trixie main\n' "$keyring" "${mirror:-http://deb.debian.org/debian}" >"$work/trixie.list"
  local -a own=(-o "Dir::Etc::SourceList=$work/trixie.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
  log 'fetching the Compose and buildx plugins from trixie'
  apt "${own[@]}" update -qq || fail 'trixie is not reachable' "$remedy"
  (cd "$work" && apt "${own[@]}" download docker-compose docker-buildx) || fail 'the plugins could not be downloaded' "$remedy"
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
  mkdir -p "$target"
  for plugin in docker-compose docker-buildx; do
    install -m 0755 "$(find "$work/root" -type f -name "$plugin" -path '*cli-plugins*' | head -n 1)" "$target/$plugin"
  done
  rm -rf "$work"
}

start_engine() {
  local log_file=/var/log/redhook-dockerd.log
  # A pid file of an engine that was killed with its machine would keep the next one from starting.
  if [ -f /var/run/docker.pid ] && ! kill -0 "$(cat /var/run/docker.pid)" 2>/dev/null; then rm -f /var/run/docker.pid; fi
  if ! pgrep -x dockerd >/dev/null; then
    log "starting dockerd (log: $log_file)"
    setsid dockerd >>"$log_file" 2>&1 </dev/null 9>&- &
  fi
  for _ in $(seq 1 120); do
    engine_answers && return 0
    sleep 0.5
  done
  tail -n 20 "$log_file" >&2 || true
  fail 'dockerd did not come up within 60 s' "read $log_file; $remedy"
}

if ! command -v docker >/dev/null || { ! engine_answers && ! command -v dockerd >/dev/null; }; then
  install_packages docker.io iptables ca-certificates
fi
compose_works && buildx_works || install_plugins
engine_answers || start_engine
ready || fail 'the engine runs but docker compose or docker buildx does not' "$remedy"
log "ready: engine $(docker version --format '{{.Server.Version}}'), compose $(docker compose version --short)"
