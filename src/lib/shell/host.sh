# What both programs share: the probe and the fetch.

# have COMMAND: true if there is one.
have() {
  command -v "$1" > /dev/null 2>&1
}

# within SECONDS COMMAND [ARGUMENT...]: ends it, and all that it started, when it takes longer.
# The status is above 128 then.
within() {
  (
    read -r probe_pid probe_rest < /proc/self/stat
    printf 'S %s %s\n' "$probe_pid" "$1" >&6
    shift
    "$@"
    probe_status=$?
    printf 'D %s\n' "$probe_pid" >&6
    exit "$probe_status"
  )
}

# as_nobody TEXT: runs a fixed shell text as a user who cannot write (rpm makes files beside its database
# when root asks). The text exits with 42 when it has done its work; FRAME is in its environment.
# Without root the text is run as it is. False when no way worked.
as_nobody() {
  probe_status=127
  if [ "$PROBE_UID" != 0 ]; then
    probe_nobody env "$1"
    return "$probe_status"
  fi
  for probe_tool in su runuser; do
    have "$probe_tool" || continue
    probe_nobody "$probe_tool" "$1"
    if [ "$probe_status" -eq 0 ] || [ "$probe_status" -gt 128 ]; then break; fi
  done
  return "$probe_status"
}

probe_nobody() {
  probe_text="PATH=$PATH LC_ALL=C FRAME=$FRAME TOKEN=; export PATH LC_ALL FRAME TOKEN; $2"
  case $1 in
    env) TOKEN='' env sh -c "$probe_text" 6>&- ;;
    *) TOKEN='' env "$1" -s /bin/sh nobody -c "$probe_text" 6>&- ;;
  esac
  probe_status=$?
  [ "$probe_status" -ne 42 ] || probe_status=0
}

# ---------------------------------------------------------------- surroundings

# The same surroundings on every host, and TOKEN, the random word of this run. False when they cannot be had.
probe_surroundings() {
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/opt/xensource/bin LC_ALL=C LANG=C TZ=UTC0
  export PATH LC_ALL LANG TZ
  unset GREP_OPTIONS GZIP POSIXLY_CORRECT CDPATH ENV BASH_ENV AWKPATH TMPDIR
  umask 077
  probe_own_tools
  if [ -t 1 ]; then
    echo 'dom0-audit: the answer is not for a terminal; send standard output to a file' >&2
    return 2
  fi
  if [ ! -r /proc/self/stat ] || ! have awk || ! have head; then
    echo 'dom0-audit: /proc, awk and head are needed' >&2
    return 2
  fi
  TOKEN=${DOM0_AUDIT_TOKEN:-}
  [ -n "$TOKEN" ] || TOKEN=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  [ -n "$TOKEN" ] || TOKEN=$({ date && echo $$ && cat /proc/stat /proc/uptime; } | md5sum | head -c 32)
  case $TOKEN in
    *[!0-9a-f]* | '') TOKEN='' ;;
    ????????????????????????*) ;;
    *) TOKEN='' ;;
  esac
  if [ -z "$TOKEN" ]; then
    echo 'dom0-audit: DOM0_AUDIT_TOKEN must be 24 or more hexadecimal digits' >&2
    return 2
  fi
  # A part of the token that may be seen by other users of the host, in the argument list of find and rpm.
  FRAME=${TOKEN%"${TOKEN#????????}"}
  export TOKEN FRAME
  PROBE_UID=$(id -u)
  return 0
}

# A busybox shell prefers its own, smaller tools to those of the system: name the latter.
probe_own_tools() {
  [ "$(command -v find)" = find ] || return 0
  for tool in awk date df find grep gzip head id ip iptables ls lsmod md5sum modinfo mount ps readlink rpm sed \
    sort su tail tr uname xargs; do
    for dir in /usr/sbin /usr/bin /sbin /bin; do
      if [ -x "$dir/$tool" ]; then
        eval "$tool() { $dir/$tool \"\$@\"; }"
        break
      fi
    done
  done
}

probe_number() {
  case $1 in
    *[!0-9]* | '' | ????????????*) echo "$2" ;;
    *) echo "$1" ;;
  esac
}

# The work of the host itself goes first.
probe_be_nice() {
  have renice && renice 10 "$1" > /dev/null 2>&1
  have ionice && ionice -c2 -n7 -p "$1" > /dev/null 2>&1
  return 0
}

# ---------------------------------------------------------------- watchdog

# One watcher for the whole run (CentOS 5 has no timeout). It is told by lines on a pipe: M the main process,
# R the process that watches the connection, T one second has passed (with the pid of the next sleep), B and E begin and end
# of a section, S and D the same of a command that "within" runs, X the connection is gone, Q all is done.
probe_watch() {
  main='' reader='' sleeper='' job='' parent='' left=0 commands='' quiet=0
  while read -r word a b c; do
    case $word in
      M) main=$a ;;
      R) reader=$a ;;
      B) job=$a parent=$b left=$((c + 1)) ;;
      E) job='' parent='' commands='' ;;
      S) commands="$commands $a:$((b + 1))" ;;
      D) probe_forget "$a" ;;
      T)
        sleeper=$a
        kill -0 "$main" 2> /dev/null || break
        probe_tick || break
        ;;
      X) break ;;
      Q)
        quiet=1
        break
        ;;
    esac
  done
  # The ticker ends by itself when its sleep is ended.
  # shellcheck disable=SC2086
  kill $sleeper $reader 2> /dev/null
  # shellcheck disable=SC2086
  [ "$quiet" = 1 ] || probe_kill "" $main $parent $job
}

probe_forget() {
  before=$commands commands=''
  for entry in $before; do
    [ "${entry%:*}" = "$1" ] || commands="$commands $entry"
  done
}

# One second less for what is running. A section that does not end when it is told to loses first its own
# processes, then its filter, then all; when even that does not help (a process that cannot be killed), the
# run ends, and what was sent until then counts.
probe_tick() {
  before=$commands commands=''
  for entry in $before; do
    rest=$((${entry#*:} - 1))
    if [ "$rest" -le 0 ]; then probe_kill "" "${entry%:*}"; else commands="$commands ${entry%:*}:$rest"; fi
  done
  [ -n "$job" ] || return 0
  left=$((left - 1))
  case $left in
    0) probe_kill "" "$job" ;;
    -3) probe_kill "(gzip)" "$parent" ;;
    -6) probe_kill "" "$parent" ;;
    -20) return 1 ;;
  esac
  return 0
}

# probe_kill SPARE PID...: stops the processes and all their descendants, so that none makes new ones, then
# kills them. With SPARE the first process stays, and its direct children of that name.
probe_kill() {
  spare=$1
  shift
  root=$1
  tree=" $* "
  [ -n "$spare" ] || kill -STOP "$@" 2> /dev/null
  grown=1
  while [ "$grown" = 1 ]; do
    grown=0
    for stat in /proc/[0-9]*/stat; do
      { read -r line < "$stat"; } 2> /dev/null || continue
      # shellcheck disable=SC2086
      set -- ${line##*) }
      pid=${line%% *} comm=${line#* }
      case $tree in *" $pid "*) continue ;; esac
      case $tree in *" ${2:-none} "*) ;; *) continue ;; esac
      [ "$2" = "$root" ] && [ -n "$spare" ] && [ "${comm%) *})" = "$spare" ] && continue
      kill -STOP "$pid" 2> /dev/null
      tree="$tree$pid "
      grown=1
    done
  done
  [ -z "$spare" ] || tree=${tree#" $root "}
  # shellcheck disable=SC2086
  kill -KILL $tree 2> /dev/null
}

probe_ticker() {
  while :; do
    sleep 1 6>&- &
    echo "T $!" >&6 || return
    wait "$!" || return
  done
}

# An old sshd does not stop the program when the connection is lost, but it closes its standard input.
probe_stdin() {
  while read -r line <&3; do :; done
  echo X >&6
}
