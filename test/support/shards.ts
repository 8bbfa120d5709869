/// <reference types="@cloudflare/vitest-plugin/types" />
/** Shards under test: fresh ones, and commands with what a test does not care about filled in. */

import { env } from 'cloudflare:workers'
import { auditId, type Cause } from '../../src/protocol/audit.ts'
import type { Subject } from '../../src/protocol/subject.ts'
import type { SubjectShard } from '../../src/stores/shards/subject.ts'
import type { RedeemCommand, RefreshCommand, Session } from '../../src/stores/shards/subject-decisions.ts'
import type { Bindings } from '../../src/stores/stores.ts'

export const bindings = env as unknown as Bindings

/** Well ahead of the real clock, so that no alarm set by it goes off by itself. */
export const start = Date.UTC(2040, 0, 2, 3, 4, 5)
export const inSeconds = (ms: number) => Math.floor(ms / 1000)

let made = 0
/** A shard that nobody used before; called again with its name, another stub of it. */
export function subjectShard(name = `weur-${made++}`): DurableObjectStub<SubjectShard> {
  return bindings.SUBJECT_SHARD.get(bindings.SUBJECT_SHARD.idFromName(name))
}

let attempts = 0
export const newAttempt = () => `attempt-${attempts++}`

export const subject = (change: Partial<Subject> = {}): Subject => ({
  sub: 'sub-of-alice',
  version: 1,
  user_id: 'alice',
  user_type: 'customer',
  roles: ['reader'],
  status: 'active',
  not_before: 0,
  claims: { name: 'Alice' },
  ...change,
})

export const session = (change: Partial<Session> = {}): Session => ({
  id: 'session-1',
  sub: 'sub-of-alice',
  sid: 'sid-1',
  authTime: inSeconds(start),
  acr: '1',
  amr: ['pwd'],
  createdAt: inSeconds(start),
  lastSeen: inSeconds(start),
  expiresAt: inSeconds(start) + 30 * 86_400,
  idleLifetime: 7 * 86_400,
  ...change,
})

export const redeeming = (change: Partial<RedeemCommand> = {}): RedeemCommand => ({
  attempt: newAttempt(),
  codeId: 'code-1',
  expired: false,
  sessionId: 'session-1',
  sub: 'sub-of-alice',
  detail: {
    clientId: 'web',
    scope: ['openid', 'read'],
    audience: ['https://api.example.com'],
    sid: 'sid-1',
    authTime: inSeconds(start),
    acr: '1',
    amr: ['pwd'],
    userinfoClaims: [],
    idTokenClaims: [],
  },
  lifetime: 60 * 86_400,
  idleLifetime: 14 * 86_400,
  ...change,
})

export const refreshing = (change: Partial<RefreshCommand> = {}): RefreshCommand => ({
  attempt: newAttempt(),
  grantId: 'code-1',
  clientId: 'web',
  generation: 0,
  scope: undefined,
  audience: [],
  notBefore: 0,
  rotate: true,
  overlap: 30,
  idleLifetime: 14 * 86_400,
  ...change,
})

let causes = 0
/** Why a shard is called. */
export const cause = (change: Partial<Cause> = {}): Cause => ({
  id: auditId(start, `event-${String(causes++).padStart(6, '0')}`),
  at: start,
  origin: { requestId: 'req_1', address: '192.0.2.1', userAgent: 'test' },
  ...change,
})

/** Counts how often each answer was given. */
export function tally(answers: readonly { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of answers) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** Storage that notes every statement it is asked to run. */
export function recorded(sql: SqlStorage): { recording: SqlStorage; statements: Set<string> } {
  const statements = new Set<string>()
  const exec = (query: string, ...bound: SqlStorageValue[]) => {
    statements.add(query)
    return sql.exec(query, ...bound)
  }
  return { recording: { exec } as unknown as SqlStorage, statements }
}

/** How SQLite would run a statement. */
export function planOf(sql: SqlStorage, query: string): { query: string; plan: string[] } {
  const numbered = new Set(query.match(/\?\d+/g))
  const values = numbered.size || (query.match(/\?/g) ?? []).length
  const rows = sql.exec(`EXPLAIN QUERY PLAN ${query}`, ...Array<number>(values).fill(0)).toArray()
  return { query, plan: rows.map((row) => String(row.detail)) }
}

export const scans = ({ plan }: { plan: string[] }): boolean =>
  plan.some((step) => /\bSCAN (?!json_each\b|\(subquery)/.test(step))
