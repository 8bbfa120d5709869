/** Clock and randomness. The only file that touches `Date` or `getRandomValues`: everything else is handed a time. */
import { base64url } from 'jose'

/** Milliseconds since the epoch. */
export const now = (): number => Date.now()

/** Whole seconds since the epoch, as JWT NumericDate wants them (RFC 7519 §2). */
export const seconds = (ms: number): number => Math.floor(ms / 1000)

export const isoTime = (ms: number): string => new Date(ms).toISOString()

/** The UTC day that holds `ms`, as a count of days since the epoch. */
export const utcDay = (ms: number): number => Math.floor(ms / 86_400_000)

export const randomBytes = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length))

/** A secret nobody guesses: 256 random bits in base64url (43 characters). */
export const randomToken = (bytes = 32): string => base64url.encode(randomBytes(bytes))

export const randomId = (): string => crypto.randomUUID()

/** For libraries that want a Date. */
export const date = (ms: number): Date => new Date(ms)

/** The beginning of a UTC day written as 2026-11-23, in milliseconds; undefined where there is no such day. */
export function dayOf(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(ms) || !isoTime(ms).startsWith(text) ? undefined : ms
}

/** RFC 3339 as milliseconds; NaN where it is no time. */
export const parseTime = (text: string): number => Date.parse(text)
