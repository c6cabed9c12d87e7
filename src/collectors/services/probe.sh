# What is started at boot, by init or by xinetd. The runlevel links are read as they are; no script is run to ask for its state.
# shellcheck disable=SC2034 # read needs a name for what is left over
part_services_startup() {
  show /etc/inittab /etc/xinetd.conf /etc/xinetd.d/* /etc/rc.d/rc.local /etc/rc.d/rc.serial /etc/rc.d/rc.modules \
    /etc/rc.serial /etc/rc.modules
  if [ ! -L /etc/rc.local ]; then show /etc/rc.local; fi
  set --
  for services_dir in /etc/rc.d /var/lock/subsys; do
    if [ -d "$services_dir" ]; then set -- "$@" "$services_dir/"; fi
  done
  # On a stock host these are links into /etc/rc.d; a real folder has scripts of its own.
  for services_dir in /etc/init.d /etc/rc[0-6].d; do
    if [ -d "$services_dir" ] && [ ! -L "$services_dir" ]; then set -- "$@" "$services_dir/"; fi
  done
  if [ $# -gt 0 ]; then run entries find "$@" -maxdepth 2 -printf "$FRAME\t%y\t%Y\t%m\t%p\t//\t%l\n"; fi
  set --
  for services_file in /etc/rc.d/init.d/*; do
    if [ -f "$services_file" ]; then set -- "$@" "$services_file"; fi
  done
  if [ $# -gt 0 ]; then run keeps-lock grep -l /var/lock/subsys "$@"; fi
  for services_file in /var/run/*.pid /var/run/*/*.pid; do
    if [ ! -f "$services_file" ]; then continue; fi
    services_pid=
    read -r services_pid services_rest <"$services_file"
    case $services_pid in
      '' | *[!0-9]*) continue ;;
    esac
    services_alive=0
    if [ -d "/proc/$services_pid" ]; then services_alive=1; fi
    printf '%s pid %s %s\n' "$TOKEN" "$services_alive" "${services_file##*/}"
  done
  if have systemctl; then services_units; fi
}

# From 7.0 on. systemctl only reads here; unit files that somebody made are shown.
services_units() {
  run unit-files systemctl --no-legend --no-pager --full list-unit-files
  run units systemctl --no-legend --no-pager --full --all list-units
  set --
  for services_dir in /etc/systemd/system /run/systemd/system /usr/lib/systemd/system; do
    if [ -d "$services_dir" ]; then set -- "$@" "$services_dir/"; fi
  done
  if [ $# -eq 0 ]; then return 0; fi
  run unit-paths find "$@" -mindepth 1 -maxdepth 2 -printf "$FRAME\t%y\t%Y\t%m\t%p\t//\t%l\n"
  run unit-starts grep -s '^ExecStart *=' /dev/null /etc/systemd/system/*.service /run/systemd/system/*.service \
    /usr/lib/systemd/system/*.service
  for services_file in /etc/systemd/system/*.* /etc/systemd/system/*.d/*.conf; do
    if [ ! -L "$services_file" ]; then show "$services_file"; fi
  done
}
