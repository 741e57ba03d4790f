# Redis of the system; it writes down what it is told, so that a killed one comes back with it. Sourced by engines.sh.

redis_require() {
  command -v redis-server >/dev/null || fail "redis-server is missing. Install Redis 7 (Debian: redis-server) and try again."
}

redis_start() {
  local folder=$running/redis port
  port=$(free_port)
  echo "$port" > "$folder/port"
  launch redis redis-server --bind 127.0.0.1 --port "$port" --dir "$folder" --daemonize no \
    --appendonly yes --appendfsync everysec --save ""
}

redis_wait() {
  local folder=$running/redis port
  port=$(cat "$folder/port")
  wait_for redis 30 redis-cli -h 127.0.0.1 -p "$port" ping || return 1
  echo "redis://127.0.0.1:$port" > "$folder/url"
}
