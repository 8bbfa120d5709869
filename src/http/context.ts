/** What every request carries besides itself. */
import type { Context } from 'hono'

/** One line of the log. Nothing here may hold a secret, a token or a query string. */
export interface LogFields {
  /** The grant type, or what was decided. */
  what?: string
  /** The name of the client. */
  client?: string
  error?: string
  description?: string
}

export interface RequestVariables {
  requestId: string
  /** The issuer identifier. */
  issuer: string
  /** Milliseconds, read once: the whole request happens at one time. */
  now: number
  log: LogFields
  /** Read it with `serverOf`. */
  server: unknown
}

export type RequestContext = Context<{ Variables: RequestVariables }>
