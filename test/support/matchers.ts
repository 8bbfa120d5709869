/** How tests say that a request was refused, and where. */
import { expect } from 'vitest'

interface Refusal {
  status: number
  headers: Headers
  body: unknown
}

/** RFC 6749 §5.2: error and error_description, in the characters that they may have. */
const printable = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/

expect.extend({
  /** A JSON error as RFC 6749 §5.2 has it: code, a description, and nothing cached. */
  toBeOAuthError({ status, headers, body }: Refusal, expectedStatus: number, code: string) {
    const { error, error_description } = body as Record<string, unknown>
    const pass =
      status === expectedStatus &&
      error === code &&
      typeof error_description === 'string' &&
      printable.test(error_description) &&
      headers.get('cache-control') === 'no-store' &&
      headers.get('content-type')?.startsWith('application/json') === true
    const seen = `${status} ${headers.get('content-type')} ${headers.get('cache-control')} ${JSON.stringify(body)}`
    return { pass, message: () => `expected ${expectedStatus} ${code} with no-store, got ${seen}` }
  },
})

declare module 'vitest' {
  // The type parameter is vitest's.
  interface Matchers<T> {
    toBeOAuthError(status: number, code: string): T
  }
}
