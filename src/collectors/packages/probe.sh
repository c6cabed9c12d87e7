# Every installed package, from one rpm query that only asks for tags of rpm 4.4; it prints nothing, and ends with 0,
# when it does not know one. Values of a package may hold anything: FRAME stands between them.

# shellcheck disable=SC2016
PACKAGES_RPM='tab=$(printf "\t$FRAME\t")
rpm -qa --qf "pkg$tab%{NAME}$tab%{EPOCH}$tab%{VERSION}$tab%{RELEASE}$tab%{ARCH}$tab%{INSTALLTIME}$tab%{BUILDTIME}$tab%{SIZE}$tab%{VENDOR}$tab%{PACKAGER}$tab%{BUILDHOST}$tab%{SOURCERPM}$tab%{URL}$tab%{SUMMARY}$tab%{DSAHEADER:pgpsig}$tab%{RSAHEADER:pgpsig}$tab%{SIGGPG:pgpsig}$tab%{SIGPGP:pgpsig}/$FRAME\n[need %{REQUIRENAME}/$FRAME\n][give %{PROVIDENAME}/$FRAME\n]color [%{FILECOLORS}]/$FRAME\n[%{FILENAMES}/$FRAME\n]"
printf "end\t%s/%s\n" "$?" "$FRAME"
exit 42'

# Of the files of a package only those that tell what it brings: of a package that did not come with the product or
# its base all of these kinds, of any other one init scripts, jobs, and kernel modules beside those of the kernel itself.
# shellcheck disable=SC2016
PACKAGES_LIST='
BEGIN {
  frame = ENVIRON["FRAME"]; end = "/" frame; tail = length(end); gap = "\t" frame "\t"
  count = 0; files = 0; told = 0; torn = 0
}
{
  while (substr($0, length($0) - tail + 1) != end) {
    if ((getline more) <= 0) { torn++; next }
    $0 = $0 "\n" more
  }
  $0 = substr($0, 1, length($0) - tail)
  # An array that a package does not have is `(none)`, without a newline (rpm 4.4, rpmdb/header.c).
  sub(/^(\n|\(none\))+/, "")
}
function close_package() {
  if (count == 0) return
  print frame "\tfiles\t" files "\t" told "\t" (stock ? "-" : noted ? narrow : "?") "\t" (stock ? "-" : noted ? wide : "?")
}
# A requirement that is a library: `libc.so.6(GLIBC_2.4)(64bit)`, of 32 bits without the last word. Each once.
function library(word, name,   bits) {
  if (stock || name !~ /^[^\/( ]+\.so[^\/( ]*(\(|$)/) return
  bits = name ~ /\(64bit\)$/ ? 64 : 32
  sub(/\(.*/, "", name)
  if ((count, word, bits, name) in said || libraries++ > 2000) return
  said[count, word, bits, name] = 1
  print frame "\t" word "\t" bits "\t" esc(name)
}
substr($0, 1, 5) == "need " { library("need", substr($0, 6)); next }
substr($0, 1, 5) == "give " { library("give", substr($0, 6)); next }
# A digit for each file: 1 is ELF of 32 bits, 2 of 64. None: nobody looked when it was built (AutoReqProv: no).
substr($0, 1, 6) == "color " { noted = /[0-9]/; narrow = gsub(/[13]/, "n"); wide = gsub(/2/, "w"); next }
substr($0, 1, 1) == "/" {
  files++
  if ($0 !~ /\.ko(\.[gx]z)?$|^\/etc\/|^\/(usr\/)?lib(64)?\/|bin\/|^\/opt\/|^\/var\/spool\/cron\//) next
  if (stock && $0 !~ /^\/lib\/modules\/[^\/]*\/(extra|updates|weak-updates)\/|^\/etc\/((rc\.d\/)?init\.d|cron[^\/]*|xinetd\.d)\//) next
  if ($0 ~ /\.ko(\.[gx]z)?$/ ||
      $0 ~ /^\/etc\/(rc\.d\/)?(init\.d|rc[0-9S]\.d)\// ||
      $0 ~ /^\/etc\/(cron[^\/]*|xinetd\.d|modprobe\.d|depmod\.d|udev\/rules\.d|sudoers\.d|sysctl\.d|profile\.d|logrotate\.d|pam\.d|yum\.repos\.d|ld\.so\.conf\.d|rsyslog\.d|security|systemd\/system|xapi\.d|xensource|multipath[^\/]*)(\/|$)/ ||
      $0 ~ /^\/etc\/[^\/]*\.conf$/ || $0 ~ /^\/var\/spool\/cron\// ||
      $0 ~ /^\/(usr\/)?lib\/(udev\/rules\.d|systemd\/system|sysctl\.d)\// ||
      $0 ~ /^\/(usr\/)?lib(64)?\/[^\/]*\.so[0-9.]*$/ || $0 ~ /^\/(usr\/)?lib(64)?\/security\// ||
      $0 ~ /^\/usr\/lib(64)?\/(xen|xcp|xsconsole|multipath|nagios\/plugins)\// ||
      $0 ~ /^\/usr\/lib(64)?\/(python[0-9.]*\/site-packages|perl5\/[^\/]*)\/[^\/]*$/ ||
      $0 ~ /^(\/usr(\/local)?)?\/s?bin\/[^\/]*$/ || $0 ~ /^\/opt\/[^\/]*(\/[^\/]*)?$/ || $0 ~ /^\/opt\/xensource\//) {
    if (told++ < 1000) print frame "\tpath\t" esc($0)
  }
  next
}
substr($0, 1, 3) == "pkg" {
  close_package()
  count++; files = 0; told = 0; libraries = 0; noted = 0; narrow = 0; wide = 0
  n = split($0, field, gap)
  if (n != 19) { torn++; next }
  stock = field[10] ~ /^(CentOS|Red Hat, Inc\.|Citrix Systems,? Inc\.?|XenSource,? Inc\.?)$/
  line = frame "\tpkg"
  for (i = 2; i <= n; i++) line = line "\t" esc(field[i])
  print line
  next
}
substr($0, 1, 4) == "end\t" { status = substr($0, 5); next }
{ torn++ }
END { close_package(); print frame "\tend\t" count "\t" torn "\t" status }
'

part_packages_list() {
  if ! have rpm; then
    gap missing-tool rpm 'which packages are installed'
    return 0
  fi
  {
    as_nobody "$PACKAGES_RPM" || printf '\nend\tfailed %s/%s\n' "$?" "$FRAME"
  } | awk "$AWK_ESC$PACKAGES_LIST"
}
