/** What the management API answers besides the errors of OAuth, as problem details (RFC 9457). `/errors` shows them too. */
import { type ErrorCode, errorEntry } from './errors.ts'

interface ProblemEntry {
  readonly status: number
  readonly section: string
  readonly meaning: string
}

export const problemTable = {
  malformed_request: {
    status: 400,
    section: 'RFC 9110 §15.5.1',
    meaning: 'The body is not JSON, or a parameter or header is not what it should be. `errors` names it.',
  },
  method_not_allowed: {
    status: 405,
    section: 'RFC 9110 §15.5.6',
    meaning: 'The address is right and the method is not; `Allow` lists those that are.',
  },
  conflict: {
    status: 409,
    section: 'RFC 9110 §15.5.10',
    meaning: 'It would contradict what is there: a name that is taken, a third secret, the only secret.',
  },
  version_mismatch: {
    status: 412,
    section: 'RFC 9110 §13.1.1',
    meaning:
      'Somebody else changed the record meanwhile. Read it again, and send its new `ETag` in `If-Match`.',
  },
  content_too_large: {
    status: 413,
    section: 'RFC 9110 §15.5.14',
    meaning: 'The body is larger than this takes.',
  },
  unsupported_media_type: {
    status: 415,
    section: 'RFC 9110 §15.5.16',
    meaning: 'The body is not of a type that this takes; the detail names those that it does.',
  },
  invalid_fields: {
    status: 422,
    section: 'RFC 9110 §15.5.21',
    meaning: 'The body is JSON, and something in it is not allowed. `errors` points at each field.',
  },
  idempotency_key_reused: {
    status: 422,
    section: 'draft-ietf-httpapi-idempotency-key-header §2.7',
    meaning: 'This `Idempotency-Key` came with another request before. A new request needs a new key.',
  },
  request_in_progress: {
    status: 409,
    section: 'draft-ietf-httpapi-idempotency-key-header §2.7',
    meaning: 'The first request with this `Idempotency-Key` is not answered yet. Ask again a little later.',
  },
  version_required: {
    status: 428,
    section: 'RFC 6585 §3',
    meaning:
      'A change says in `If-Match` which version of the record it is based on: the `ETag` that came with it.',
  },
} as const satisfies Record<string, ProblemEntry>

export type ProblemCode = keyof typeof problemTable | ErrorCode

export const problemEntry = (code: ProblemCode): Pick<ProblemEntry, 'status'> =>
  code in problemTable ? problemTable[code as keyof typeof problemTable] : errorEntry(code as ErrorCode)
