# PostgreSQL of the system, with data of its own. Sourced by engines.sh.

# Debian keeps the server's programs out of PATH, in a folder for each version.
postgres_programs() {
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -Vr); do
    if [ -x "$folder/initdb" ]; then echo "$folder"; return; fi
  done
  folder=$(command -v initdb) && dirname "$folder"
}

postgres_require() {
  [ -n "$(postgres_programs)" ] ||
    fail "PostgreSQL is missing. Install its server, 15 or newer (Debian: postgresql), and try again."
}

postgres_start() {
  local folder=$running/postgres programs port password socket
  programs=$(postgres_programs)
  port=$(free_port)
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  socket=$folder
  [ ${#socket} -lt 80 ] || socket= # the system limits the length of a socket's name
  (umask 077 && echo "$password" > "$folder/password")
  [ "$(id -u)" != 0 ] || { chmod o+x "$root" "$running" && chown -R nobody "$folder"; }
  (cd "$folder" && as_servant "$programs/initdb" --pgdata="$folder/data" --username=consilium --encoding=UTF8 \
      --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$folder/password" --no-sync >"$folder/initdb.log" 2>&1) ||
    { cat "$folder/initdb.log" >&2; fail "PostgreSQL could not make its data folder."; }
  echo "$port" > "$folder/port"
  launch postgres "$programs/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories="$socket" -c max_connections=200 -c fsync="${ENGINES_FSYNC:-off}" \
    -c full_page_writes="${ENGINES_FSYNC:-off}" -c log_min_messages=warning
}

postgres_wait() {
  local folder=$running/postgres programs port database
  programs=$(postgres_programs)
  port=$(cat "$folder/port")
  wait_for postgres 60 "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" || return 1
  for database in consilium consilium_test; do
    PGPASSWORD=$(cat "$folder/password") "$programs/createdb" -h 127.0.0.1 -p "$port" -U consilium "$database"
  done
  (umask 077 && echo "postgres://consilium:$(cat "$folder/password")@127.0.0.1:$port" > "$folder/url")
}
