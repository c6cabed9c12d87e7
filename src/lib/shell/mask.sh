# What a program of ours withholds on the host, before anything leaves it.
# The auditor does the same again: src/lib/withhold.ts holds the same rules.

# secret_path(name): files that are never read, because all of them is a secret or a person's own.
# mask(line): the line with the values of secrets replaced by [withheld]; inside a private key the whole line.
# The line itself stays, so that line numbers stay true. WITHHELD counts the lines that were changed.
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
