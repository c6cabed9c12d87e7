# dom0-audit: the fetch.
#
# This is all that a backup runs on a dom0 beside the probe. It only reads: it creates, changes and deletes no
# file, opens no connection, and takes nothing that it reads for a command. What it sends goes to standard output.
#
# It answers requests on standard input, each a line that begins with the random word of this run (TOKEN):
#   TOKEN facts                   the answers of a fixed list of commands, secrets withheld
#   TOKEN take BYTES SECONDS      then BYTES bytes: absolute paths, each ended by a NUL; sends the files, whole
#   TOKEN end                     the run is over
# A request is sent when the program has said "ready", never before: a shell reads its program ahead.
# The sender counts, so that the list may hold names of any bytes; names are data, for xargs -0 and tar -T only.
#
# What it sends is a row of sections, each begun by a line of TOKEN and its name. The files are a tar archive;
# beside it stand state and digests of the same files, so that one which changes meanwhile is seen.
#
# It is written for the shells and tools of 2007 (bash 3.2, tar 1.15, findutils 4.2) and of today.

# ---------------------------------------------------------------- tools

# fetch_tool COMMAND...: the path of the first one that there is. Its path, since the shell may have one of its own.
fetch_tool() {
  for fetch_name do
    for fetch_dir in /bin /usr/bin /sbin /usr/sbin; do
      if [ -x "$fetch_dir/$fetch_name" ]; then
        echo "$fetch_dir/$fetch_name"
        return 0
      fi
    done
  done
}

fetch_tools() {
  FETCH_FIND=$(fetch_tool find) FETCH_TAR=$(fetch_tool tar) FETCH_XARGS=$(fetch_tool xargs)
  FETCH_SUM=$(fetch_tool sha256sum sha1sum md5sum) FETCH_ATTR=$(fetch_tool getfattr) FETCH_CAT=$(fetch_tool cat)
  FETCH_DOUBLE=0
  # An old tar takes backslashes in its list of names for escapes: "/\057" is then the root itself, and is found.
  if printf '/\\057\000' | "$FETCH_TAR" -c -P --no-recursion --null -T - -f /dev/null 2> /dev/null; then
    FETCH_DOUBLE=1
  fi
  # As a command's output ends without its line breaks, a dot stands behind them.
  FETCH_BREAKS=$(printf '\n\r.')
  FETCH_BREAKS=${FETCH_BREAKS%.}
  FETCH_LF=${FETCH_BREAKS%?} FETCH_CR=${FETCH_BREAKS#?}
  export FETCH_FIND FETCH_TAR FETCH_SUM FETCH_ATTR FETCH_DOUBLE FETCH_LF FETCH_CR
}

# ---------------------------------------------------------------- files

# Fixed text, for the names that xargs gives it: state, archive, attributes, digests, state again.
# sha256sum writes a name with a backslash or line break in another way, so it gets such a file without its name.
# shellcheck disable=SC2016
FETCH_FILES='
section() { printf "\n%s %s\n" "$TOKEN" "$1" >&4; }
state() { "$FETCH_FIND" "$@" -maxdepth 0 -printf "%D %i %n %b %s %T@ %C@ %y %p\000" >&4 2> /dev/null; }
names() {
  if [ "$FETCH_DOUBLE" = 1 ]; then printf "%s\000" "$@" | sed "s/\\\\/&&/g"; else printf "%s\000" "$@"; fi
}
digests() {
  section odd-digests
  for name do
    shift
    if [ ! -f "$name" ] || [ -h "$name" ]; then continue; fi
    case $name in
      *\\* | *"$FETCH_LF"* | *"$FETCH_CR"*)
        "$FETCH_SUM" < "$name" >&4 2> /dev/null && printf "%s\000" "$name" >&4
        ;;
      *) set -- "$@" "$name" ;;
    esac
  done
  section digests
  [ $# -eq 0 ] || "$FETCH_SUM" "$@" >&4 2> /dev/null
}
section before
state "$@"
section archive
said=$(names "$@" | "$FETCH_TAR" -c -S -P --format=gnu --no-recursion --null -T - -f - 2>&1 >&4 |
  { head -c 8192; cat > /dev/null; })
section said
printf "%s" "$said" >&4
section attributes
[ -z "$FETCH_ATTR" ] || "$FETCH_ATTR" -h -d -m - -e hex --absolute-names -- "$@" >&4 2> /dev/null
[ -z "$FETCH_SUM" ] || digests "$@"
section after
state "$@"
exit 0
'

# fetch_take BYTES SECONDS
fetch_take() {
  (
    read -r probe_pid probe_rest probe_rest probe_parent probe_rest < /proc/self/stat
    printf 'B %s %s %s\n' "$probe_pid" "$probe_parent" "$2" >&6
    head -c "$1" | "$FETCH_XARGS" -0 -r -n 500 sh -c "$FETCH_FILES" sh
  )
  fetch_status=$?
  echo E >&6
  printf '\n%s taken %s\n' "$TOKEN" "$fetch_status" >&4
}

# ---------------------------------------------------------------- facts that are no files

# fetch_fact NAME LABEL COMMAND [ARGUMENT...]: its first 4 MiB, at most a minute, secrets withheld. LABEL is a dash
# where the command speaks for itself. False when it had to be ended.
fetch_fact() {
  fetch_name=$1 fetch_label=$2
  shift 2
  [ "$fetch_label" != - ] || fetch_label=$*
  printf '\n%s fact %s %s\n' "$TOKEN" "$fetch_name" "$fetch_label" >&4
  if have "$1"; then
    {
      within 60 "$@" 2>&1
      printf '\n%s exit %s\n' "$TOKEN" "$?"
    } 4>&- | awk "$AWK_MASK$FETCH_FACT" >&4
  else
    printf '\n%s exit missing\n' "$TOKEN" >&4
  fi
}

# Withholds, cuts, and gives the line with the status last.
# shellcheck disable=SC2016
FETCH_FACT='
index($0, ENVIRON["TOKEN"] " exit ") == 1 { status = $3; next }
{ bytes += length($0) + 1; if (bytes <= 4194304) print mask($0); else cut = 1 }
END { printf "\n%s exit %s%s\n", ENVIRON["TOKEN"], status, cut ? " cut" : ""; exit status > 128 }
'

fetch_packages() {
  as_nobody 'rpm -qa --qf "%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\t%{EPOCH}\t%{VENDOR}\t%{INSTALLTIME}\n"; exit 42'
}

# The first 17 KiB of each disk: a DOS table, or a GPT with its 128 entries. Reading needs no tool that could write.
fetch_disk_heads() {
  for fetch_disk in /sys/block/*; do
    fetch_disk=/dev/${fetch_disk##*/}
    case $fetch_disk in
      /dev/sd* | /dev/hd* | /dev/nvme* | /dev/mmcblk* | /dev/vd*) ;;
      /dev/cciss* | /dev/ida*) fetch_disk=$(fetch_slashes "$fetch_disk") ;;
      *) continue ;;
    esac
    printf '# od -Ax -tx1 -N 17408 %s\n' "$fetch_disk"
    od -Ax -tx1 -N 17408 "$fetch_disk" || fetch_failed=1
  done
  return "${fetch_failed:-0}"
}

# The name of a controller's disk has a slash, which a folder of /sys writes as an exclamation mark.
fetch_slashes() {
  printf '%s/%s\n' "${1%%!*}" "${1#*!}"
}

fetch_partitions() {
  cat /proc/partitions
  for fetch_disk in /dev/sd? /dev/hd? /dev/cciss/c?d?; do
    [ ! -b "$fetch_disk" ] || sfdisk -d "$fetch_disk"
  done
}

fetch_facts() {
  fetch_fact crontab-root - cat /var/spool/cron/root
  fetch_fact chkconfig-list - chkconfig --list
  fetch_fact iptables-save - iptables-save
  fetch_fact ip-address - ip address show
  fetch_fact ip-route - ip route show
  fetch_fact ip-rule - ip rule show
  fetch_fact mounts - cat /proc/mounts
  fetch_fact disk-space - df -P
  fetch_fact modules - cat /proc/modules
  fetch_fact boot-line - cat /proc/cmdline
  fetch_fact packages 'rpm -qa' fetch_packages
  fetch_fact partitions 'cat /proc/partitions, sfdisk -d' fetch_partitions
  fetch_fact disk-heads 'od -N 17408 of each disk' fetch_disk_heads
  [ ! -e /var/run/multipathd.pid ] || fetch_fact multipath - multipath -l
  for fetch_object in pool host sr pbd pif; do
    # One question that is not answered is enough.
    fetch_fact "xe-$fetch_object" - xe "$fetch_object-list" params=all || break
  done
}

# ---------------------------------------------------------------- the run

fetch_serve() {
  printf '\n%s ready\n' "$TOKEN" >&4
  while read -r fetch_mark fetch_word fetch_bytes fetch_seconds; do
    # What is left of a list that was given up is no request.
    [ "$fetch_mark" = "$TOKEN" ] || continue
    case $fetch_word in
      facts) fetch_facts ;;
      take) fetch_take "$(probe_number "$fetch_bytes" 0)" "$(probe_number "$fetch_seconds" 600)" ;;
      end) break ;;
    esac
    printf '\n%s ready\n' "$TOKEN" >&4
  done
  printf '\n%s close\n' "$TOKEN" >&4
  echo Q >&6
}

# Hands on what comes from the connection. When that is lost, standard input ends: the watcher is told.
fetch_relay() {
  # By its path: the cat inside busybox copies by other calls, and holds short requests back.
  "$FETCH_CAT" <&3 6>&- 4>&- &
  echo "R $!" >&6
  wait "$!"
  echo X >&6
}

fetch_run() {
  read -r probe_pid probe_rest < /proc/self/stat
  echo "M $probe_pid" >&6
  probe_ticker 3<&- 4>&- > /dev/null 2>&1 &
  probe_be_nice "$probe_pid"
  fetch_tools
  printf 'dom0-audit-fetch 1\n%s header\nuid %s\nshell %s\nfind %s\ntar %s\nsum %s\nattributes %s\n' "$TOKEN" \
    "$PROBE_UID" "${BASH_VERSION:-sh}" "$FETCH_FIND" "$FETCH_TAR" "${FETCH_SUM##*/}" "$FETCH_ATTR" >&4
  fetch_relay 4>&- | fetch_serve 3<&- > /dev/null
}

# Descriptors: 3 the connection, 4 what is sent, 6 the watcher.
fetch_main() {
  probe_surroundings || return 2
  exec 4>&1
  fetch_run 6>&1 > /dev/null | probe_watch 3<&- 4>&- > /dev/null 2>&1
}
