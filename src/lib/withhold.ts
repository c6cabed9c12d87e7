// The same rules as AWK_MASK in src/lib/shell/mask.sh, which has withheld secrets on the host before: a test runs both
// on the same lines. Change them together.

export const WITHHELD = '[withheld]';

/** Longer lines in which anything looks like a secret are withheld whole. */
const LONGEST_LINE = 8192;

const KEY =
  '(?:passw(?:or)?d|passphrase|passcode|secret|token|communit|credential|authtok|bindpw|requirepass|masterauth|psk|' +
  'session_?id|(?:api|access|auth|private|encryption|shared)[_-]?key|chap_?pass)[a-z0-9_.-]*|pass|pwd';
const SETTING = new RegExp(
  `(?:${KEY})(?:["']?\\]?[ \\t]*(?:=>|:=|=+|:)[ \\t]*|>|["'][ \\t]+value[ \\t]*=[ \\t]*)`,
);
const LINE =
  /^[ \t]*(?:menu[ \t]+(?:master[ \t]+)?passwd|password|passphrase|def(?:auth|priv)?passphrase|secret|community|psk|auth_?pass|privpass|rootpw|bindpw|rootbindpw|requirepass|masterauth)[ \t]+(?:--(?:md5|encrypted)[ \t]+)?/;
const PAM = /^[ \t]*password[ \t]+(?:required|requisite|sufficient|optional|include|substack|\[)/;
const OPTION =
  /(?:^|[ \t"'])--?(?:pw|password|passwd|pass|passphrase|secret|token|api-key|community|passin|passout|authpass|privpass)[ \t]+/;
const WORDS =
  /pass|pwd|-pw|bindpw|rootpw|[ \t]pw[ \t]|secret|token|authtok|authinfo|authori[sz]ation|communit|com2sec|createuser|usmuser|sink[ \t]|cred|session|psk|key|requirepass|masterauth|snmp|ipmi|racadm|fence_|curl|mysql|mariadb|ldap|smbclient|plink|pscp|user(?:mod|add)|\$[1256ya]|pbkdf2|:\/\/|\}|akia|private-|:[./0-9a-z]|-.*\/.*-.*\/.*-/s;
const HASH = /\$(?:1|2[abxy]?|5|6|y|apr1)\$[./A-Za-z0-9=,$-]*\$[./0-9A-Za-z]{8}[./A-Za-z0-9$]*/g;
const MARKED = /\{S?(?:SHA|MD5|CRYPT)[0-9]*\}[^ \t:;,"']+|grub\.pbkdf2[^ \t]*|AKIA[A-Z0-9]{8,}/g;
const URL_PASSWORD = /(:\/\/[^/ \t:@"'<>]*:)[^ \t"'<>]*@/g;
/** Options of tools that a secret follows. */
const TOOLS: readonly (readonly [name: RegExp, option: RegExp])[] = [
  [/sshpass/, /^[ \t]+-p[ \t]*/],
  [/(?:ipmitool|racadm|fence_[a-z0-9_]+|plink|pscp|zip|usermod|useradd)[ \t]/, /(?:^|[ \t])-p[ \t]+/],
  [/(?:mysql[a-z]*|mariadb[a-z-]*)[ \t]/, /(?:^|[ \t])-p/],
  [
    /snmp(?:get|getnext|bulk[a-z]*|walk|set|table|trap|inform|status|test|df|delta|netstat|usm|vacm)[ \t]/,
    /(?:^|[ \t])-[cax][ \t]*/,
  ],
  [/ldap[a-z]+[ \t]/, /(?:^|[ \t])-w[ \t]*/],
  [/curl[ \t]/, /(?:^|[ \t])(?:-u|--user|--proxy-user)[ \t=]*["']?[^ \t:]+:/],
  [/smbclient[ \t]/, /(?:^|[ \t])(?:-u|--user)[ \t=]*["']?[^ \t%]+%/],
  [/htpasswd[ \t]/, /-b[a-z]*[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+/],
];

/** How far a secret reaches: see `past`. */
type Reach = 'word' | 'setting' | 'line' | 'element' | 'quoted' | 'piped' | 'all';

/**
 * Replaces the values of secrets in a text by `[withheld]`: private keys, password hashes, settings whose name says
 * password, secret, token or the like, passwords in URLs and on command lines. Lines stay where they are.
 */
export function withholdSecrets(text: string): { readonly text: string; readonly lines: number } {
  let inKey = false;
  let lines = 0;
  const withheld = text.split('\n').map((line) => {
    const { masked, opens, closes } = maskLine(line, inKey);
    inKey = opens || (inKey && !closes);
    if (masked !== line) lines++;
    return masked;
  });
  return { text: lines === 0 ? text : withheld.join('\n'), lines };
}

function maskLine(line: string, inKey: boolean): { masked: string; opens: boolean; closes: boolean } {
  if (inKey) {
    if (line.includes('-----END')) return { masked: line, opens: false, closes: true };
    return { masked: WITHHELD, opens: false, closes: /^private-mac:/i.test(line) };
  }
  const low = lower(line);
  if (!WORDS.test(low)) return { masked: line, opens: false, closes: false };
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(line)) {
    if (/PRIVATE KEY.*-----END/s.test(line))
      return {
        masked: line.replace(/PRIVATE KEY-----.*-----END/s, `PRIVATE KEY-----${WITHHELD}-----END`),
        opens: false,
        closes: false,
      };
    return {
      masked: line.replace(/PRIVATE KEY-----.+$/s, `PRIVATE KEY-----${WITHHELD}`),
      opens: true,
      closes: false,
    };
  }
  if (line.length > LONGEST_LINE) return { masked: WITHHELD, opens: false, closes: false };
  if (low.startsWith('private-lines:')) return { masked: line, opens: true, closes: false };
  return { masked: maskFields(line) ?? maskWords(line, low), opens: false, closes: false };
}

/** Lines that are a secret by their shape: the pool token, entries of password files. */
function maskFields(line: string): string | null {
  if (line.length === 110 && /^[0-9a-f-]+\/[0-9a-f-]+\/[0-9a-f-]+$/i.test(line)) return WITHHELD;
  const fields = line.split(':');
  const [name = '', hash = '', third] = fields;
  const isDes = /^[./0-9A-Za-z]{13}$/.test(hash) && /[A-Z]/.test(hash) && /[a-z]/.test(hash);
  if (isDes && (third === undefined || /^[0-9]*$/.test(third)) && !/[ \t]/.test(name))
    return `${name}:${WITHHELD}${line.slice(name.length + 14)}`;
  if ((fields.length === 2 || fields.length === 3) && /^[0-9a-f]{32}$/.test(fields.at(-1) ?? ''))
    return line.slice(0, -32) + WITHHELD;
  return null;
}

function maskWords(line: string, low: string): string {
  let s = line.replace(HASH, WITHHELD).replace(MARKED, WITHHELD).replace(URL_PASSWORD, `$1${WITHHELD}@`);
  if (/^[ \t#]*(?:createuser|usmuser)[ \t]/.test(low))
    return after(s, /^[ \t#]*(?:createuser[ \t]+(?:-e[ \t]+[^ \t]+[ \t]+)?[^ \t]+|usmuser)[ \t]+/, 'all');
  if (/^[ \t#]*com2sec/.test(low)) return s.replace(/[^ \t]+[ \t]*$/, WITHHELD);
  if (/^[ \t#]*(?:trap2?|inform)sink[ \t]/.test(low))
    return after(s, /^[ \t#]*(?:trap2?|inform)sink[ \t]+[^ \t]+[ \t]+/, 'word');
  if (/^[ \t#]*(?:(?:ro|rw)community6?|trapcommunity)[ \t]/.test(low))
    return after(s, /^[ \t#]*(?:(?:ro|rw)community6?|trapcommunity)[ \t]+/, 'word');
  if (LINE.test(low) && !PAM.test(low)) s = after(s, LINE, 'all');
  else if (/login[ \t].*password[ \t]/s.test(low)) s = after(s, /[ \t]password[ \t]+/, 'word');
  if (/^[ \t]*crypto[ \t]/.test(low)) s = after(s, /[ \t]pw[ \t]+/, 'word');
  if (low.includes('authinfo')) s = after(s, /"p[:=]/, 'quoted');
  s = after(
    s,
    /authori[sz]ation["']?[ \t]*[:=][ \t]*["']?(?:(?:basic|bearer|digest|negotiate|token)[ \t]+)?/,
    'word',
  );
  s = after(s, SETTING, 'setting');
  s = after(s, OPTION, 'word');
  s = after(s, /(?:secret|password|passphrase|psk)[ \t]+"/, 'quoted');
  for (const [name, option] of TOOLS) s = maskTool(s, name, option);
  if (/chpasswd|passwd[ \t].*--stdin/s.test(low))
    s = after(after(s, /echo[ \t]+(?:-[a-z]+[ \t]+)*/, 'piped'), /<<<[ \t]*/, 'word');
  return s;
}

function maskTool(line: string, name: RegExp, option: RegExp): string {
  const found = name.exec(lower(line));
  if (!found) return line;
  const at = found.index + found[0].length;
  return line.slice(0, at) + after(line.slice(at), option, 'word');
}

/** Replaces what follows each match. */
function after(line: string, pattern: RegExp, reach: Reach): string {
  let head = '';
  let rest = line;
  for (;;) {
    const found = rest === '' ? null : pattern.exec(lower(rest));
    if (!found) return head + rest;
    const key = rest.slice(found.index, found.index + found[0].length);
    const before = head + rest.slice(0, found.index);
    head += rest.slice(0, found.index + key.length);
    rest = rest.slice(found.index + key.length);
    // A setting after all: its own rule knows where the value ends.
    if (rest === '' || (reach === 'all' && /^[=:]/.test(rest))) return head + rest;
    if (isHarmless(before, key, rest)) continue;
    const left = past(rest, reach === 'setting' ? settingReach(before, key) : reach);
    if (left !== rest) head += WITHHELD;
    rest = left;
  }
}

function settingReach(before: string, key: string): Reach {
  if (key.endsWith('>') && !key.endsWith('=>')) return 'element';
  const beginsLine = /^[ \t#]*(?:(?:export|set)[ \t]+)?[A-Za-z0-9_.-]*$/.test(before);
  return /[ \t]$/.test(key) || beginsLine ? 'line' : 'setting';
}

/** What is left of a text after the secret that it begins with. */
function past(text: string, reach: Reach): string {
  if (reach === 'all') return '';
  if (reach === 'quoted') return from(text, /"/);
  if (reach === 'piped') return from(text, /[ \t]*\|/);
  if (reach === 'element') return from(text, /</);
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = closingQuote(text, quote);
    const left = end === -1 ? '' : text.slice(end + 1);
    return /^(?:\/?>|[ \t;,&|)}\]]|$)/.test(left) ? left : from(left, /[ \t]/);
  }
  if (reach === 'word') return from(text, /[ \t]/);
  const stop = text.search(/[;,&][A-Za-z0-9_.-]+=|; [A-Za-z0-9_.-]+: /);
  const blank = reach === 'setting' ? text.search(/[ \t]/) : -1;
  const at = stop === -1 || (blank !== -1 && blank < stop) ? blank : stop;
  return at === -1 ? '' : text.slice(at);
}

function from(text: string, pattern: RegExp): string {
  const at = text.search(pattern);
  return at === -1 ? '' : text.slice(at);
}

function closingQuote(text: string, quote: string): number {
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

/** Values that are no secret: a switch, the name of a file, and the words of sudoers, nsswitch.conf and the shell. */
function isHarmless(before: string, key: string, value: string): boolean {
  const low = lower(value);
  if (/^\[withheld\](?:[ \t;,&<|)"'/>]|$)/.test(value)) return true;
  if (
    /^["']?(?:yes|no|true|false|on|off|none|null|nil|any|ask|prompt|md5|sha256|sha512|[01])?["']?[ \t]*(?:[;,)}\]#].*)?$/s.test(
      low,
    )
  )
    return true;
  if (/(?:file|path|dir|keytab|credentials?|private_?key)["']?[ \t]*[:=>]+[ \t]*$/i.test(key))
    return /^["']?[/~]/.test(value);
  if (/^passwd:[ \t]*$/i.test(key))
    return (
      before.endsWith('NO') ||
      (/(?:^|[ \t):=])$/.test(before) &&
        (/^(?:ALL|!?\/)/.test(value) ||
          /^(?:(?:\[[^\]]*\]|files|db|nis|nisplus|compat|ldap|winbind|lsass|sss|wins|hesiod)[ \t]*)+$/.test(
            low,
          )))
    );
  return key === 'PWD=' && /(?:^|[^A-Za-z0-9_])(?:OLD)?$/.test(before);
}

/** ASCII only, as awk does it in the C locale: other letters would change the length of the text. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
