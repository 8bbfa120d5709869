/**
 * Passwords that are guessed first (NIST SP 800-63B §3.1.1.2): those made of hardly more than one common word, a run of
 * keys or letters, a year, or the person's own name. A list of whole passwords would hold each word with every ending
 * that people give it; this holds the words, and knows the endings.
 */

/** What leaked passwords are made of. */
const words = `
  password passwort passw0rd passwd passphrase motdepasse contrasena contrasenya contraseña parola senha wachtwoord haslo pass
  secret geheim letmein letmeinnow openup welcome willkommen bienvenue bienvenido benvenuto hello hallo hola bonjour test
  tester testing temp temporary default changeme change please example sample demo guest user username login signin logon
  admin administrator administrador root superuser sysadmin manager master oracle server database system computer internet
  network security access account backup windows microsoft google facebook instagram youtube twitter linkedin apple iphone
  android samsung amazon netflix github cloudflare minecraft pokemon pikachu naruto starwars superman batman spiderman
  trustno blink182 matrix dragon monkey tigger tiger lion shadow ninja killer hunter ranger phoenix falcon eagle eagles
  charlie thomas daniel michael michelle jennifer jessica jordan joshua andrew anthony robert matthew william george maggie
  ashley amanda nicole hannah sophie chelsea liverpool arsenal barcelona realmadrid juventus football fussball soccer
  baseball basketball hockey softball tennis golf cricket yankees cowboys steelers lakers princess prinzessin queen king
  angel angels butterfly flower flowers sunflower rainbow sunshine sunny moonlight starlight summer sommer winter spring
  autumn fall january february march april may june july august september october november december monday tuesday wednesday
  thursday friday saturday sunday iloveyou iloveu loveyou lovely lover love forever family friend friends mother father
  baby babygirl babyboy daddy mommy mamma jesus christ heaven freedom whatever nothing something anything everything
  thunder lightning diamond silver golden gold orange banana strawberry cherry apple pepper ginger cookie cookies chocolate
  coffee cheese chicken pizza hamburger purple yellow green black white blue mustang corvette ferrari porsche mercedes
  harley camaro toyota yamaha honda guitar music metallica nirvana slipknot qwerty qwertz azerty dvorak asdf zxcv qazwsx
  abcabc abc123 xyz money dollar bitcoin lucky winner success happy smile smiley hacker hacked fuckyou fuckme bullshit
  asshole blowme sexy woaini aini tudelft company office work school student teacher university college hospital america
  london paris berlin madrid moscow tokyo china india brasil canada australia england germany france italia espana
  yes no my me the i you is not for new old big`
  .trim()
  .split(/\s+/)

/** Rows of keys, columns of keys, letters and digits: any three or more in a row, either way, are one piece. */
const runs = [
  ...[
    'abcdefghijklmnopqrstuvwxyz',
    '01234567890',
    'qwertyuiop',
    'qwertzuiop',
    'azertyuiop',
    'asdfghjkl',
    'zxcvbnm',
  ],
  ...[
    '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
    'qazwsxedcrfvtgbyhnujm',
    '1q2w3e4r5t6y7u8i9o0p',
    'q1w2e3r4t5y6u7i8o9p0',
  ],
  ...['!@#$%^&*()', '147258369', '1a2b3c4d5e6f', 'a1b2c3d4e5f6', 'qweasdzxc', '!qaz@wsx#edc$rfv'],
].flatMap((run) => [run, [...run].reverse().join('')])

/** Letters as they are disguised. */
const disguised: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l', '+': 't' },
}
/** As many pieces as a guess is made of at most. */
const mostPieces = 3
const shortestOwnWord = 3
/** Between pieces it adds nothing. */
const separator = /[\s@._-]/
const shortestRun = 3
const longestPattern = 4
/** What follows makes no password that began so badly a good one. */
const longestLooked = 128

/**
 * Whether a password is among those guessed first.
 * @param own what everybody can know of the person: their names and addresses
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const plain = password.normalize('NFKC').toLowerCase()
  const undisguised = [...plain].map((letter) => disguised[letter] ?? letter).join('')
  const ownWords = own
    .flatMap((each) =>
      each
        .normalize('NFKC')
        .toLowerCase()
        .split(/[\s@._-]+/),
    )
    .filter((word) => word.length >= shortestOwnWord)
  const known = [...words, ...ownWords]
  const looked = Math.min(plain.length, longestLooked)
  /** The fewest pieces that what stands before each place is made of. */
  const fewest = new Array<number>(looked + 1).fill(Number.POSITIVE_INFINITY)
  fewest[0] = 0
  for (let at = 0; at < looked; at++) {
    const soFar = fewest[at] ?? 0
    if (separator.test(plain[at] ?? '')) fewest[at + 1] = Math.min(fewest[at + 1] ?? 0, soFar)
    if (soFar >= mostPieces) continue
    for (const length of pieceLengths(plain, undisguised, at, known)) {
      const end = Math.min(at + length, looked)
      fewest[end] = Math.min(fewest[end] ?? 0, soFar + 1)
    }
  }
  return (fewest[looked] ?? 0) <= mostPieces
}

/** How long a piece that begins there may be: a letter, a word once or again and again, a year, a run, a pattern. */
function pieceLengths(plain: string, undisguised: string, at: number, known: readonly string[]): Set<number> {
  const lengths = new Set([1])
  if (/^(?:19|20)\d\d/.test(plain.slice(at, at + 4))) lengths.add(4)
  for (const word of known) {
    let end = at
    while (plain.startsWith(word, end) || undisguised.startsWith(word, end)) {
      end += word.length
      lengths.add(end - at)
    }
  }
  for (const run of runs) {
    const start = run.indexOf(plain.slice(at, at + shortestRun))
    if (start < 0 || at + shortestRun > plain.length) continue
    let length = shortestRun
    lengths.add(length)
    while (plain[at + length] !== undefined && plain[at + length] === run[start + length])
      lengths.add(++length)
  }
  for (let period = 1; period <= longestPattern; period++) {
    let end = at + period
    while (end < plain.length && plain[end] === plain[end - period]) {
      end++
      if (end - at >= shortestRun * period) lengths.add(end - at)
    }
  }
  return lengths
}
