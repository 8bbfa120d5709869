/** What every request carries besides itself. */
import type { Context } from 'hono'
import type { OAuthError } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'

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
  /** Where it went, as a pattern: what a stranger writes into an address is in no record. */
  route?: string
  /** What the client sent, for its owners to read where it is refused. */
  sent?: Parameters
  /** OIDC Core §3.1.2.1: the languages that the request under way asks for, divided by spaces. */
  uiLocales?: string
  /** The path that shows this page again, where it is not the one that was asked for. */
  here?: string
  /** What was answered, where that was an error. */
  refused?: OAuthError
  /** Read it with `serverOf`. */
  server: unknown
}

export type RequestContext = Context<{ Variables: RequestVariables }>
