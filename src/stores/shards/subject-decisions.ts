/**
 * What a subject's shard decides, as pure functions of (state, command, now). The object loads, decides, saves.
 * Times are NumericDates (seconds) except where a name says `Ms`.
 */

import type { Cause } from '../../protocol/audit.ts'
import type { Subject } from '../../protocol/subject.ts'

export interface Session {
  /** Private: only the sealed cookie and sealed codes hold it. */
  id: string
  sub: string
  /** Public: the `sid` claim. It outlives the private id when a person signs in again. */
  sid: string
  authTime: number
  acr: string
  amr: readonly string[]
  createdAt: number
  lastSeen: number
  /** Absolute end. */
  expiresAt: number
  idleLifetime: number
  /** What the browser called itself, and where Cloudflare saw it; absent in sessions of older versions. */
  userAgent?: string
  place?: SessionPlace
}

export interface SessionPlace {
  city?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
}

/** What a grant allows, fixed when its code is redeemed. */
export interface GrantDetail {
  clientId: string
  scope: readonly string[]
  /** Identifiers of APIs; empty where what it yields is for this server alone. */
  audience: readonly string[]
  /** Absent where no browser was involved. */
  sid?: string
  authTime: number
  acr: string
  amr: readonly string[]
  /** Claim names asked of userinfo by the `claims` parameter. */
  userinfoClaims: readonly string[]
  /** Claim names asked of the ID token by the `claims` parameter. */
  idTokenClaims: readonly string[]
}

export interface Grant {
  /** The id of the code that began it. */
  id: string
  sub: string
  detail: GrantDetail
  createdAt: number
  /** Absolute end of all that it yields. */
  expiresAt: number
  idleExpiresAt: number
  /** Of the newest refresh token; 0 is the one the code yielded. */
  generation: number
  /** When this generation was made from its predecessor; the window of tolerance is fixed here. */
  rotatedAtMs: number
  revokedAt: number | null
  /** When tokens were last asked for, to five minutes; absent where they were not since it began. */
  usedAt?: number
  /** Marks the call that made this generation, so that a retry of the same call is neither replay nor reuse. */
  attempt: string
}

export interface RedeemCommand {
  attempt: string
  codeId: string
  /** A code that is past its minute yields nothing, but a replay of it is still noticed. */
  expired: boolean
  sessionId: string
  /** NumericDate: when the code was issued; an older version of the Worker does not say. */
  issuedAt?: number
  sub: string
  detail: GrantDetail
  /** Seconds from now that the grant may live at most, and without use. */
  lifetime: number
  idleLifetime: number
  cause?: Cause
}

/** A grant that begins without a code: the client proved by itself whom it acts for. */
export type StartCommand = Omit<RedeemCommand, 'codeId' | 'expired' | 'sessionId' | 'issuedAt'> & {
  grantId: string
}

/** A person's yes to a request that was made elsewhere; what redeems it gets exactly this. */
export type Approval = Omit<StartCommand, 'attempt' | 'grantId' | 'cause'> & {
  id: string
  /** The private id of the session it was given in. */
  sessionId: string
  endsAt: number
}

/** One redemption wins. A second one only loses: a device that asks again after a lost answer is no thief. */
export function redeemApproval(
  existing: Grant | undefined,
  approval: Approval | undefined,
  attempt: string,
  nowMs: number,
): RedeemDecision {
  if (existing) {
    const again = existing.attempt === attempt && existing.revokedAt === null
    return again ? { kind: 'again', grant: existing } : { kind: 'replayed' }
  }
  if (!approval || approval.endsAt * 1000 <= nowMs) return { kind: 'expired' }
  return { kind: 'granted', grant: begin(approval.id, { ...approval, attempt }, nowMs) }
}

/** The grant as it begins. */
export function begin(id: string, command: Omit<StartCommand, 'grantId'>, nowMs: number): Grant {
  const now = Math.floor(nowMs / 1000)
  return {
    id,
    sub: command.sub,
    detail: command.detail,
    createdAt: now,
    expiresAt: now + command.lifetime,
    idleExpiresAt: now + command.idleLifetime,
    generation: 0,
    rotatedAtMs: nowMs,
    revokedAt: null,
    attempt: command.attempt,
  }
}

export type RedeemDecision =
  | { kind: 'granted'; grant: Grant }
  | { kind: 'again'; grant: Grant }
  | { kind: 'replayed' | 'expired' | 'session_ended' }

export const isLive = (session: Session, now: number): boolean =>
  session.expiresAt > now && session.lastSeen + session.idleLifetime > now

/** Promise 1: a code is redeemed at most once, and a second redemption revokes what the first one yielded. */
export function redeem(
  existing: Grant | undefined,
  session: Session | undefined,
  command: RedeemCommand,
  nowMs: number,
  withdrawnAt?: number,
): RedeemDecision {
  const now = Math.floor(nowMs / 1000)
  if (existing) {
    if (existing.attempt === command.attempt && existing.revokedAt === null)
      return { kind: 'again', grant: existing }
    return { kind: 'replayed' }
  }
  if (command.expired) return { kind: 'expired' }
  if (!session || session.sub !== command.sub || !isLive(session, now)) return { kind: 'session_ended' }
  // A code that was on its way when the person took back what they allow would begin a grant after all.
  if (withdrawnAt !== undefined && (command.issuedAt ?? now) <= withdrawnAt) return { kind: 'session_ended' }
  return { kind: 'granted', grant: begin(command.codeId, command, nowMs) }
}

export interface RefreshCommand {
  attempt: string
  grantId: string
  clientId: string
  generation: number
  /** A part of the grant's scope, where the client asks for less. */
  scope: readonly string[] | undefined
  /** The APIs that it asks for; empty for all that were granted. */
  audience: readonly string[]
  /** NumericDate: grants of this client that began earlier are dead. */
  notBefore: number
  rotate: boolean
  /** Seconds. */
  overlap: number
  idleLifetime: number
  cause?: Cause
}

export type RefreshDecision =
  /** `changed`: the grant as it must be saved. */
  | { kind: 'refreshed'; grant: Grant; changed: boolean }
  | { kind: 'reused' | 'ended' | 'scope_exceeded' | 'audience_exceeded' }

/** A time of last use is written at most this often, in seconds, where nothing else is. */
export const usedEvery = 300

/**
 * Promise 2: a refresh token rotates idempotently. Within the window the immediate predecessor yields the same
 * generation again and extends nothing; anything older, or the predecessor after the window, is reuse.
 */
export function refresh(grant: Grant | undefined, command: RefreshCommand, nowMs: number): RefreshDecision {
  const now = Math.floor(nowMs / 1000)
  if (!isUsable(grant, now) || grant.detail.clientId !== command.clientId || grant.idleExpiresAt <= now) {
    return { kind: 'ended' }
  }
  if (command.generation > grant.generation || grant.createdAt < command.notBefore) return { kind: 'ended' }
  const tolerated =
    command.generation === grant.generation - 1 &&
    (nowMs < grant.rotatedAtMs + command.overlap * 1000 || command.attempt === grant.attempt)
  if (command.generation !== grant.generation && !tolerated) return { kind: 'reused' }
  if (command.scope?.some((scope) => !grant.detail.scope.includes(scope))) return { kind: 'scope_exceeded' }
  if (command.audience.some((each) => !grant.detail.audience.includes(each)))
    return { kind: 'audience_exceeded' }
  if (tolerated) return { kind: 'refreshed', grant, changed: false }
  const idleExpiresAt = Math.min(now + command.idleLifetime, grant.expiresAt)
  if (!command.rotate) {
    return {
      kind: 'refreshed',
      changed: idleExpiresAt !== grant.idleExpiresAt || now - (grant.usedAt ?? grant.createdAt) >= usedEvery,
      grant: { ...grant, idleExpiresAt, usedAt: now },
    }
  }
  const generation = grant.generation + 1
  return {
    kind: 'refreshed',
    changed: true,
    grant: { ...grant, generation, rotatedAtMs: nowMs, idleExpiresAt, usedAt: now, attempt: command.attempt },
  }
}

/** Whether access tokens of the grant are good. */
export function isUsable(grant: Grant | undefined, now: number): grant is Grant {
  return grant !== undefined && grant.revokedAt === null && grant.expiresAt > now
}

/** Whether what began then (NumericDate) is still good: the person is there, and has not ended what is older. */
export function isGood(subject: Subject | undefined, began: number): subject is Subject {
  // A record from before this field came has none.
  return subject?.status === 'active' && began >= (subject.not_before ?? 0)
}

/** Longer than anybody's sign-in takes from reading the record to here. */
const overtakenFor = 60

/**
 * Whether what was read of the person, and their password held against, had just been ended: they were disabled or got
 * another password in between. Not for good: a database that was put back to an earlier time knows older records.
 */
export const isOvertaken = (read: Subject, kept: Subject | undefined, now: number): boolean =>
  kept !== undefined &&
  (kept.not_before ?? 0) > read.not_before &&
  now < (kept.not_before ?? 0) + overtakenFor
