# Accounts. Of a password only whether there is one leaves the host: the second field never passes.
# shellcheck disable=SC2016 # awk text
part_users_accounts() {
  set --
  for users_file in /etc/passwd /etc/group /etc/shadow; do
    if [ -f "$users_file" ]; then set -- "$@" "$users_file"; fi
  done
  if [ $# -gt 0 ]; then
    run accounts awk -F: '
      BEGIN { row = ENVIRON["FRAME"] "\t" }
      # Anything shorter than a DES hash cannot be a password that somebody knows.
      function state(field) {
        if (field == "") return "empty"
        return (field ~ /^[!*]/ || length(field) < 13) ? "locked" : "set"
      }
      /^[ \t\r]*$/ { next }
      FILENAME == "/etc/shadow" && NF > 1 { print row "shadow\t" state($2) "\t" $1; next }
      FILENAME == "/etc/group" && NF == 4 { print row "group\t" $1 "\t" $3 "\t" $4; next }
      FILENAME == "/etc/passwd" && NF == 7 {
        print row "user\t" (length($2) == 1) "\t" state($2) "\t" $1 "\t" $3 "\t" $4 "\t" $6 "\t" $7
        next
      }
      { print row "odd\t" FILENAME "\t" FNR }' "$@"
  fi
  show /etc/sudoers /etc/sudoers.d/* /etc/pam.d/* /etc/nsswitch.conf /etc/login.defs /etc/securetty /etc/shells
}

# Keys by which somebody can log in. A home on a dead file server costs this part alone.
# shellcheck disable=SC2034 # read needs a name for each field
part_users_keys() {
  set --
  users_seen=:
  if [ -f /etc/passwd ]; then
    while IFS=: read -r users_name users_hash users_uid users_gid users_gecos users_home users_shell ||
      [ -n "$users_name" ]; do
      case $users_home in
        /*) ;;
        *) continue ;;
      esac
      case $users_seen in
        *":$users_home:"*) continue ;;
      esac
      users_seen=$users_seen$users_home:
      for users_file in "$users_home/.ssh/authorized_keys" "$users_home/.ssh/authorized_keys2"; do
        if [ -f "$users_file" ]; then set -- "$@" "$users_file"; fi
      done
    done </etc/passwd
  fi
  show /etc/ssh/sshd_config "$@"
}
