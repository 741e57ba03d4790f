#!/usr/bin/env bash
# Starts one part of a site on the real engines, in the foreground; ends on SIGTERM.
# Procfile, compose.yaml and the tests all start their parts through this script.
#
#   run.sh prepare     migrates the database, collects static files; then ends. Before all others, and once
#                      for each new version
#   run.sh pages       pages, from PAGE_WORKERS processes (2)            at PAGES_ADDRESS (127.0.0.1:8001)
#   run.sh sockets     live topics, one process; start it several times  at SOCKETS_ADDRESS (127.0.0.1:8101)
#   run.sh worker      work that follows a commit, of WORK_QUEUES (fast,slow), by WORK_PROCESSES (2)
#   run.sh scheduler   the clock of periodic jobs; one a site is enough, two do no harm
#   run.sh proxy       nginx before them, at LISTEN (8000)
#
# Everything of docs/configuration.md counts too. The proxy reads, each a list with blanks:
#   PAGES, SOCKETS     addresses of the processes (127.0.0.1:8001; 127.0.0.1:8101 127.0.0.1:8102)
#   BALANCERS          addresses whose X-Forwarded-For is believed (none): balancers before the proxy
#   WATCHERS           networks that may ask /readyz (127.0.0.1)
#   CERTIFICATE, CERTIFICATE_KEY   files; with them LISTEN speaks TLS
#   PROXY_USER         whom nginx becomes when root starts it (www-data); it has to read VAR_DIR/static
set -euo pipefail
cd "$(dirname "$0")/.."

readonly python=${PYTHON:-.venv/bin/python}
state=${VAR_DIR:-$PWD/var}
export TRUSTED_PROXIES=${TRUSTED_PROXIES:-'["127.0.0.1"]'}

usage() { sed -n '2,21p' "$0" >&2; exit 2; }

host_of() { echo "${1%:*}"; }
port_of() { echo "${1##*:}"; }

# Lines of nginx's configuration, one for each word of a list: lines FORM WORD...
lines() {
  local form=$1 word
  shift
  # shellcheck disable=SC2059 # the forms stand below
  for word in "$@"; do printf "$form" "$word"; done
}

listen_lines() {
  if [ -n "${CERTIFICATE:-}" ]; then
    printf 'listen %s ssl http2; ' "$1"
    printf 'ssl_certificate %s; ssl_certificate_key %s; ' "$CERTIFICATE" "${CERTIFICATE_KEY:?}"
    printf 'ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:tls:10m;'
  else
    printf 'listen %s;' "$1"
  fi
}

# Only root can become somebody else; nginx warns when another user asks for it.
user_line() {
  if [ "$(id -u)" = 0 ]; then printf 'user %s;' "${PROXY_USER:-www-data}"; fi
}

# nginx reads no variables, so its file is written anew at each start.
write_proxy() {
  local folder=$1 pages sockets balancers watchers types=/etc/nginx/mime.types
  read -ra pages <<<"${PAGES:-127.0.0.1:8001}"
  read -ra sockets <<<"${SOCKETS:-127.0.0.1:8101 127.0.0.1:8102}"
  read -ra balancers <<<"${BALANCERS:-}"
  read -ra watchers <<<"${WATCHERS:-127.0.0.1}"
  mkdir -p "$folder"
  sed -e "s|@STATE@|$folder|g" \
      -e "s|@USER@|$(user_line)|g" \
      -e "s|@STATIC@|$state/static|g" \
      -e "s|@TYPES@|${MIME_TYPES:-$types}|g" \
      -e "s|@LISTEN@|$(listen_lines "${LISTEN:-8000}")|g" \
      -e "s|@PAGES@|$(lines 'server %s max_fails=0; ' "${pages[@]}" "${pages[@]}" "${pages[@]}" "${pages[@]}")|g" \
      -e "s|@SOCKETS@|$(lines 'server %s max_fails=1 fail_timeout=1s; ' "${sockets[@]}")|g" \
      -e "s|@BALANCERS@|$(lines 'set_real_ip_from %s; ' "${balancers[@]}")|g" \
      -e "s|@BALANCERS_GEO@|$(lines '%s 1; ' "${balancers[@]}")|g" \
      -e "s|@WATCHERS_GEO@|$(lines '%s 1; ' "${watchers[@]}")|g" \
      deploy/nginx.conf.in > "$folder/nginx.conf"
}

case ${1:-} in
  prepare)
    exec "$python" manage.py prepare ;;
  pages)
    address=${PAGES_ADDRESS:-127.0.0.1:8001}
    exec "$python" manage.py serve_pages \
      --host "$(host_of "$address")" --port "$(port_of "$address")" --workers "${PAGE_WORKERS:-2}" ;;
  sockets)
    address=${SOCKETS_ADDRESS:-127.0.0.1:8101}
    exec "$python" manage.py serve_sockets --host "$(host_of "$address")" --port "$(port_of "$address")" ;;
  worker)
    exec "$python" -m celery --app config.celery worker --loglevel WARNING \
      --queues "${WORK_QUEUES:-fast,slow}" --concurrency "${WORK_PROCESSES:-2}" --without-gossip --without-mingle ;;
  scheduler)
    exec "$python" -m celery --app config.celery beat --loglevel WARNING --pidfile '' ;;
  proxy)
    state=$(mkdir -p "$state" && cd "$state" && pwd)
    write_proxy "$state/proxy"
    exec nginx -e stderr -p "$state/proxy" -c "$state/proxy/nginx.conf" -g 'daemon off;' ;;
  *) usage ;;
esac
