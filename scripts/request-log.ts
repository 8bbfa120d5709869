import type { LogLine } from './local-server.ts'

type Entry = {
  event: 'request'
  time: string
  method: string
  path: string
  status: number
  ms: number
  request_id: string
  what?: string
  client?: string
  error?: string
  description?: string
}

const colours = { plain: 0, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }

/** One request in one line for a person; any other line as it came. Nothing a caller sent can move the cursor. */
export function formatLog({ level, message }: LogLine, colour: boolean): string {
  const paint = (name: keyof typeof colours, text: string) =>
    colour ? `\x1b[${colours[name]}m${text}\x1b[0m` : text
  const entry = parse(message)
  if (!entry)
    return paint(
      level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'plain',
      printable(message, '\n\t'),
    )
  const { status, error, description } = entry
  const parts = [
    paint('dim', clock(entry.time)),
    entry.method,
    entry.path,
    paint(
      status >= 500 ? 'red' : status >= 400 ? 'yellow' : status >= 300 ? 'cyan' : 'green',
      String(status),
    ),
    entry.what,
    entry.client && `"${entry.client}"`,
    paint('dim', `${entry.ms} ms ${entry.request_id}`),
    error && paint(status >= 500 ? 'red' : 'yellow', description ? `${error}: ${description}` : error),
  ]
  return parts.filter(Boolean).join(' ')
}

function parse(message: string): Entry | undefined {
  if (!message.startsWith('{')) return undefined
  try {
    const entry = JSON.parse(message, (_key, value) => (typeof value === 'string' ? printable(value) : value))
    return entry?.event === 'request' && typeof entry.path === 'string' ? entry : undefined
  } catch {
    return undefined
  }
}

const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

function printable(text: string, allowed = '') {
  const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return text.replace(unprintable, (character) => (allowed.includes(character) ? character : code(character)))
}

function clock(time: string) {
  const at = new Date(time)
  return Number.isNaN(at.getTime()) ? '--:--:--' : at.toTimeString().slice(0, 8)
}
