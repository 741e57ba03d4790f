# Processes that outlive this script, known by id and start time. Sourced by engines.sh.

# A process id alone may have been given to somebody else meanwhile; its start time cannot.
start_time() { cut -d')' -f2- "/proc/$1/stat" 2>/dev/null | awk '{print $20}'; }

# The id of an engine's process, if it is still the one that we started.
our_pid() {
  [ -f "$running/$1/pid" ] || return 1
  local pid began
  read -r pid began < "$running/$1/pid"
  [ -n "$pid" ] && [ "$(start_time "$pid")" = "$began" ] && echo "$pid"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# PostgreSQL and Elasticsearch refuse to run as root: then everything runs as `nobody`.
as_servant() {
  if [ "$(id -u)" != 0 ]; then "$@"; return; fi
  setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
}

# launch ENGINE COMMAND...: in a session of its own, with what it says in console.log.
launch() {
  local engine=$1; shift
  local folder=$running/$engine command=("$@")
  if [ "$(id -u)" = 0 ]; then
    chmod o+x "$root" "$running" && chown -R nobody "$folder"
    command=(setpriv --reuid=nobody --regid=nogroup --clear-groups "$@")
  fi
  (cd "$folder" && exec setsid "${command[@]}" >"$folder/console.log" 2>&1 </dev/null) &
  local pid=$!
  sleep 0.2
  echo "$pid $(start_time "$pid")" > "$folder/pid"
}

# wait_for ENGINE SECONDS COMMAND...: until the command succeeds; fails when the process ends before.
wait_for() {
  local engine=$1 seconds=$2; shift 2
  for _ in $(seq $((seconds * 4))); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    our_pid "$engine" >/dev/null || return 1
    sleep 0.25
  done
  return 1
}

# end ENGINE: ask first, with the signal that means "at once, but in order"; after 20 seconds no more asking.
end() {
  local engine=$1 pid signal=TERM
  pid=$(our_pid "$engine") || { rm -f "$running/$engine/pid" "$running/$engine/url"; return 0; }
  [ "$engine" = postgres ] && signal=INT
  kill "-$signal" "$pid" 2>/dev/null || true
  for _ in $(seq 80); do
    our_pid "$engine" >/dev/null || break
    sleep 0.25
  done
  if our_pid "$engine" >/dev/null; then kill -KILL -- "-$pid" 2>/dev/null || true; fi
  rm -f "$running/$engine/pid" "$running/$engine/url"
}
