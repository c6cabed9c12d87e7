# shellcheck shell=sh
# service NAME status and --status-all: a service with a lock file below /var/lock/subsys runs.
status() {
  if [ -e /var/lock/subsys/"$1" ]; then echo "$1 (pid 4242) is running..."; return 0; fi
  echo "$1 is stopped"
  return 3
}
# On 7.0 the units are asked; init scripts are units there too.
if command -v systemctl >/dev/null && [ -n "$2" ]; then exec systemctl "$2" "$1"; fi
case $1 in
  --status-all)
    for script in /etc/rc.d/init.d/*; do
      name=${script##*/}
      case $name in functions | killall | halt | single) continue ;; esac
      status "$name"
    done
    exit 0
    ;;
esac
[ -e /etc/init.d/"$1" ] || { echo "$1: unrecognized service" >&2; exit 1; }
[ "$2" = status ] || { echo 'the lab starts and stops nothing' >&2; exit 1; }
status "$1"
