/** The laws of the house, as functions of the source text: which file breaks which law, and how. */
import { posix } from 'node:path'

/** From left to right: a room imports only from rooms to its right. Rooms that share a place may not know each other. */
const order = [
  ['index'],
  ['app'],
  ['portals', 'management'],
  ['endpoints'],
  ['interaction'],
  ['registry'],
  ['grant-types'],
  ['client-auth'],
  ['sign-in'],
  ['tokens'],
  ['stores'],
  ['outbound'],
  ['pages'],
  ['http'],
  ['resource-server'],
  ['seal'],
  ['protocol'],
  ['config'],
  ['runtime'],
]
/** Folders whose index.ts lists plug-ins. */
const plugInRooms = ['grant-types', 'client-auth', 'sign-in/methods']
const bindingRooms = ['index', 'app', 'stores', 'outbound']
const bindingTypes =
  /\b(?:D1\w+|KVNamespace\w*|DurableObject\w*|SqlStorage\w*|Fetcher|R2\w+|Queue|Hyperdrive|SendEmail|AnalyticsEngineDataset|RateLimit)\b/
const longestFile = 300
/** But for lists that are read by looking up: a file of messages a language. */
const longLists = 'pages/messages/'

/** Path under src/ to text. Declaration files hold no code and are left out. */
export type Sources = Readonly<Record<string, string>>

export interface Import {
  /** As written. */
  readonly from: string
  /** The path under src/ where the import is relative. */
  readonly target: string | undefined
  readonly isType: boolean
}

const statement =
  /(?:^|[;}\n])\s*(?:import|export)\s+(type\s+)?((?:[\w$]+\s*,?\s*)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})?)\s*from\s*(['"])([^'"]+)\3/g
const bare = /(?:^|[;}\n])\s*import\s*(['"])([^'"]+)\1/g
const dynamic = /\bimport\s*\(\s*(['"`])([^'"`]+)\1/g

/** Every import of a file: static, re-exported, for its side effect, dynamic, and of types only. */
export function importsOf(path: string, source: string): Import[] {
  const text = withoutComments(withoutLongTexts(source))
  const made = (from: string, isType: boolean): Import => ({
    from,
    isType,
    target: from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), from)) : undefined,
  })
  return [
    ...[...text.matchAll(statement)].map(([, type, clause = '', , from = '']) =>
      made(from, type !== undefined || onlyTypes(clause)),
    ),
    ...[...text.matchAll(bare)].map(([, , from = '']) => made(from, false)),
    ...[...text.matchAll(dynamic)].map(([, , from = '']) => made(from, false)),
  ]
}

const onlyTypes = (clause: string) =>
  /^\{[^}]*\}$/.test(clause.trim()) &&
  clause
    .replace(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .every((name) => name.startsWith('type '))

/**
 * The source without what stands in templates of several lines: code for others to copy, a stylesheet, a script. What
 * is put into them stays.
 */
export function withoutLongTexts(source: string): string {
  const pieces: string[] = []
  /** Where each template that is open began, with how many braces are open in the expression inside it. */
  const open: { at: number; braces: number }[] = []
  let kept = 0
  let isText = false
  const leaveOut = (from: number, to: number) => {
    if (!source.slice(from, to).includes('\n')) return
    pieces.push(source.slice(kept, from))
    kept = to
  }
  const token =
    /\\.|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`|\$\{|[{}]/g
  const textToken = /\\[\s\S]|`|\$\{/g
  for (let at = 0; ; ) {
    const expression = isText ? textToken : token
    expression.lastIndex = at
    const found = expression.exec(source)
    if (!found) break
    at = found.index + found[0].length
    const last = open.at(-1)
    if (found[0] === '`' && isText && last) {
      leaveOut(last.at, found.index)
      open.pop()
      isText = false
    } else if (found[0] === '`') {
      open.push({ at, braces: 0 })
      isText = true
    } else if (found[0] === '${' && last) {
      leaveOut(last.at, found.index)
      last.braces = 1
      isText = false
    } else if (last && !isText && found[0] === '{') last.braces += 1
    else if (last && !isText && found[0] === '}') {
      last.braces -= 1
      if (last.braces === 0) {
        last.at = at
        isText = true
      }
    }
  }
  return [...pieces, source.slice(kept)].join('')
}

/** The text without comments; what stands in quotes stays. */
export function withoutComments(source: string): string {
  return source.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\\n])*`)|\/\*[\s\S]*?\*\/|(^|[^:\\])\/\/[^\n]*/g,
    (_, quoted: string | undefined, before: string | undefined) => quoted ?? before ?? '',
  )
}

const roomOf = (path: string): string => (path.split('/')[0] ?? '').replace(/\.ts$/, '')
const placeOf = (room: string): number => order.findIndex((place) => place.includes(room))

/** One sentence for each breach; empty where the house is in order. */
export function violations(sources: Sources): string[] {
  const files = Object.entries(sources).map(([path, text]) => ({
    path,
    text,
    imports: importsOf(path, text),
  }))
  return [
    ...files.flatMap(({ path, imports }) => [
      ...imports.flatMap((each) => orderFaults(path, each, sources)),
      ...imports.flatMap((each) => roomFaults(path, each)),
    ]),
    ...plugInFaults(files),
    ...folderFaults(files),
    ...files.flatMap(({ path, text }) => textFaults(path, text)),
  ]
}

function orderFaults(path: string, { from, target }: Import, sources: Sources): string[] {
  const room = roomOf(path)
  if (placeOf(room) < 0) return [`${path}: ${room} has no place in the import order`]
  if (target === undefined) return []
  if (/^\.\.\/docs\/[\w-]+\.md$/.test(target)) return [] // documentation is served as text
  if (!(target in sources)) return [`${path}: imports ${from}, which is not a file in src`]
  const there = roomOf(target)
  if (there === room) {
    return room === 'endpoints' ? [`${path}: imports another endpoint, ${target}`] : []
  }
  return placeOf(there) > placeOf(room) ? [] : [`${path}: ${room} may not import from ${there} (${target})`]
}

function roomFaults(path: string, { from, target, isType }: Import): string[] {
  const room = roomOf(path)
  const faults: string[] = []
  if (from.startsWith('cloudflare:') && !bindingRooms.includes(room)) {
    faults.push(`${path}: imports ${from}; only ${bindingRooms.join(', ')} may`)
  }
  const there = target === undefined ? undefined : roomOf(target)
  if (room === 'pages') {
    const allowed = from === 'hono/jsx' || there === 'pages' || (there === 'protocol' && isType)
    if (!allowed) faults.push(`${path}: a page imports ${from}; only hono/jsx, pages and protocol types`)
  }
  if (room === 'resource-server') {
    const allowed =
      from === 'jose' || (there !== undefined && ['resource-server', 'protocol', 'runtime'].includes(there))
    if (!allowed) faults.push(`${path}: resource-server imports ${from}; only jose, protocol and runtime`)
  }
  return faults
}

type Files = { path: string; imports: Import[] }[]

/** A plug-in is what the index of its room imports a value from: nobody else may know it. */
function plugInFaults(files: Files): string[] {
  return plugInRooms.flatMap((room) => {
    const index = `${room}/index.ts`
    const plugIns = new Set(
      files
        .filter(({ path }) => path === index)
        .flatMap(({ imports }) => imports.filter((each) => !each.isType).map((each) => each.target)),
    )
    return files
      .filter(({ path }) => path !== index)
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => plugIns.has(target))
          .map(({ target }) => `${path}: only ${index} may know the plug-in ${target}`),
      )
  })
}

function folderFaults(files: Files): string[] {
  const pairs = new Set(
    files.flatMap(({ path, imports }) =>
      imports.flatMap(({ target }) => (target ? [`${posix.dirname(path)} ${posix.dirname(target)}`] : [])),
    ),
  )
  return [...pairs].flatMap((pair) => {
    const [one = '', other = ''] = pair.split(' ')
    // The root is no folder of its own: its files are rooms, and the order above governs them.
    if (one >= other || one === '.' || other === '.') return []
    return pairs.has(`${other} ${one}`) ? [`${one} and ${other} import each other`] : []
  })
}

function textFaults(path: string, source: string): string[] {
  const text = withoutComments(withoutLongTexts(source))
  const code = text.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''")
  const room = roomOf(path)
  const faults: string[] = []
  if (path.endsWith('.tsx') && room !== 'pages') faults.push(`${path}: .tsx lives only in pages`)
  if (/\bexport\s+default\b|\bas\s+default\b/.test(code) && path !== 'index.ts') {
    faults.push(`${path}: has a default export; only index.ts may`)
  }
  if (room !== 'runtime') {
    const touched =
      /\bnew Date\b|\bDate\s*[.(]|\bperformance\s*\.|\bgetRandomValues\b|\brandomUUID\b|\bMath\s*\.\s*random\b/
    const found = touched.exec(code)
    if (found)
      faults.push(`${path}: touches ${found[0].trim()}; the clock and randomness come from runtime.ts`)
  }
  if (!bindingRooms.includes(room)) {
    const found = bindingTypes.exec(code)
    if (found) faults.push(`${path}: names the binding type ${found[0]}; only ${bindingRooms.join(', ')} may`)
  }
  const lines = source.trimEnd().split('\n').length
  if (lines > longestFile && !path.startsWith(longLists))
    faults.push(`${path}: ${lines} lines; ${longestFile} is the most`)
  return faults
}
