/** The Markdown of this repository, taken apart: fenced blocks, links, anchors. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export interface Block {
  /** `README.md:42` */
  readonly at: string
  readonly file: string
  /** All that stands behind the three backticks: `sh run`. */
  readonly info: string
  readonly code: string
}

export interface Document {
  readonly file: string
  readonly text: string
  /** Without the fenced blocks. */
  readonly prose: string
  readonly blocks: readonly Block[]
  readonly anchors: ReadonlySet<string>
  /** As written, with the line. */
  readonly links: readonly { at: string; href: string }[]
}

export function readDocuments(): Document[] {
  const pages = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...pages.sort()].map(readDocument)
}

function readDocument(file: string): Document {
  const text = readFileSync(join(root, file), 'utf8')
  const blocks: Block[] = []
  const prose: string[] = []
  let open: { at: string; info: string; code: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('```')) {
      if (open) open.code.push(line)
      prose.push(open ? '' : line)
    } else if (open) {
      blocks.push({ file, at: open.at, info: open.info, code: open.code.join('\n') })
      open = undefined
      prose.push('')
    } else {
      open = { at: `${file}:${index + 1}`, info: line.slice(3), code: [] }
      prose.push('')
    }
  }
  if (open) throw new Error(`${open.at}: a block without an end`)
  return {
    file,
    text,
    prose: prose.join('\n'),
    blocks,
    anchors: anchorsOf(prose),
    links: linksOf(file, prose),
  }
}

/** As the hosts of repositories make them, and so does the server for /docs. */
function anchorsOf(prose: readonly string[]): Set<string> {
  const headings = prose.flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? [])
  const slugs = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...slugs, ...[...prose.join('\n').matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)])
}

function linksOf(file: string, prose: readonly string[]) {
  return prose.flatMap((line, index) => {
    const text = line.replaceAll(/`[^`]*`/g, '')
    const found = [...text.matchAll(/\]\(([^)\s]*)\)|<(https?:[^>]*)>/g)]
    return found.map(([, inline, auto]) => ({ at: `${file}:${index + 1}`, href: inline ?? auto ?? '' }))
  })
}

/** Whether this is what was shown: `…` stands for anything, and a time for any time. */
export function matches(shown: unknown, found: unknown): boolean {
  if (typeof shown === 'string' && typeof found === 'string') return pattern(shown).test(found)
  if (typeof shown === 'number' && shown > 1e9) return typeof found === 'number' && found > 1e9
  if (typeof shown !== 'object' || shown === null || typeof found !== 'object' || found === null)
    return shown === found
  const keys = Object.keys(shown)
  const values = found as Record<string, unknown>
  return (
    keys.join() === Object.keys(found).join() &&
    keys.every((key) => matches((shown as Record<string, unknown>)[key], values[key]))
  )
}

const pattern = (shown: string) =>
  new RegExp(
    `^${shown
      .split('…')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
  )
