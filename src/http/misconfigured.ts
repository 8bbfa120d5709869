/** A server that cannot work as it is set up says what is missing. */
import { ConfigError } from '../config.ts'
import type { RequestContext } from './context.ts'

export const misconfigurationIn = (error: unknown): ConfigError | undefined =>
  error instanceof ConfigError ? error : unmigrated(error)

/** What D1 answers to every query where the code is newer than the tables. */
function unmigrated(error: unknown): ConfigError | undefined {
  if (!(error instanceof Error) || !/\bno such (table|column)\b/.test(error.message)) return undefined
  return new ConfigError([
    'DB lacks a table or column that this version needs; apply its migrations: wrangler d1 migrations apply DB --remote',
  ])
}

/** Said to whoever asks, so that the operator sees it first: it names variables, never values. */
export function misconfigured(error: ConfigError, c: RequestContext): Response {
  console.error(JSON.stringify({ event: 'misconfigured', faults: error.faults }))
  return c.text(`${error.message}\n`, 503, { 'Cache-Control': 'no-store', 'Retry-After': '60' })
}
