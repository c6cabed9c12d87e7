# What is on the root file system against what the rpm database says should be there.
#
# One rpm query lists every packaged file, one find every path; awk joins them, and only what differs is sent,
# with the paths that an installer's restore list can touch. A second awk adds digests, where links lead, and
# asks for the text of the files that matter. No list is written to a disk.
#
# Every record that goes from one program to the next ends with a slash, FRAME and a newline, which no name
# can hold together, so that names with newlines and tabs survive. What is sent has its names escaped (esc).

# type, mode, size, mtime, uid, gid, links, link target, path. Not the names of owners: find would read /etc/passwd
# and /etc/group again for every file, or ask a directory server. The awks have both files, as the installer has.
FILES_FIELDS='%y\t%m\t%s\t%Ts\t%U\t%G\t%n\t%l\t%p'

# user(uid), group(gid): the name, or the number where there is none.
# shellcheck disable=SC2016
FILES_NAMES='
BEGIN { read_names("/etc/passwd", users); read_names("/etc/group", groups) }
function read_names(path, names,   line, f) {
  while ((getline line < path) > 0) {
    split(line, f, ":")
    if (f[3] ~ /^[0-9]+$/ && !(f[3] in names)) names[f[3]] = f[1]
  }
  close(path)
}
function user(uid) { return (uid in users) ? users[uid] : uid }
function group(gid) { return (gid in groups) ? groups[gid] : gid }
function behind(s, n) {
  while (n-- > 0) s = substr(s, index(s, "\t") + 1)
  return s
}
# Takes a record of find apart, from its field "at" on: LINK, NAME; the fields before them hold no tab.
function take_names(at,   rest) {
  if (NF == at + 8) { LINK = $(at + 7); NAME = substr($NF, 1, length($NF) - tail); return }
  rest = behind($0, at + 6)
  LINK = $at == "l" ? substr(rest, 1, $(at + 2)) : ""
  NAME = substr(rest, length(LINK) + 2, length(rest) - length(LINK) - 1 - tail)
}
function seen(at, link, name) {
  return $at "\t" $(at + 1) "\t" user($(at + 4)) "\t" group($(at + 5)) "\t" $(at + 2) "\t" $(at + 3) "\t" $(at + 4) "\t" $(at + 5) "\t" $(at + 6) "\t" esc(link) "\t" esc(name)
}
'

# The rpm of CentOS 5 prints nothing when it does not know a tag: only tags of rpm 4.4. FILEMD5S holds whatever
# digest the package has.
# shellcheck disable=SC2016
FILES_RPM='rpm -qa --qf "pkg\t%{NAME}\t%{EPOCH}\t%{VERSION}\t%{RELEASE}\t%{ARCH}/$FRAME\n[%{FILEMODES:octal}\t%{FILEUSERNAME}\t%{FILEGROUPNAME}\t%{FILESIZES}\t%{FILEMTIMES}\t%{FILEMD5S}\t%{FILEFLAGS}\t%{FILEVERIFYFLAGS}\t%{FILESTATES}\t%{FILELINKTOS}\t$FRAME%{FILENAMES}/$FRAME\n]"
printf "rpmend\t%s/%s\n" "$?" "$FRAME"
exit 42'

files_rpm() {
  case $TIMED_OUT in
    *';packages list;'*)
      printf 'rpmend\tskipped/%s\n' "$FRAME"
      return
      ;;
  esac
  if have rpm; then
    within 120 as_nobody "$FILES_RPM"
    files_status=$?
  else
    files_status=127
  fi
  [ "$files_status" -eq 0 ] || printf '\nrpmend\tfailed %s/%s\n' "$files_status" "$FRAME"
}

# Links among the paths that are restored: what they lead to is listed too.
files_links() {
  find /etc/xensource /etc/ssh /etc/sysconfig/network-scripts /etc/sysconfig/network /etc/sysconfig/logrotate \
    /etc/sysconfig/mkinitrd.latches /etc/firstboot.d /etc/pygrub /etc/pam.d/sshd /etc/alternatives \
    /etc/resolv.conf /etc/nsswitch.conf /etc/krb5.conf /etc/krb5.keytab /etc/multipath.conf /etc/mdadm.conf \
    /etc/locale.conf /etc/machine-id /etc/vconsole.conf /etc/xensource-inventory /etc/ntp.conf /etc/localtime \
    /root/.ssh /var/xapi /var/lib/xcp /var/lib/likewise /var/lib/pbis \
    -xdev -type l -printf "link\t%l\t%p/$FRAME\n" 2> /dev/null
}

# shellcheck disable=SC2016
FILES_JOIN='
BEGIN {
  FS = "\t"
  frame = ENVIRON["FRAME"]; end = "/" frame; tail = length(end); deep = ENVIRON["DEEP"] + 0
  kind["10"] = "f"; kind["4"] = "d"; kind["12"] = "l"; kind["1"] = "p"; kind["2"] = "c"; kind["6"] = "b"; kind["14"] = "s"
  packages = owned = found = assumed = torn = 0; status = ended = "none"
  clock("start")
}
function clock(name,   up) {
  if ((getline up < "/proc/uptime") > 0) { sub(/ .*/, "", up); print frame "\tT\t" name "\t" up }
  close("/proc/uptime")
}
# An absolute path for the target of a link, without dots.
function lead(target, from,   part, n, i, r) {
  if (substr(target, 1, 1) != "/") { sub(/[^\/]*$/, "", from); target = from target }
  n = split(target, part, "/")
  r = ""
  for (i = 1; i <= n; i++) {
    if (part[i] == "" || part[i] == ".") continue
    if (part[i] == "..") sub(/\/[^\/]*$/, "", r)
    else r = r "/" part[i]
  }
  return r == "" ? "/" : r
}
# Replaces links among the folders of a path; as the kernel would, but for at most 40 links.
function real_path(path,   part, n, i, r, hops) {
  hops = 0
  n = split(path, part, "/")
  r = ""
  for (i = 2; i <= n; i++) {
    r = r "/" part[i]
    if (i < n && (r in linkto) && hops < 40) {
      path = lead(linkto[r], r)
      for (i++; i <= n; i++) path = path "/" part[i]
      n = split(path, part, "/")
      r = ""; i = 1; hops++
    }
  }
  return r
}
# Paths that an installer can carry over, look at or stop on, and the folders above them.
function restored(p,   i) {
  if (p ~ /^\/(etc\/(xensource|ssh|firstboot\.d|pygrub|stunnel|multipath|nagios|nrpe\.d|trusted-certs|snmp|sysconfig\/network-scripts)|root\/\.ssh|var\/(xapi|preserve|opt\/xapi-clusterd|lib\/(xcp|likewise|pbis|samba))|boot)(\/|$)/) return 1
  if (p ~ /^\/[^\/]*$|^\/(etc\/(resolv\.conf|nsswitch\.conf|krb5\.conf|krb5\.keytab|pam\.d|pam\.d\/sshd|multipath\.conf.*|mdadm\.conf|locale\.conf|machine-id|vconsole\.conf|xensource-inventory|ntp\.conf|passwd|group|fstab|hosts|localtime|sysconfig|sysconfig\/(network|logrotate|mkinitrd\.latches|iptables|ip6tables|clock|keyboard|snmpd)|sysctl\.d|systemd|systemd\/system.*)|root\/\.ssh|var\/(lib|tmp|tmp\/\.previous.*|opt))$/) return 1
  if (p in want) return 1
  for (i = 1; i <= wants; i++) if (index(p, wanted[i] "/") == 1) return 1
  return 0
}
function executable_of_vendor(p, mode) {
  return mode ~ /[1357]/ && p ~ /^\/(opt\/(xensource|citrix|Citrix)|etc\/(xapi\.d|xensource|rc\.d|init\.d|firstboot\.d)|usr\/(lib|lib64|libexec)\/(xen|xcp|xapi|xsconsole|openvswitch))\//
}
function rpm_file(   name, target, type, mode, key, tag, ghost) {
  if (NF == 11) { target = $10; name = substr($11, tail, length($11) - tail - tail + 1) }
  else {
    name = behind($0, 9)
    target = substr(name, 1, index(name, "\t" end) - 1)
    name = substr(name, length(target) + 1 + tail, length(name) - length(target) - tail - tail)
  }
  if (substr(name, 1, 1) != "/") { torn++; return }
  type = kind[substr($1, 1, length($1) - 4)]
  # As find prints it. Not by arithmetic: some awks take a number with a leading zero for an octal one.
  mode = substr($1, length($1) - 3)
  sub(/^0+/, "", mode)
  if (mode == "") mode = "0"
  if (type == "f") key = "f\t" mode "\t" $2 "\t" $3 "\t" $4 "\t" $5
  else if (type == "l") { key = "l\t" $2 "\t" $3 "\t" target; owned_link[name] = target }
  else key = type "\t" mode "\t" $2 "\t" $3
  ghost = int($7 / 64) % 2
  tag = "-"
  if ($9 + 0 != 0) tag = "N"
  else if (ghost || int($7 / 8) % 2) tag = "G"
  if (type == "f" && tag != "N" && !ghost && $6 ~ /^[0-9a-f]+$/ && (deep || $7 % 2 || executable_of_vendor(name, mode))) tag = tag == "G" ? "g" : "D"
  key = key "\001" tag "\t" $6 "\t" $7 "\t" $8 "\t" $9 "\t" packages
  if (name in own) own[name] = own[name] "\002" key
  else { own[name] = key; mark_above(name) }
  owned++
}
# Folders that rpm makes for what lies in them: no package owns them, and nobody else made them.
function mark_above(name) {
  while (match(name, /\/[^\/]*$/) && RSTART > 1) {
    name = substr(name, 1, RSTART - 1)
    if (name in above) return
    above[name] = 1
  }
}
# Owned links: a path on the disk may have its package know it by another name (/etc/init.d and /etc/rc.d/init.d).
function start_find(   name, to) {
  for (name in owned_link) {
    to = lead(owned_link[name], name)
    via[to] = via[to] "\n" name
    vias++
  }
  for (name in linkof) if (name !~ /^\/etc\/alternatives\//) want_target(name)
  clock("rpm")
  finding = 1
}
function want_target(name,   to, hops) {
  to = lead(linkof[name], name)
  for (hops = 0; hops < 10; hops++) {
    want[to] = 1
    if (wants < 100) wanted[++wants] = to
    if (!(to in linkof)) return
    to = lead(linkof[to], to)
  }
}
function other_name(name,   at, above, links, n, i, other) {
  above = name
  while (match(above, /\/[^\/]*$/) && RSTART > 1) {
    above = substr(above, 1, RSTART - 1)
    if (!(above in via)) continue
    n = split(via[above], links, "\n")
    for (i = 2; i <= n; i++) {
      other = links[i] substr(name, length(above) + 1)
      if (other in own) return other
    }
  }
  return ""
}
function actual(state, link, name) {
  return frame "\tA\t" state "\t" seen(1, link, name)
}
# What the package says, for the path of the record before.
function expected(entry,   at, key, f, n) {
  at = index(entry, "\001")
  key = substr(entry, 1, at - 1)
  if (substr(key, 1, 1) == "l") { n = split(key, f, "\t"); key = "l\t\t" f[2] "\t" f[3] "\t\t\t" esc(behind(key, 3)) }
  else if (substr(key, 1, 1) != "f") key = key "\t\t\t"
  else key = key "\t"
  n = split(entry, f, "\t")
  if (!(f[n] in named)) { named[f[n]] = 1; print frame "\tP\t" f[n] "\t" package[f[n]] }
  return frame "\tX\t" substr(entry, at + 1) "\t" key
}
function each_expected(entries, before,   e, n, i) {
  n = split(entries, e, "\002")
  for (i = 1; i <= n; i++) each[i] = before expected(e[i])
  return n
}
# Asks for the digest of a file; tool by the length of what the package has.
function digest(name, sum) {
  if (length(sum) == 32) md5[++md5s] = name
  else if (length(sum) == 64) sha256[++sha256s] = name
  else if (length(sum) == 40) sha1[++sha1s] = name
}
function sums(entries,   e, f, n, i, r) {
  r = ""
  n = split(entries, e, "\002")
  for (i = 1; i <= n; i++) {
    split(substr(e[i], index(e[i], "\001") + 1), f, "\t")
    if (f[2] ~ /^[0-9a-f]+$/) r = r " " f[2]
  }
  return r
}
# A record that the second awk decides on, when it has a digest or knows whether the file is prelinked.
function pending(why, state, link, name, entries,   n, i, sum) {
  sum = sums(entries)
  n = each_expected(entries, "v")
  print "V\t" why "\t" sum "\t" esc(name)
  print "v" actual(state, link, name)
  for (i = 1; i <= n; i++) print each[i]
  if (why == "size") prelink[++prelinks] = name
  else digest(name, substr(sum, 2, index(substr(sum, 2) " ", " ") - 1))
}
function changed(link, name, entries,   n, i) {
  n = each_expected(entries, "")
  print actual("C", link, name)
  for (i = 1; i <= n; i++) print each[i]
  if ($1 == "l") links[++linked] = name
}
# Entries that are compared: not those that rpm itself passes over (files that were not installed or were replaced).
function compared(entries,   e, n, i, r) {
  if (!index(entries, "\001N")) return entries
  n = split(entries, e, "\002")
  r = ""
  for (i = 1; i <= n; i++) if (!index(e[i], "\001N")) r = r (r == "" ? "" : "\002") e[i]
  return r
}
# Of a %ghost file only mode and owner count.
function ghost_agrees(entry,   f, g) {
  split(substr(entry, index(entry, "\001") + 1), g, "\t")
  if (int(g[3] / 64) % 2 == 0) return 0
  split(entry, f, "\t")
  if (f[1] == "l") return f[2] == USER && f[3] == GROUP
  sub(/\001.*/, "", f[4])
  return ($1 == "l" || f[2] == $2) && f[3] == USER && f[4] == GROUP
}
function found_path(   name, link, key, o, n, e, i, agreed, other, f, g, state) {
  found++
  take_names(1)
  link = LINK; name = NAME; USER = user($5); GROUP = group($6)
  if (substr(name, 1, 1) != "/") { torn++; return }
  if ($1 == "f") key = "f\t" $2 "\t" USER "\t" GROUP "\t" $3 "\t" $4
  else if ($1 == "l") { key = "l\t" USER "\t" GROUP "\t" link; linkto[name] = link }
  else key = $1 "\t" $2 "\t" USER "\t" GROUP
  o = ""
  if (name in own) { o = own[name]; delete own[name] }
  else if (vias > 0 && (other = other_name(name)) != "") { o = own[other]; delete own[other] }
  if (o == "") {
    if ($1 == "d" && (name == "/" || name in above)) {
      if (restored(name)) print actual("D", link, name)
      return
    }
    if (packages > 0 || place(name)) {
      print actual("U", link, name)
      if ($1 == "l") links[++linked] = name
    }
    return
  }
  key = key "\001"
  agreed = ""
  if (index(o, key) == 1 && !index(o, "\002")) agreed = o
  else {
    e[1] = compared(o)
    if (e[1] == "") agreed = o
    else {
      o = e[1]
      n = split(o, e, "\002")
      for (i = 1; i <= n; i++)
        if (index(e[i], key) == 1 || ghost_agrees(e[i])) agreed = agreed (agreed == "" ? "" : "\002") e[i]
    }
  }
  if (agreed != "") {
    state = restored(name) ? "K" : "-"
    if ($1 == "f" && substr(agreed, length(key) + 1, 1) ~ /[Dg]/) { pending("check", state, link, name, agreed); return }
    if ($1 == "f") assumed++
    if (state == "K") {
      n = each_expected(agreed, "")
      print actual("K", link, name)
      for (i = 1; i <= n; i++) print each[i]
      if ($1 == "l") links[++linked] = name
    }
    return
  }
  # Not one owner agrees. A regular file of which only the times differ, or only size and digest, needs a second look.
  if ($1 == "f" && substr(o, 1, 1) == "f" && !index(o, "\002")) {
    split(substr(o, 1, index(o, "\001") - 1), f, "\t")
    split(substr(o, index(o, "\001") + 1), g, "\t")
    if (f[2] == $2 && f[3] == USER && f[4] == GROUP && int(g[3] / 64) % 2 == 0 && g[5] + 0 == 0) {
      if (f[5] == $3 && g[2] ~ /^[0-9a-f]+$/) { pending("time", restored(name) ? "K" : "-", link, name, o); return }
      if (f[6] == $4 && g[3] % 2 == 0) { pending("size", restored(name) ? "K" : "-", link, name, o); return }
    }
    if (f[5] == $3 && g[2] ~ /^[0-9a-f]+$/ && int(g[3] / 64) % 2 == 0) { pending("more", "C", link, name, o); return }
  }
  changed(link, name, o)
}
# Without rpm nobody knows what is owned: only where people put their own files.
function place(p) {
  return p !~ /^\/(usr|lib|lib64|bin|sbin|var|proc|sys|dev|run)\// || restored(p) || p ~ /^\/(usr\/local|var\/(spool\/cron|opt|www|local|named))\// || p ~ /^\/lib\/modules\/[^\/]*\/(extra|updates|kernel\/local)\//
}
{
  while (substr($0, length($0) - tail + 1) != end) {
    if ((getline more) <= 0) { torn++; next }
    $0 = $0 "\n" more
  }
}
finding && $(NF - 1) ~ /(^|\n)findend$/ {
  if (NF > 2) torn++
  ended = substr($NF, 1, length($NF) - tail)
  next
}
finding { found_path(); next }
# An array that a package does not have is `(none)`, without a newline (rpm 4.4, rpmdb/header.c).
substr($0, 1, 6) == "(none)" { sub(/^(\(none\))+/, "") }
$1 ~ /^[0-9]/ { rpm_file(); next }
$1 == "pkg" {
  packages++
  package[packages] = esc($2) "\t" $3 "\t" esc($4) "\t" esc($5) "\t" esc(substr($6, 1, length($6) - tail))
  next
}
$1 == "rpmend" || $1 ~ /\nrpmend$/ { status = substr($2, 1, length($2) - tail); next }
$1 == "link" && NF == 3 { linkof[substr($3, 1, length($3) - tail)] = $2; next }
$1 == "find" end { start_find(); next }
{ torn++ }
function mounts(   line, f, at) {
  while ((getline line < "/proc/mounts") > 0) {
    split(line, f, " ")
    at = f[2]
    while (match(at, /\\[0-7][0-7][0-7]/))
      at = substr(at, 1, RSTART - 1) sprintf("%c", substr(at, RSTART + 1, 1) * 64 + substr(at, RSTART + 2, 1) * 8 + substr(at, RSTART + 3, 1)) substr(at, RSTART + 4)
    if (at != "/") mount[at] = f[3]
  }
  close("/proc/mounts")
}
function mount_of(path) {
  while (match(path, /\/[^\/]*$/) && RSTART > 1) {
    path = substr(path, 1, RSTART - 1)
    if (path in mount) return path
  }
  return ""
}
# What rpm knows and find did not see.
function missing(   name, e, n, i, entries, at, there) {
  for (name in own) {
    n = split(own[name], e, "\002")
    entries = ""
    for (i = 1; i <= n; i++) if (substr(e[i], index(e[i], "\001") + 1, 1) ~ /[-D]/) entries = entries (entries == "" ? "" : "\002") e[i]
    if (entries == "") continue
    at = mount_of(name)
    if (at != "") { elsewhere[at]++; continue }
    there = real_path(name)
    n = each_expected(entries, "")
    if (there == name) print frame "\tM\t" esc(name)
    else {
      at = mount_of(there)
      if (at != "") { elsewhere[at]++; continue }
      print frame "\tO\t" esc(there) "\t" esc(name)
      aliases[++aliased] = there
      if (sums(entries) ~ /^ [0-9a-f]+/) alias_md5[++alias_md5s] = there
    }
    for (i = 1; i <= n; i++) print each[i]
  }
}
function feed(list, n, command,   i, name) {
  if (n == 0) return
  for (i = 1; i <= n; i++) {
    name = list[i]
    if (index(name, "\001")) { print frame "\tN\tunreadable-name\t1"; fflush(); continue }
    gsub(/\n/, "\001", name)
    print name | command
  }
  close(command)
}
END {
  clock("find")
  mounts()
  # find ends with 1 when a file vanished meanwhile; above 1 it has not seen all, and what it has not seen is not missing.
  if (ended == "0" || ended == "1") missing()
  for (name in elsewhere) print frame "\tE\t" elsewhere[name] "\t" mount[name] "\t" esc(name)
  print frame "\tN\tpackages\t" packages
  print frame "\tN\towned\t" owned
  print frame "\tN\tfound\t" found
  print frame "\tN\tassumed\t" assumed
  print frame "\tN\ttorn\t" torn
  print frame "\tN\trpm\t" status
  print frame "\tN\tfind\t" ended
  print frame "\tN\tdeep\t" deep
  fflush()
  # What these print goes the same way as the lines above, one after the other. Names come to them as data.
  names = "tr \"\\n\\001\" \"\\000\\n\" | xargs -0 "
  feed(md5, md5s, names "md5sum")
  feed(sha256, sha256s, names "sha256sum")
  feed(sha1, sha1s, names "sha1sum")
  feed(alias_md5, alias_md5s, names "md5sum 2> /dev/null")
  clock("digests")
  fflush()
  feed(prelink, prelinks, names "grep -lZF .gnu.prelink_undo | tr \"\\n\\000\" \"\\001\\n\" | sed \"s/^/R\t/\"")
  print "W"
  fflush()
  feed(links, linked, names "-n 250 sh -c '\''find \"$@\" -maxdepth 0 -printf \"Y\\t%Y\\t%p/$FRAME\\n\"'\'' sh")
  feed(aliases, aliased, names "-n 250 sh -c '\''find \"$@\" -maxdepth 0 -printf \"Z\\t$FILES_FIELDS/$FRAME\\n\" 2> /dev/null'\'' sh")
  clock("links")
}
'

# Of files with machine code that no package brought as they are (ELF; System V ABI, chapters 4 and 5): the bytes from which
# the auditor tells what they are and which libraries they need. `= NAME`, then `@ OFFSET WORDS` for the header with the
# program headers, the dynamic section, and the names that it points to; of a kernel module `v VERMAGIC`. The files
# are neither run nor loaded. Words are of 4 bytes, as od reads them on x86. FILES_ELF_SOME stops after so many files.
# shellcheck disable=SC2016
FILES_ELF_SOME='NR <= 2000 { print; next } { over++ } END { if (over > 0) print over }'
# shellcheck disable=SC2016
FILES_ELF='
range() {
  W=$(od -An -v -tu4 -j "$2" -N "$3" "$1" 2> /dev/null)
}
tell() { echo "@ $1" $W; }
# A program header: type, offset, address, size in the file. What lies beyond 4 GB is left alone.
header() {
  case $1 in
    1) loads="$loads $2:$3:$4" ;;
    2) dynamic=$2 dynamic_size=$4 ;;
    3) interpreter=$2 ;;
  esac
}
headers_64() {
  [ $# -gt $(($9 / 4)) ] || return 0
  shift $(($9 / 4))
  while [ "$count" -gt 0 ] && [ $# -ge 14 ]; do
    [ "$4${10}" != 00 ] || header "$1" "$3" $(($5 + $6 * 4294967296)) "$9"
    shift 14
    count=$((count - 1))
  done
}
headers_32() {
  [ $# -gt $(($8 / 4)) ] || return 0
  shift $(($8 / 4))
  while [ "$count" -gt 0 ] && [ $# -ge 8 ]; do
    header "$1" "$2" "$3" "$5"
    shift 8
    count=$((count - 1))
  done
}
# An entry of the dynamic section: 1 needed library, 5 where the names are, 14 own name, 15 and 29 folders.
entry() {
  case $1 in
    1 | 14 | 15 | 29)
      [ -n "$low" ] && [ "$low" -le "$2" ] || low=$2
      [ "$2" -le "$high" ] || high=$2
      ;;
    5) names=$2 ;;
  esac
}
entries_64() {
  while [ $# -ge 4 ]; do
    [ "$1$2" != 00 ] || break
    [ "$2" != 0 ] || entry "$1" $(($3 + $4 * 4294967296))
    shift 4
  done
}
entries_32() {
  while [ $# -ge 2 ] && [ "$1" != 0 ]; do
    entry "$1" "$2"
    shift 2
  done
}
linked() {
  loads="" dynamic="" interpreter=""
  "headers_$1" $W
  if [ -n "$interpreter" ] && [ "$interpreter" -gt 760 ] && range "$elf" "$interpreter" 256; then tell "$interpreter"; fi
  [ -n "$dynamic" ] || return 0
  # Whole words, here and below: od fills up the last one with zeros that are not in the file.
  [ "$dynamic_size" -le 4096 ] || dynamic_size=4096
  range "$elf" "$dynamic" $(((dynamic_size + 3) / 4 * 4))
  tell "$dynamic"
  low="" high=0 names=""
  "entries_$1" $W
  [ -n "$low" ] && [ -n "$names" ] || return 0
  length=$(((high - low + 259) / 4 * 4))
  [ "$length" -le 8192 ] && [ "$length" -gt 0 ] || length=8192
  for load in $loads; do
    offset=${load%%:*} load=${load#*:}
    start=${load%:*} load=${load#*:}
    if [ "$names" -ge "$start" ] && [ "$names" -lt $((start + load)) ]; then
      offset=$((offset + names - start + low))
      range "$elf" "$offset" "$length"
      tell "$offset"
      break
    fi
  done
}
for elf do
  case $elf in
    /*) ;;
    *) echo "+ $elf"; continue ;;
  esac
  range "$elf" 0 1024
  set -- $W
  # Not those of another byte order: their words are not what they seem. No words: it could not be read.
  [ "${1:-1179403647}" = 1179403647 ] || continue
  printf "= %s/%s\n" "$elf" "$FRAME"
  [ $# -ge 16 ] || continue
  tell 0
  case $(($2 % 65536)):$(($5 % 65536)) in
    258:1 | 257:1)
      case $elf in
        *.ko) printf "v %s\n" "$(grep -a -o -m 1 "vermagic=[ -~]*" "$elf" 2> /dev/null)" ;;
      esac
      ;;
    258:[23]) count=$((${15} % 65536)); [ "${10}" != 0 ] || [ "$9" -gt 1000 ] || linked 64 ;;
    257:[23]) count=$((${12} % 65536)); [ "$8" -gt 1000 ] || linked 32 ;;
  esac
done'
# shellcheck disable=SC2016
FILES_ELF_LINES='
BEGIN { frame = ENVIRON["FRAME"]; end = "/" frame; tail = length(end) }
substr($0, 1, 2) == "= " {
  while (substr($0, length($0) - tail + 1) != end) {
    if ((getline more) <= 0) exit
    $0 = $0 "\n" more
  }
  print frame "\tF\t" esc(substr($0, 3, length($0) - tail - 2))
  next
}
/^@ [0-9]+( [0-9]+)*$/ { at = $2; sub(/^@ [0-9]+ ?/, ""); print frame "\tW\t" at "\t" $0; next }
/^v / { print frame "\tV\t" esc(substr($0, 3)); next }
/^\+ [0-9]+$/ { print frame "\tN\telf-over\t" $2 }
'

# Decides what the digests tell, passes the rest on, and asks for the text of what is unowned or changed.
# shellcheck disable=SC2016
FILES_PICK='
BEGIN {
  FS = "\t"
  frame = ENVIRON["FRAME"]; end = "/" frame; tail = length(end); limit = ENVIRON["CONTENT_LIMIT"] + 0
  waits = verified = prelinked = 0
}
function plain(s,   i, c, r) {
  if (!index(s, "\\")) return s
  while ((i = index(s, "\\")) > 0) {
    c = substr(s, i + 1, 1)
    r = r substr(s, 1, i - 1) (c == "n" ? "\n" : c == "t" ? "\t" : c == "r" ? "\r" : c)
    s = substr(s, i + 2)
  }
  return r s
}
# Text that tells nothing about how the host was set up, or is not text by its name.
function elsewhere(p) {
  return p ~ /^\/(proc|sys|dev|run|lost\+found|selinux)\// ||
    p ~ /^\/var\/(log|run|lock|cache|xapi|patch|update|swap|crash|empty|xen)\// ||
    p ~ /^\/var\/lib\/(xcp|rpm|yum|mlocate|likewise|pbis|samba|xenstored|xenopsd|openvswitch|nfs|dhclient|ntp|sfcb|random-seed)(\/|$)/ ||
    p ~ /^\/var\/(spool\/(mail|mqueue|clientmqueue|lpd|postfix)|opt\/xen\/bug-report)\//
}
function passed_over(p) {
  return elsewhere(p) ||
    tolower(p) ~ /\.(ko|so|a|o|py[co]|rpm|gz|bz2|xz|lzma|tgz|zip|7z|iso|img|vhdx?|xva|raw|vmdk|qcow2?|tar|cpio|jar|war|class|exe|dll|msi|png|jpe?g|gif|ico|bmp|pdf|mo|gmo|db|sqlite|gpg|ttf|mp[34]|swp)$/ ||
    p ~ /\.so\.[0-9.]+$/
}
# May hold machine code: by its mode, or by its name.
function compiled(mode, p) {
  return substr(mode, length(mode) - 2) ~ /[1357]/ || p ~ /\.(so|ko)$|\.so\.[0-9.]+$/
}
function consider(state, type, size, name, mode) {
  if (type == "f" && size > 63 && state ~ /[UC]/ && compiled(mode, name) && !elsewhere(name) && !secret_path(name)) elf[++elfs] = plain(name)
  if (type != "f" || size + 0 == 0 || state !~ /[UC]/ || passed_over(name) || secret_path(name)) return
  name = plain(name)
  if (size > 4 * limit + 65536) large[++larges] = name
  else if (name ~ /^\/(etc|root)\//) first[++firsts] = name
  else if (name ~ /^\/(opt|usr\/local|home|srv)\//) second[++seconds] = name
  else third[++thirds] = name
}
function settle(   i, name, got, same, state, lines, f) {
  for (i = 1; i <= waits; i++) {
    name = order[i]
    got = hash[name]
    lines = substr(waiting[name], 2)
    state = substr(lines, length(frame) + 4, 1)
    if (why[name] == "size") same = (name in relinked)
    else if (got == "") same = -1
    else same = index(sum[name] " ", " " got " ") > 0
    if (why[name] == "more") state = "C"
    else if (same == 1) {
      if (why[name] == "size") prelinked++; else verified++
      if (state == "-") continue
    } else state = same == 0 ? "C" : "?"
    print frame "\tA\t" state substr(lines, length(frame) + 5)
    if (got != "") print frame "\tH\t" got "\t" name
    split(lines, f, "\t")
    consider(state, f[4], f[8], name, f[5])
  }
  print frame "\tN\tverified\t" verified
  print frame "\tN\tprelinked\t" prelinked
  split("", waiting); split("", hash); split("", sum)
}
function whole(   more) {
  while (substr($0, length($0) - tail + 1) != end) {
    if ((getline more) <= 0) return 0
    $0 = $0 "\n" more
  }
  return 1
}
$1 == frame {
  print
  if ($2 == "A") consider($3, $4, $8, $14, $5)
  next
}
$1 == "V" { name = $4; order[++waits] = name; why[name] = $2; sum[name] = $3; waiting[name] = ""; next }
substr($0, 1, 1) == "v" { waiting[name] = waiting[name] "\n" substr($0, 2); next }
/^\\?[0-9a-f]+ [ *]\// {
  at = index($0, " ")
  got = substr($0, 1, at - 1)
  path = substr($0, at + 2)
  # The digest tools mark a line in which they escaped the name themselves, but not all that esc escapes.
  if (substr(got, 1, 1) == "\\") { got = substr(got, 2); path = put(put(path, "\t", "\\t"), "\r", "\\r") }
  else path = esc(path)
  hash[path] = got
  next
}
$1 == "R" { path = behind($0, 1); gsub(/\001/, "\n", path); relinked[esc(path)] = 1; next }
$0 == "W" { settle(); next }
$1 == "Y" && whole() { print frame "\tL\t" $2 "\t" esc(substr(behind($0, 2), 1, length(behind($0, 2)) - tail)); next }
$1 == "Z" && whole() {
  take_names(2)
  print frame "\tZ\t" seen(2, LINK, NAME)
  next
}
function feed(list, n, command,   i, name) {
  if (n == 0) return
  for (i = 1; i <= n; i++) {
    name = list[i]
    if (index(name, "\001")) continue
    gsub(/\n/, "\001", name)
    print name | command
  }
}
function clock(name,   up) {
  if ((getline up < "/proc/uptime") > 0) { sub(/ .*/, "", up); print frame "\tT\t" name "\t" up }
  close("/proc/uptime")
}
END {
  clock("joined")
  fflush()
  turn = "tr \"\\n\\001\" \"\\000\\n\" | "
  names = turn "xargs -0 "
  print frame "\tN\telf\t" elfs + 0
  fflush()
  # Before the texts: the auditor looks for no record behind the first of them.
  code = names "grep -ILZ \"\" | tr \"\\n\\000\" \"\\001\\n\" | awk \"$CODE_SOME\" | " turn \
    "xargs -0 -n 250 sh -c \"$CODE_READ\" sh | awk \"$CODE_LINES\""
  feed(elf, elfs, code)
  if (elfs > 0) close(code)
  clock("machine code")
  fflush()
  text = names "grep -IlZ \"\" | xargs -0 -n 250 sh -c \"$PROBE_SHOW\" sh"
  feed(first, firsts, text)
  feed(second, seconds, text)
  feed(third, thirds, text)
  if (firsts + seconds + thirds > 0) close(text)
  # grep reads whole lines: of a large file it sees the start only.
  text = names "-n 1 sh -c '\''head -c 32768 \"$1\" | grep -Iq \"\" && printf \"%s\\000\" \"$1\"'\'' sh | xargs -0 -n 250 sh -c \"$PROBE_SHOW\" sh"
  feed(large, larges, text)
  if (larges > 0) close(text)
  clock("content")
}
'

part_files_root() {
  export FILES_FIELDS
  {
    files_links
    files_rpm
    printf 'find/%s\n' "$FRAME"
    within 900 find / -xdev -printf "$FILES_FIELDS/$FRAME\n"
    printf '\nfindend\t%s/%s\n' "$?" "$FRAME"
  } | awk "$AWK_ESC$FILES_NAMES$FILES_JOIN" |
    CODE_SOME=$FILES_ELF_SOME CODE_READ=$FILES_ELF CODE_LINES="$AWK_ESC$FILES_ELF_LINES" \
      awk "$AWK_ESC$AWK_MASK$FILES_NAMES$FILES_PICK"
}
