# dom0-audit: the probe.
#
# This is all that an audit runs on a dom0. It only looks: it creates, changes and deletes no file, opens
# no connection, and takes nothing that it reads for a command. Its answer, a bundle, goes to standard output.
#
# By hand, as root:   umask 077; sh probe.sh > host.bundle       (then: dom0-audit audit --bundle host.bundle)
# The file is made by the shell that it is typed into, not by this program: umask 077 keeps others from reading it.
# Settings, each optional, as variables: DOM0_AUDIT_DEEP=1 takes a digest of every packaged file,
# DOM0_AUDIT_CONTENT_LIMIT is the number of bytes read of one file, DOM0_AUDIT_CONTENT_TOTAL that of all.
#
# It is written for the shells and tools of 2007 (bash 3.2, gawk 3.1, findutils 4.2, rpm 4.4) and of today.

# shellcheck disable=SC2034
# ---------------------------------------------------------------- words that collectors use

# show FILE...: the text of each regular file (links are followed), secrets withheld. No file, no output.
show() {
  if [ $# -gt 100 ]; then
    for probe_file do
      [ -f "$probe_file" ] && printf '%s\000' "$probe_file"
    done | show_list
    return 0
  fi
  for probe_file do
    shift
    [ -f "$probe_file" ] && set -- "$@" "$probe_file"
  done
  eval "$PROBE_SHOW"
}

# show_list: the same for the names, each ended by a NUL, on standard input.
show_list() {
  xargs -0 -n 250 sh -c "$PROBE_SHOW" sh
}

# Fixed text. A small file is read by the filter at the end of the section; of a large one, head gives the first bytes.
# shellcheck disable=SC2016,SC2089
PROBE_SHOW='[ $# -eq 0 ] || find -L "$@" -maxdepth 0 -type f \
  \( -size +"$CONTENT_LIMIT"c -printf "\n$FRAME head %s %p/$FRAME\n" \
     -exec head -c "$CONTENT_LIMIT" {} \; -printf "\n$FRAME cut\n" \
  -o -printf "\n$FRAME show %s %p/$FRAME\n" \)'
# shellcheck disable=SC2090
export PROBE_SHOW

# run LABEL COMMAND [ARGUMENT...]: its output, secrets withheld, with its exit status.
run() {
  probe_label=$1
  shift
  if have "$1"; then
    printf '\n%s run %s\n' "$TOKEN" "$probe_label"
    "$@"
    printf '\n%s end %s\n' "$TOKEN" "$?"
  else
    gap missing-tool "$probe_label" "there is no command $1"
  fi
}

# gap REASON ORIGIN DETAIL: something that could not be looked at.
gap() {
  printf '\n%s gap %s\t%s\t%s\n' "$TOKEN" "$1" "$2" "$3"
}

# For parts that print lines of their own. A line that starts with FRAME and a tab, or with TOKEN and a
# space, goes out as it is; in any other line secrets are withheld. esc(name) makes one line of any name.
# shellcheck disable=SC2016
AWK_ESC='
function put(s, from, to,   i, r) {
  while ((i = index(s, from)) > 0) { r = r substr(s, 1, i - 1) to; s = substr(s, i + 1) }
  return r s
}
function esc(s) {
  if (s !~ /[\\\n\t\r]/) return s
  return put(put(put(put(s, "\\", "\\\\"), "\n", "\\n"), "\t", "\\t"), "\r", "\\r")
}
'

# ---------------------------------------------------------------- one section

# The filter at the end of a section: reads the files that show asks for, withholds secrets in what show and run
# print, counts, and cuts at MAX bytes. Its last line is: TOKEN status <exit status or -> <bytes> <cut 0|1>.
# shellcheck disable=SC2016
AWK_FILTER='
BEGIN {
  token = ENVIRON["TOKEN"]; frame = ENVIRON["FRAME"]; max = ENVIRON["MAX"] + 0
  limit = ENVIRON["CONTENT_LIMIT"] + 0; total = ENVIRON["CONTENT_TOTAL"] + 0
  tokens = length(token) + 1; frames = length(frame) + 1
  status = "-"; bytes = 0; came = 0; taken = 0; over = 0; first = ""
}
function finish(cut,   note) {
  note = token " gap too-large\t" esc(first) "\t" over " files were not read: with them, the text of all would be over " total " bytes"
  if (over > 0) { print note; bytes += length(note) + 1 }
  printf "\n%s status %s %.0f %d\n", token, status, bytes, cut
  done = 1
  exit
}
function out(s) {
  bytes += length(s) + 1
  if (bytes > max) { bytes -= length(s) + 1; finish(1) }
  print s
}
function lose(reason, path, why) {
  out(""); out(token " gap " reason "\t" esc(path) "\t" why)
}
function read_file(size, path,   line, got, n) {
  if (secret_path(path)) { lose("withheld", path, "files of this kind are not read"); return }
  if (path ~ /^\/(inet|inet4|inet6|dev|proc|sys)(\/|$)/) { lose("not-collected", path, "not a file of a disk"); return }
  if (taken + size > total) { if (over++ == 0) first = path; return }
  KEY = 0; WITHHELD = 0; n = 0
  got = (getline line < path)
  if (got < 0) { lose("denied", path, "could not be read"); close(path); return }
  out(""); out(token " file " esc(path))
  while (got > 0 && !done) {
    n += length(line) + 1
    if (n > limit + 1) break
    out(mask(line))
    got = (getline line < path)
  }
  close(path)
  if (done) return
  if (n > 0 && n != size + 1 && got <= 0) out("")
  out(token " eof " size " " (got > 0 ? 1 : 0) " " WITHHELD)
  taken += n
}
function request(word,   end) {
  asked = $0
  end = "/" frame
  while (substr(asked, length(asked) - length(end) + 1) != end && (getline line) > 0) asked = asked "\n" line
  asked = substr(asked, frames + length(word) + 2, length(asked) - frames - length(word) - 1 - length(end))
  size = asked + 0
  return substr(asked, index(asked, " ") + 1)
}
{ came += length($0) + 1 }
substr($0, 1, frames) == frame " " {
  word = $2
  if (word == "show") { path = request(word); read_file(size, path) }
  if (word == "head") {
    path = request(word)
    skip = secret_path(path) || taken + limit > total
    if (secret_path(path)) lose("withheld", path, "files of this kind are not read")
    else if (skip) { if (over++ == 0) first = path }
    else { out(""); out(token " file " esc(path)); taken += limit }
    big = size; KEY = 0; WITHHELD = 0
  }
  if (word == "cut") {
    if (!skip) out(token " eof " big " 1 " WITHHELD)
    skip = 0
  }
  next
}
skip { next }
substr($0, 1, tokens) == token " " {
  if ($2 == "status") { status = $3; finish(0) }
  KEY = 0
  out($0)
  next
}
substr($0, 1, frames) == frame "\t" { out($0); next }
{ out(mask($0)) }
END { if (!done) finish(came >= max) }
'

# The part itself, with its own standard error; its last line of output gives its status.
probe_part() {
  read -r probe_pid probe_rest probe_rest probe_parent probe_rest < /proc/self/stat
  printf 'B %s %s %s\n' "$probe_pid" "$probe_parent" "$1" >&6
  "$2"
  printf '\n%s status %s\n' "$TOKEN" "$?"
}

# At most 16 KiB of standard error; what is more is read and left out, so that nobody is stopped by a full pipe.
probe_stderr() {
  probe_text=$(head -c 16384)
  [ ${#probe_text} -lt 16384 ] || cat > /dev/null
  printf '%s' "$probe_text"
}

probe_pipe() {
  if [ "$PROBE_PACK" = gzip ]; then
    probe_part "$2" "$4" 3<&- 4>&- | head -c "$3" | MAX=$3 awk "$AWK_MASK$AWK_ESC$AWK_FILTER" | gzip -1c >&4
  else
    probe_part "$2" "$4" 3<&- 4>&- | head -c "$3" | MAX=$3 awk "$AWK_MASK$AWK_ESC$AWK_FILTER" >&4
  fi
}

# section NAME SECONDS BYTES FUNCTION: one fenced, limited, timed section. NAME is "<collector> <part>".
section() {
  probe_line="$TOKEN begin $1 $2 $3 $PROBE_PACK"
  printf '\n%s\n' "$probe_line" >&4
  probe_seal "$probe_line"
  probe_uptime
  probe_start=$probe_now
  probe_errors=$(probe_pipe "$@" 2>&1 | probe_stderr)
  echo E >&6
  probe_uptime
  probe_spent=$((probe_now - probe_start))
  [ "$probe_spent" -lt $(($2 * 100)) ] || TIMED_OUT="$TIMED_OUT$1;"
  PROBE_COUNT=$((PROBE_COUNT + 1))
  probe_line="$TOKEN end $1 $probe_spent ${#probe_errors}"
  printf '\n%s\n%s' "$probe_line" "$probe_errors" >&4
  probe_seal "$probe_line" "$probe_errors"
}

# What the closing line's digest is of: all that no gzip member protects. It is kept, since there is no file to add it to.
probe_seal() {
  for probe_text do
    PROBE_SEALED="$PROBE_SEALED$probe_text
"
  done
}

# Hundredths of a second since the host was started.
probe_uptime() {
  read -r probe_now probe_rest < /proc/uptime
  probe_now=${probe_now%.*}${probe_now#*.}
}

# ---------------------------------------------------------------- the run

probe_setup() {
  probe_surroundings || return 2
  DEEP=$(probe_number "${DOM0_AUDIT_DEEP:-}" 0)
  CONTENT_LIMIT=$(probe_number "${DOM0_AUDIT_CONTENT_LIMIT:-}" 262144)
  CONTENT_TOTAL=$(probe_number "${DOM0_AUDIT_CONTENT_TOTAL:-}" 16777216)
  STDIN_WATCH=$(probe_number "${DOM0_AUDIT_STDIN_WATCH:-}" 0)
  export DEEP CONTENT_LIMIT CONTENT_TOTAL
  probe_warn_open
  probe_origin
  PROBE_COUNT=0 TIMED_OUT=';' PROBE_PACK=plain PROBE_SEALED=''
  have gzip && PROBE_PACK=gzip
  return 0
}

probe_run() {
  read -r probe_pid probe_rest < /proc/self/stat
  echo "M $probe_pid" >&6
  probe_uptime
  PROBE_BEGUN=$probe_now
  probe_ticker 3<&- 4>&- > /dev/null 2>&1 &
  if [ "$STDIN_WATCH" = 1 ]; then
    probe_stdin 4>&- > /dev/null 2>&1 &
    echo "R $!" >&6
  fi
  exec 3<&-
  probe_be_nice "$probe_pid"
  probe_head="clock $(date -u +%Y-%m-%dT%H:%M:%SZ)
uid $PROBE_UID
user $PROBE_USER
sudo $PROBE_SUDO
from $PROBE_FROM
by $PROBE_BY
shell $PROBE_SHELL
program $PROBE_DIGEST
deep $DEEP
content-limit $CONTENT_LIMIT
sections $PROBE_SECTIONS"
  printf 'dom0-audit-bundle 1 %s\n%s header\n%s\n' "$TOKEN" "$TOKEN" "$probe_head" >&4
  probe_seal "$probe_head"
  probe_sections
  probe_uptime
  probe_line="$TOKEN close $PROBE_COUNT $((probe_now - PROBE_BEGUN))"
  probe_seal "$probe_line"
  probe_text=''
  if have md5sum; then probe_text=" $(printf '%s' "$PROBE_SEALED" | md5sum | head -c 32)"; fi
  printf '\n%s%s\n' "$probe_line" "$probe_text" >&4
  echo Q >&6
  wait
}

# Descriptors: 3 the connection (or whatever standard input was), 4 the bundle, 6 the watcher.
probe_main() {
  probe_setup || return $?
  exec 4>&1
  probe_run 6>&1 > /dev/null | probe_watch 3<&- 4>&- > /dev/null 2>&1
}
