# shellcheck shell=sh
# systemctl: unit files from the tree, what is active from the state folder. Starting and stopping only change that state.
S=/dev/.lab/state/units
FOLDERS='/etc/systemd/system /run/systemd/system /usr/lib/systemd/system'
command='' types='' quiet=0 now=0 property=''
names=''
while [ $# -gt 0 ]; do
  case $1 in
    --type=*) types=${1#*=} ;;
    -t | --type) types=$2 && shift ;;
    -p | --property) property=$2 && shift ;;
    --property=*) property=${1#*=} ;;
    -q | --quiet) quiet=1 ;;
    --now) now=1 ;;
    -*) ;;
    *) if [ -z "$command" ]; then command=$1; else names="$names $1"; fi ;;
  esac
  shift
done
[ -n "$command" ] || command=list-units

# unit NAME: with its ending.
unit() {
  case $1 in
    *.service | *.socket | *.target | *.timer | *.path | *.mount | *.automount | *.swap | *.slice) echo "$1" ;;
    *) echo "$1.service" ;;
  esac
}
wanted_type() {
  case ,$types, in ,, | *,"${1##*.}",*) return 0 ;; esac
  return 1
}
# place NAME: the unit file that counts.
place() {
  for folder in $FOLDERS; do
    if [ -e "$folder/$1" ] || [ -L "$folder/$1" ]; then echo "$folder/$1" && return; fi
  done
  case $1 in
    *@?*.*) place "${1%%@*}@.${1##*.}" ;;
    *.service) [ ! -e "/etc/rc.d/init.d/${1%.service}" ] || echo "/etc/rc.d/init.d/${1%.service}" ;;
  esac
}
is_wanted() {
  for entry in /etc/systemd/system/*.wants/"$1" /etc/systemd/system/*.requires/"$1"; do
    if [ -L "$entry" ] || [ -e "$entry" ]; then return 0; fi
  done
  case $1 in
    *@.*)
      for entry in /etc/systemd/system/*.wants/"${1%%@*}"@*."${1##*.}"; do
        if [ -L "$entry" ]; then return 0; fi
      done
      ;;
  esac
  return 1
}
# state NAME FILE: the word for the unit file.
state() {
  case $2 in
    /etc/rc.d/*)
      for entry in /etc/rc.d/rc[35].d/S[0-9][0-9]"${1%.service}"; do
        if [ -L "$entry" ]; then echo enabled && return; fi
      done
      echo disabled
      return
      ;;
  esac
  if [ "$(readlink "$2")" = /dev/null ]; then echo masked; return; fi
  if is_wanted "$1"; then echo enabled; return; fi
  case $2 in /etc/*) [ ! -L "$2" ] || { echo enabled && return; } ;; esac
  if grep -q '^\[Install\]' "$2" 2>/dev/null; then echo disabled; else echo static; fi
}
# active NAME: its line in the state, or nothing.
active() {
  while read -r known word sub; do
    if [ "$known" = "$1" ]; then echo "$word $sub" && return; fi
  done <$S
}
set_active() {
  grep -v "^$1 " $S >$S.new
  if [ -n "$2" ]; then echo "$1 $2" >>$S.new; fi
  cat $S.new >$S && rm -f $S.new
}
must_exist() {
  file=$(place "$1")
  [ -n "$file" ] && return 0
  echo "Failed to execute operation: No such file or directory" >&2
  return 1
}
wanted_by() {
  sed -n 's/^WantedBy=//p' "$1" | tr ' ' '\n'
}

status=0
case $command in
  list-unit-files)
    seen=' '
    for folder in $FOLDERS; do
      for file in "$folder"/*.*; do
        name=${file##*/}
        if [ -d "$file" ] || { [ ! -e "$file" ] && [ ! -L "$file" ]; }; then continue; fi
        case $name in *.wants | *.requires | *.d | *[*]*) continue ;; esac
        case $seen in *" $name "*) continue ;; esac
        seen="$seen$name "
        if wanted_type "$name"; then printf '%-45s %s\n' "$name" "$(state "$name" "$file")"; fi
      done
    done | sort
    ;;
  list-units)
    while read -r name word sub; do
      if wanted_type "$name"; then printf '%-45s loaded %-8s %-9s Lab text in place of %s\n' "$name" "$word" "$sub" "$name"; fi
    done <$S | sort
    ;;
  is-enabled)
    for name in $names; do
      name=$(unit "$name")
      file=$(place "$name")
      if [ -z "$file" ]; then
        echo "Failed to get unit file state for $name: No such file or directory" >&2
        status=1
        continue
      fi
      word=$(state "$name" "$file")
      [ $quiet = 1 ] || echo "$word"
      case $word in enabled | static) ;; *) status=1 ;; esac
    done
    ;;
  is-active)
    for name in $names; do
      word=$(active "$(unit "$name")")
      word=${word%% *}
      [ $quiet = 1 ] || echo "${word:-unknown}"
      [ "$word" = active ] || status=3
    done
    ;;
  show)
    for name in $names; do
      name=$(unit "$name")
      file=$(place "$name") word=$(active "$name") load=loaded
      [ -n "$file" ] || load=not-found
      for line in "Id=$name" "LoadState=$load" "ActiveState=${word%% *}" "SubState=${word##* }" "FragmentPath=$file" \
        "UnitFileState=$([ -z "$file" ] || state "$name" "$file")"; do
        case ,$property, in ,, | *,"${line%%=*}",*) printf '%s\n' "$line" ;; esac
      done
    done
    ;;
  status)
    for name in $names; do
      word=$(active "$(unit "$name")")
      echo "$(unit "$name") - Lab text"
      echo "   Active: ${word:-inactive dead}"
      [ "${word%% *}" = active ] || status=3
    done
    ;;
  enable | disable | mask | unmask)
    for name in $names; do
      name=$(unit "$name")
      must_exist "$name" || { status=1 && continue; }
      case $command in
        enable)
          for target in $(wanted_by "$file"); do
            mkdir -p "/etc/systemd/system/$target.wants"
            ln -sf "$file" "/etc/systemd/system/$target.wants/$name"
            echo "Created symlink from /etc/systemd/system/$target.wants/$name to $file." >&2
          done
          ;;
        disable) rm -f /etc/systemd/system/*.wants/"$name" ;;
        mask) ln -sf /dev/null "/etc/systemd/system/$name" ;;
        unmask) if [ "$(readlink "/etc/systemd/system/$name")" = /dev/null ]; then rm -f "/etc/systemd/system/$name"; fi ;;
      esac
      if [ $now = 1 ] && [ "$command" = enable ]; then set_active "$name" 'active running'; fi
      if [ $now = 1 ] && [ "$command" = disable ]; then set_active "$name" ''; fi
    done
    ;;
  start | restart | try-restart | reload | reload-or-restart)
    for name in $names; do
      name=$(unit "$name")
      must_exist "$name" || { status=5 && continue; }
      set_active "$name" 'active running'
    done
    ;;
  stop) for name in $names; do set_active "$(unit "$name")" ''; done ;;
  daemon-reload | daemon-reexec | reset-failed) ;;
  get-default) readlink /etc/systemd/system/default.target | sed 's/.*\///' ;;
  *)
    echo "Unknown operation '$command'." >&2
    exit 1
    ;;
esac
exit $status
