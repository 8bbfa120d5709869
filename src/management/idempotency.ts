/** `Idempotency-Key`: a request that comes again within a day is answered again, and not carried out again. */
import { Problem } from '../http/problem.ts'
import { sha256 } from '../protocol/sha256.ts'
import { randomToken } from '../runtime.ts'
import { isLostClaim } from '../stores/idempotency.ts'
import type { Server } from '../tokens/server.ts'

export interface Repeatable {
  /** The key as sent. */
  readonly key: string
  readonly caller: string
  /** Method and path. */
  readonly at: string
  readonly body: Uint8Array
  readonly now: number
}

/** What is answered, now and later. */
export interface Answer {
  readonly status: 200 | 201 | 204
  readonly body?: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** A string of structured fields (RFC 9651 §3.3.3), or without its quotes. */
export function readKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const key = /^"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"$|^([\x21\x23-\x5b\x5d-\x7e]{1,255})$/.exec(
    header.trim(),
  )
  if (key) return key[1] ?? key[2]
  throw new Problem('malformed_request', 'Idempotency-Key is not one', [
    { header: 'Idempotency-Key', detail: 'must be 1 to 255 printable ASCII characters, best a UUID' },
  ])
}

/**
 * Runs it once. The key is marked in the transaction of the change itself, so that neither a retry at the same moment
 * nor one after a crash makes a second record. An answer may hold a secret that is told once: it is kept sealed.
 * @throws {Problem} idempotency_key_reused, request_in_progress, conflict
 */
export async function once(
  server: Server,
  { key: sent, caller, at, body, now }: Repeatable,
  run: (server: Server) => Promise<Answer>,
): Promise<Answer> {
  const { idempotency } = server.stores
  const text = new TextEncoder()
  const key = await sha256(text.encode(JSON.stringify([caller, sent])))
  const request = {
    key,
    request: await sha256(text.encode(`${at} ${await sha256(body)}`)),
    claim: randomToken(16),
  }
  const claimed = await idempotency.claim(request, now)
  switch (claimed.kind) {
    case 'other_request':
      throw new Problem('idempotency_key_reused', 'This Idempotency-Key came with another request before', [
        { header: 'Idempotency-Key', detail: 'is used already' },
      ])
    case 'in_progress':
      throw inProgress()
    case 'done': {
      const opened =
        claimed.answer === undefined
          ? undefined
          : await server.sealer.open<Answer>(rowOf(key), claimed.answer, now)
      if (opened)
        return { ...opened.payload, headers: { ...opened.payload.headers, 'Idempotency-Replayed': 'true' } }
      throw new Problem(
        'conflict',
        'It was carried out, and its answer was lost: look for the record in its list',
      )
    }
    case 'first': {
      const { commit } = server.stores
      const stores: Server['stores'] = {
        ...server.stores,
        commit: (statements) => commit([...statements, idempotency.carriedOut(request)]),
      }
      try {
        const answer = await run({ ...server, stores })
        await idempotency.answered(request, await server.sealer.seal(rowOf(key), answer, { now }))
        return answer
      } catch (error) {
        if (isLostClaim(error)) throw inProgress()
        await idempotency.release(request)
        throw error
      }
    }
  }
}

const inProgress = () =>
  new Problem('request_in_progress', 'The first request with this Idempotency-Key is not answered yet')

const rowOf = (key: string) => `row:idempotency:${key}` as const
