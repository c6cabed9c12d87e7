# The public half of each certificate: lines between the marks of a certificate, and of those only what base64 is made of.
# A private key in the same file never passes. The bundles of well-known
# authorities stay out, for their packages bring them, and so do the links that are named by a hash.
part_certificates_files() {
  show /etc/stunnel/*.conf /etc/stunnel/xapi /etc/issue /etc/issue.net /etc/motd /etc/motd.xs /etc/banner* /etc/ssh/*banner*
  set --
  for certificates_dir in /etc/xensource /etc/stunnel /etc/stunnel/certs /etc/openvswitch /etc/ssl /etc/ssl/certs \
    /etc/openldap/cacerts /etc/openldap/certs /etc/pki/tls /etc/pki/tls/certs /etc/pki/tls/private /etc/pki/CA \
    /etc/pki/CA/certs /etc/pki/CA/newcerts /etc/pki/ca-trust/source/anchors; do
    if [ -d "$certificates_dir" ] && [ ! -h "$certificates_dir" ]; then set -- "$@" "$certificates_dir"; fi
  done
  if [ $# -eq 0 ]; then return 0; fi
  find -L "$@" -maxdepth 1 -type f -size -2048k \
    \( -name '*.pem' -o -name '*.crt' -o -name '*.cer' -o -name '*.cert' -o -path '*/certs/*' \) \
    ! -name 'ca-bundle*' ! -name 'ca-certificates*' ! -name '????????.[0-9]' -exec awk -v token="$TOKEN" '
    function escaped(name, result, i, c) {
      result = ""
      for (i = 1; i <= length(name); i++) {
        c = substr(name, i, 1)
        if (c == "\\") c = "\\\\"
        else if (c == "\n") c = "\\n"
        else if (c == "\t") c = "\\t"
        else if (c == "\r") c = "\\r"
        result = result c
      }
      return result
    }
    function end_of_file() {
      if (started) print token " eof " bytes " " (count > 8 ? 1 : 0) " 0"
      started = 0
      inside = 0
      count = 0
      bytes = 0
    }
    FNR == 1 { end_of_file() }
    FNR > 20000 { next }
    /^-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/ {
      count++
      inside = count <= 8
      if (!started) {
        print token " file " escaped(FILENAME)
        started = 1
      }
      if (inside) print "-----BEGIN CERTIFICATE-----"
      next
    }
    /^-----/ {
      if (inside) print "-----END CERTIFICATE-----"
      inside = 0
      next
    }
    inside {
      sub(/[\r ]+$/, "")
      if (length($0) <= 128 && $0 !~ /[^A-Za-z0-9+\/=]/) {
        print
        bytes += length($0) + 1
      }
    }
    END { end_of_file() }
  ' {} +
}
