# dom0-audit: the probe.
#
# This is all that an audit runs on a dom0. It only looks: it creates, changes and deletes no file, opens
# no connection, and takes nothing that it reads for a command. Its answer, a bundle, goes to standard output.
#
# By hand, as root:   sh probe.sh > host.bundle       (then: dom0-audit audit --bundle host.bundle)
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

# have COMMAND: true if there is one.
have() {
  command -v "$1" > /dev/null 2>&1
}

# gap REASON ORIGIN DETAIL: something that could not be looked at.
gap() {
  printf '\n%s gap %s\t%s\t%s\n' "$TOKEN" "$1" "$2" "$3"
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

# ---------------------------------------------------------------- secrets

# secret_path(name): files that are never read, because all of them is a secret or a person's own.
# mask(line): the line with the values of secrets replaced by [withheld]; inside a private key the whole line.
# The line itself stays, so that line numbers stay true. WITHHELD counts the lines that were changed.
# The auditor does the same again: src/lib/withhold.ts holds the same rules.
# shellcheck disable=SC2016
AWK_MASK='
function secret_path(p) {
  if (p ~ /\.pub$/) return 0
  return p ~ /\/(g?shadow|ptoken|[^\/]*\.keytab|ntp\/keys|(chap|pap)-secrets|[^\/]*\.secrets|psk\.txt|authkeys)([.~-][^\/]*)?$/ ||
    p ~ /\/(smbpasswd|passdb\.tdb|secrets\.tdb|sasl_passwd|passwd\.client|ldap\.secret|raddb\/server|pam_radius[a-z_]*\.conf|\.pgpass|\.netrc|\.vnc\/passwd|\.Xauthority)$/ ||
    p ~ /\/[^\/]*(\.pass|\.pwd|password\.txt|secret\.txt|\.?smbcred[a-z]*)$/ || p ~ /\/\.[a-z_]*history$/ || p ~ /\/\.(viminfo|lesshst)$/ ||
    p ~ /\/(\.ssh\/id_[a-z0-9]+|ssh_host_([a-z0-9]+_)?key)([.~-][^\/]*)?$/
}
BEGIN {
  MASK_WORDS = "pass|pwd|-pw|bindpw|rootpw|[ \t]pw[ \t]|secret|token|authtok|authinfo|authori[sz]ation|communit|com2sec|createuser|usmuser|sink[ \t]|cred|session|psk|key|requirepass|masterauth|snmp|ipmi|racadm|fence_|curl|mysql|mariadb|ldap|smbclient|plink|pscp|user(mod|add)|\\$[1256ya]|pbkdf2|://|\\}|akia|private-|:[./0-9a-z]|-.*/.*-.*/.*-"
  MASK_KEY = "(passw(or)?d|passphrase|passcode|secret|token|communit|credential|authtok|bindpw|requirepass|masterauth|psk|session_?id|(api|access|auth|private|encryption|shared)[_-]?key|chap_?pass)[a-z0-9_.-]*|pass|pwd"
  MASK_SETTING = "(" MASK_KEY ")([\"\047]?\\]?[ \t]*(=>|:=|=+|:)[ \t]*|>|[\"\047][ \t]+value[ \t]*=[ \t]*)"
  MASK_LINE = "^[ \t]*(menu[ \t]+(master[ \t]+)?passwd|password|passphrase|def(auth|priv)?passphrase|secret|community|psk|auth_?pass|privpass|rootpw|bindpw|rootbindpw|requirepass|masterauth)[ \t]+(--(md5|encrypted)[ \t]+)?"
  MASK_OPTION = "(^|[ \t\"\047])--?(pw|password|passwd|pass|passphrase|secret|token|api-key|community|passin|passout|authpass|privpass)[ \t]+"
  MASK_DES = "[./0-9A-Za-z]"; MASK_DES = MASK_DES MASK_DES MASK_DES MASK_DES; MASK_DES = MASK_DES MASK_DES
}
function close_quote(s, q,   i, c) {
  for (i = 2; i <= length(s); i++) {
    c = substr(s, i, 1)
    if (c == "\\") i++
    else if (c == q) return i
  }
  return 0
}
# What is left of s after the secret that it begins with. how: "w" a word, "v" the value of a setting, "l" the same where
# it may hold blanks, "t" the text of an element, "q" up to a double quote, "p" up to a pipe, "e" all.
function past(s, how,   q, i) {
  if (how == "e") return ""
  if (how == "q") return match(s, /"/) ? substr(s, RSTART) : ""
  if (how == "p") return match(s, /[ \t]*\|/) ? substr(s, RSTART) : ""
  if (how == "t") return match(s, /</) ? substr(s, RSTART) : ""
  q = substr(s, 1, 1)
  if (q == "\"" || q == "\047") {
    i = close_quote(s, q)
    if (i == 0) return ""
    s = substr(s, i + 1)
    if (s ~ /^(\/?>|[] \t;,&|)}]|$)/) return s
    return match(s, /[ \t]/) ? substr(s, RSTART) : ""
  }
  if (how == "w") return match(s, /[ \t]/) ? substr(s, RSTART) : ""
  i = match(s, /[;,&][A-Za-z0-9_.-]+=|; [A-Za-z0-9_.-]+: /) ? RSTART : 0
  if (how == "v" && match(s, /[ \t]/) && (i == 0 || RSTART < i)) i = RSTART
  return i > 0 ? substr(s, i) : ""
}
# Values that are no secret: a switch, the name of a file, and the words of sudoers, nsswitch.conf and the shell.
function harmless(before, key, value,   low) {
  low = tolower(value)
  if (value ~ /^\[withheld\]([ \t;,&<|)"\047\/>]|$)/) return 1
  if (low ~ /^["\047]?(yes|no|true|false|on|off|none|null|nil|any|ask|prompt|md5|sha256|sha512|[01])?["\047]?[ \t]*([]};,)#].*)?$/) return 1
  if (tolower(key) ~ /(file|path|dir|keytab|credentials?|private_?key)["\047]?[ \t]*[:=>]+[ \t]*$/) return value ~ /^["\047]?[\/~]/
  if (tolower(key) ~ /^passwd:[ \t]*$/) return before ~ /NO$/ || before ~ /(^|[ \t):=])$/ && (value ~ /^(ALL|!?\/)/ || low ~ /^((\[[^]]*\]|files|db|nis|nisplus|compat|ldap|winbind|lsass|sss|wins|hesiod)[ \t]*)+$/)
  return key == "PWD=" && before ~ /(^|[^A-Za-z0-9_])(OLD)?$/
}
# Replaces what follows each match of re.
function after(s, re, how,   low, head, before, key, rest, left, kind) {
  head = ""
  low = tolower(s)
  while (s != "" && match(low, re)) {
    kind = how
    before = head substr(s, 1, RSTART - 1)
    key = substr(s, RSTART, RLENGTH)
    head = head substr(s, 1, RSTART + RLENGTH - 1)
    rest = substr(s, RSTART + RLENGTH)
    if (how == "v") {
      if (key ~ />$/ && key !~ /=>$/) kind = "t"
      else if (key ~ /[ \t]$/ || before ~ /^[ \t#]*((export|set)[ \t]+)?[A-Za-z0-9_.-]*$/) kind = "l"
    }
    if (rest == "" || how == "e" && rest ~ /^[=:]/) return head rest
    if (harmless(before, key, rest)) s = rest
    else { left = past(rest, kind); if (left != rest) head = head "[withheld]"; s = left }
    low = tolower(s)
  }
  return head s
}
function blot(s, re,   head) {
  head = ""
  while (match(s, re)) {
    head = head substr(s, 1, RSTART - 1) "[withheld]"
    s = substr(s, RSTART + RLENGTH)
  }
  return head s
}
function mask_url(s,   head, n) {
  head = ""
  while (match(s, /:\/\/[^\/ \t:@"\047<>]*:[^ \t"\047<>]*@/)) {
    n = RSTART + 3 + index(substr(s, RSTART + 3), ":")
    head = head substr(s, 1, n - 1) "[withheld]"
    s = substr(s, RSTART + RLENGTH - 1)
  }
  return head s
}
# The secret that follows an option of one tool.
function tool(s, name, option) {
  if (!match(tolower(s), name)) return s
  return substr(s, 1, RSTART + RLENGTH - 1) after(substr(s, RSTART + RLENGTH), option, "w")
}
function mask_tools(s) {
  s = tool(s, "sshpass", "^[ \t]+-p[ \t]*")
  s = tool(s, "(ipmitool|racadm|fence_[a-z0-9_]+|plink|pscp|zip|usermod|useradd)[ \t]", "(^|[ \t])-p[ \t]+")
  s = tool(s, "(mysql[a-z]*|mariadb[a-z-]*)[ \t]", "(^|[ \t])-p")
  s = tool(s, "snmp(get|getnext|bulk[a-z]*|walk|set|table|trap|inform|status|test|df|delta|netstat|usm|vacm)[ \t]", "(^|[ \t])-[cax][ \t]*")
  s = tool(s, "ldap[a-z]+[ \t]", "(^|[ \t])-w[ \t]*")
  s = tool(s, "curl[ \t]", "(^|[ \t])(-u|--user|--proxy-user)[ \t=]*[\"\047]?[^ \t:]+:")
  s = tool(s, "smbclient[ \t]", "(^|[ \t])(-u|--user)[ \t=]*[\"\047]?[^ \t%]+%")
  return tool(s, "htpasswd[ \t]", "-b[a-z]*[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+")
}
function mask(s,   t) {
  t = mask_line(s)
  if (t != s) WITHHELD++
  return t
}
function mask_line(s,   low, f, n) {
  if (KEY) {
    if (s ~ /-----END/) { KEY = 0; return s }
    if (tolower(s) ~ /^private-mac:/) KEY = 0
    return "[withheld]"
  }
  low = tolower(s)
  if (low !~ MASK_WORDS) return s
  if (s ~ /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/) {
    if (s ~ /PRIVATE KEY.*-----END/) { sub(/PRIVATE KEY-----.*-----END/, "PRIVATE KEY-----[withheld]-----END", s); return s }
    KEY = 1
    sub(/PRIVATE KEY-----.+$/, "PRIVATE KEY-----[withheld]", s)
    return s
  }
  if (length(s) > 8192) return "[withheld]"
  if (low ~ /^private-lines:/) { KEY = 1; return s }
  if (length(s) == 110 && low ~ /^[0-9a-f-]+\/[0-9a-f-]+\/[0-9a-f-]+$/) return "[withheld]"
  n = split(s, f, ":")
  if (n > 1 && length(f[2]) == 13 && f[2] ~ /^[.\/0-9A-Za-z]+$/ && f[2] ~ /[A-Z]/ && f[2] ~ /[a-z]/ && (n == 2 || f[3] ~ /^[0-9]*$/) && f[1] !~ /[ \t]/)
    return f[1] ":[withheld]" substr(s, length(f[1]) + 15)
  if ((n == 2 || n == 3) && length(f[n]) == 32 && f[n] ~ /^[0-9a-f]+$/) return substr(s, 1, length(s) - 32) "[withheld]"
  s = blot(s, "\\$(1|2[abxy]?|5|6|y|apr1)\\$[./A-Za-z0-9=,$-]*\\$" MASK_DES "[./A-Za-z0-9$]*")
  s = blot(s, "\\{S?(SHA|MD5|CRYPT)[0-9]*\\}[^ \t:;,\"\047]+|grub\\.pbkdf2[^ \t]*|AKIA[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]+")
  s = mask_url(s)
  if (low ~ /^[ \t#]*(createuser|usmuser)[ \t]/) return after(s, "^[ \t#]*(createuser[ \t]+(-e[ \t]+[^ \t]+[ \t]+)?[^ \t]+|usmuser)[ \t]+", "e")
  if (low ~ /^[ \t#]*com2sec/) { sub(/[^ \t]+[ \t]*$/, "[withheld]", s); return s }
  if (low ~ /^[ \t#]*(trap2?|inform)sink[ \t]/) return after(s, "^[ \t#]*(trap2?|inform)sink[ \t]+[^ \t]+[ \t]+", "w")
  if (low ~ /^[ \t#]*((ro|rw)community6?|trapcommunity)[ \t]/) return after(s, "^[ \t#]*((ro|rw)community6?|trapcommunity)[ \t]+", "w")
  if (low ~ MASK_LINE && low !~ /^[ \t]*password[ \t]+(required|requisite|sufficient|optional|include|substack|\[)/) s = after(s, MASK_LINE, "e")
  else if (low ~ /login[ \t].*password[ \t]/) s = after(s, "[ \t]password[ \t]+", "w")
  if (low ~ /^[ \t]*crypto[ \t]/) s = after(s, "[ \t]pw[ \t]+", "w")
  if (low ~ /authinfo/) s = after(s, "\"p[:=]", "q")
  s = after(s, "authori[sz]ation[\"\047]?[ \t]*[:=][ \t]*[\"\047]?((basic|bearer|digest|negotiate|token)[ \t]+)?", "w")
  s = after(s, MASK_SETTING, "v")
  s = after(s, MASK_OPTION, "w")
  s = after(s, "(secret|password|passphrase|psk)[ \t]+\"", "q")
  s = mask_tools(s)
  if (low ~ /chpasswd|passwd[ \t].*--stdin/) s = after(after(s, "echo[ \t]+(-[a-z]+[ \t]+)*", "p"), "<<<[ \t]*", "w")
  return s
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
  printf '\n%s begin %s %s %s %s\n' "$TOKEN" "$1" "$2" "$3" "$PROBE_PACK" >&4
  probe_uptime
  probe_start=$probe_now
  probe_errors=$(probe_pipe "$@" 2>&1 | probe_stderr)
  echo E >&6
  probe_uptime
  probe_spent=$((probe_now - probe_start))
  [ "$probe_spent" -lt $(($2 * 100)) ] || TIMED_OUT="$TIMED_OUT$1;"
  PROBE_COUNT=$((PROBE_COUNT + 1))
  printf '\n%s end %s %s %s\n%s' "$TOKEN" "$1" "$probe_spent" "${#probe_errors}" "$probe_errors" >&4
}

# Hundredths of a second since the host was started.
probe_uptime() {
  read -r probe_now probe_rest < /proc/uptime
  probe_now=${probe_now%.*}${probe_now#*.}
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

# ---------------------------------------------------------------- the run

probe_setup() {
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
  DEEP=$(probe_number "${DOM0_AUDIT_DEEP:-}" 0)
  CONTENT_LIMIT=$(probe_number "${DOM0_AUDIT_CONTENT_LIMIT:-}" 262144)
  CONTENT_TOTAL=$(probe_number "${DOM0_AUDIT_CONTENT_TOTAL:-}" 16777216)
  STDIN_WATCH=$(probe_number "${DOM0_AUDIT_STDIN_WATCH:-}" 0)
  export TOKEN FRAME DEEP CONTENT_LIMIT CONTENT_TOTAL
  PROBE_UID=$(id -u) PROBE_COUNT=0 TIMED_OUT=';' PROBE_PACK=plain
  have gzip && PROBE_PACK=gzip
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
  have renice && renice 10 "$probe_pid" > /dev/null 2>&1
  have ionice && ionice -c2 -n7 -p "$probe_pid" > /dev/null 2>&1
  printf 'dom0-audit-bundle 1 %s\n%s header\nclock %s\nuid %s\nshell %s\ndeep %s\ncontent-limit %s\nsections %s\n' \
    "$TOKEN" "$TOKEN" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$PROBE_UID" "${BASH_VERSION:-sh}" "$DEEP" \
    "$CONTENT_LIMIT" "$PROBE_SECTIONS" >&4
  probe_sections
  probe_uptime
  printf '\n%s close %s %s\n' "$TOKEN" "$PROBE_COUNT" "$((probe_now - PROBE_BEGUN))" >&4
  echo Q >&6
  wait
}

# Descriptors: 3 the connection (or whatever standard input was), 4 the bundle, 6 the watcher.
probe_main() {
  probe_setup || return $?
  exec 4>&1
  probe_run 6>&1 > /dev/null | probe_watch 3<&- 4>&- > /dev/null 2>&1
}
