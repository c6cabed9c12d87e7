# shellcheck shell=sh
# iptables -L [-n] [-v]: the chains and rules of the saved table, one line each.
case "$*" in
  *-L*) ;;
  *) echo "iptables v1.3.5: Unknown arg \`$1'" >&2; exit 2 ;;
esac
exec /dev/.lab/machine/bin/gawk '
  /^:/ { chain[++chains] = substr($1, 2); policy[substr($1, 2)] = $2 }
  /^-A / { name = $2; $1 = ""; $2 = ""; rules[name] = rules[name] $0 "\n" }
  END {
    for (i = 1; i <= chains; i++) {
      name = chain[i]
      printf "Chain %s (%s)\ntarget     prot opt source               destination         \n", name, policy[name] == "-" ? "2 references" : "policy " policy[name]
      count = split(rules[name], rule, "\n")
      for (r = 1; r < count; r++) {
        target = rule[r]; sub(/.*-j /, "", target); sub(/ .*/, "", target)
        proto = rule[r] ~ /-p / ? rule[r] : "all"; sub(/.*-p /, "", proto); sub(/ .*/, "", proto)
        printf "%-10s %-4s --  0.0.0.0/0            0.0.0.0/0           %s\n", target, proto, rule[r] ~ /--dport/ ? "dpt" : ""
      }
      print ""
    }
  }' /dev/.lab/state/iptables-save
