// Words of keepalived.conf, and options of programs: what stands behind them is a secret, or may be one.
const secretWord =
  /^-{0,2}(auth_pass\w*|auth_hmac\w*|pass|passw\w*|passphrase|pwd|secret\w*|key|token|api-?key|[\w-]+[-_](password|passwd|pass|secret|token|key))$/i;
// Of `password=hunter2`, `--token=…`, `/health?api_key=…`.
const assigned = /((?:^|[^a-z])(?:pass|passw\w*|passphrase|pwd|secret\w*|token|api[-_]?key|key)[=:])([^&;,]+)/gi;
const inUrl = /(:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/g;
const userOption = /^(-u|--user(name)?|--login)(=.*)?$/;
// Programs whose -p is a password whatever it looks like; of check_ldap it is -P.
const byPassword = /mysql|maria|pgsql|postgres|psql|mssql|oracle|mongo|redis|ldap|radius/i;
const port = /^\d{1,5}$/;

/**
 * Hides what is or may be a secret in the words of a command or of a line of keepalived.conf: what stands behind a word for one,
 * `--password=`, `token=`, the password of a URL, and behind `-p` where a user is named or the program asks a database.
 * @returns the words, with `mask` in place of each secret.
 */
export function hideSecrets(texts: readonly string[], mask = '[secret]'): string[] {
  const words = texts.flatMap(piecesOf).filter((piece) => piece.trim() !== '');
  const hasUser = words.some((word) => userOption.test(word));
  const asksDatabase = words.some((word) => byPassword.test(word.replace(/^.*\//, '')) && !word.startsWith('-'));
  let hides: (word: string) => string | null = () => null;
  let hidesRest = false;

  const hideWord = (word: string): string => {
    if (hidesRest) return mask;
    const inner = /^(["'])(.*\s.*)\1$/s.exec(word);
    const hidden = hides(word.replace(/^(["'])(.*)\1$/s, '$2'));
    if (hidden !== null) {
      hides = () => null;
      return hidden;
    }
    if (inner?.[1] !== undefined && inner[2] !== undefined) return inner[1] + hideText(inner[2]) + inner[1];
    hides = next(word);
    // -pVALUE of MySQL's programs.
    const glued = /^(-p)(?=.)(?!\d{1,5}$|ort$)/.exec(word)?.[1];
    if (glued !== undefined && asksDatabase) return glued + mask;
    return word.replace(assigned, `$1${mask}`).replace(inUrl, `$1${mask}`);
  };

  const next = (word: string): ((value: string) => string | null) => {
    // keepalived.conf takes no options: all that stands behind its own words is hidden.
    if (secretWord.test(word)) {
      hidesRest = !word.startsWith('-');
      return () => mask;
    }
    if (/^(bearer|basic)$/i.test(word)) return () => mask;
    if (word === '-u' || word === '--user')
      return (value) => (/^[^/:]+:./.test(value) ? `${value.slice(0, value.indexOf(':') + 1)}${mask}` : null);
    if (word === '-p') return (value) => (asksDatabase || (hasUser && !port.test(value)) ? mask : null);
    if (word === '-P') return (value) => (asksDatabase && !port.test(value) ? mask : null);
    return () => null;
  };

  const hideText = (text: string): string => {
    const waiting = hides('');
    // A quoted word with spaces in it is one value.
    if (waiting === mask && /\s/.test(text)) return hideWord(text);
    return piecesOf(text)
      .map((piece) => (piece.trim() === '' ? piece : hideWord(piece)))
      .join('');
  };
  return texts.map(hideText);
}

/** Words, spaces, and quoted text as one. */
function piecesOf(text: string): string[] {
  return text.match(/(?:\\.|'[^']*'|"[^"]*"|[^\s'"\\])+|\s+|./gs) ?? [];
}
