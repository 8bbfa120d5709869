/**
 * SubjectShard: a slice of the subjects, and what must change together or be decided once: sessions, consents, grants.
 * Each command is one synchronous transaction without an `await`; crypto is done before it. Outcomes are returned, never thrown.
 */
import { DurableObject } from 'cloudflare:workers'
import type { Cause } from '../../protocol/audit.ts'
import type { Subject } from '../../protocol/subject.ts'
import { now as clock, seconds } from '../../runtime.ts'
import { Alarm } from './alarm.ts'
import { tellDue } from './courier.ts'
import { type Belongings, type Ending, SubjectBelongings } from './subject-belongings.ts'
import {
  type Approval,
  begin,
  type Grant,
  isGood,
  isLive,
  isOvertaken,
  isUsable,
  type RedeemCommand,
  type RefreshCommand,
  redeem,
  redeemApproval,
  refresh,
  type Session,
  type StartCommand,
} from './subject-decisions.ts'
import { SubjectEvents } from './subject-events.ts'
import { SubjectLogouts } from './subject-logouts.ts'
import type {
  EndedSession,
  GrantOutcome,
  RedeemOutcome,
  RefreshOutcome,
  SessionOutcome,
} from './subject-outcomes.ts'
import { SubjectTables } from './subject-tables.ts'
import { movedWithin, sweepEvery, upkeep } from './subject-upkeep.ts'

/** A last-seen time is written at most this often, in seconds. */
const seenEvery = 300

export class SubjectShard extends DurableObject {
  readonly #tables: SubjectTables
  readonly #events: SubjectEvents
  readonly #belongings: SubjectBelongings
  readonly #logouts: SubjectLogouts
  readonly #trail: D1Database
  readonly #alarm: Alarm
  #told = false

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env)
    this.#tables = new SubjectTables(ctx.storage.sql)
    this.#events = new SubjectEvents(ctx.storage.sql)
    this.#logouts = new SubjectLogouts(ctx.storage.sql)
    this.#belongings = new SubjectBelongings(ctx.storage.sql, this.#tables, this.#logouts)
    this.#trail = (env as unknown as { DB: D1Database }).DB
    this.#alarm = new Alarm(ctx)
  }

  /**
   * Begins a session and takes over the person's record where it is newer. `replaces` is the private id it rotates.
   * Answers like `session`, so that the sign-in goes on without a second call.
   */
  signIn(
    subject: Subject,
    session: Session,
    replaces: string | undefined,
    clientId: string,
    cause?: Cause,
  ): SessionOutcome {
    return this.#transaction((now): SessionOutcome => {
      if (isOvertaken(subject, this.#tables.subject(subject.sub), now)) return { kind: 'ended' }
      this.#tables.putSubject(subject)
      const known = this.#tables.session(session.id)
      if (known) return this.#outcome(known, clientId) // a retry of the same call: the session stands as it began
      const previous = replaces === undefined ? undefined : this.#tables.session(replaces)
      if (previous) this.#tables.deleteSession(previous.id)
      const sameSid = previous?.sub === session.sub && isLive(previous, now)
      const begun = sameSid ? { ...session, sid: previous.sid } : session
      this.#tables.putSession(begun)
      if (sameSid) this.#logouts.wentOn(begun)
      this.#tell((events) => events.signedIn(begun, this.#tables.subject(session.sub), clientId, cause))
      return this.#outcome(begun, clientId)
    })
  }

  /** Takes over changes of people's records; older versions are ignored. */
  update(subjects: readonly Subject[], kept?: string): void {
    this.#transaction((now) => {
      for (const subject of subjects) this.#belongings.update(subject, kept, now)
    })
  }

  /** What authorize needs in one call: the live session, the person, and what they allow the client already. */
  session(sessionId: string, clientId: string): SessionOutcome {
    return this.#look((now): SessionOutcome => {
      const session = this.#tables.session(sessionId)
      if (!session || !isLive(session, now)) return { kind: 'ended' }
      if (now - session.lastSeen >= seenEvery) this.#tables.putSession({ ...session, lastSeen: now })
      return this.#outcome(session, clientId)
    })
  }

  #outcome(session: Session, clientId: string): SessionOutcome {
    const subject = this.#tables.subject(session.sub)
    if (!isGood(subject, session.createdAt)) return { kind: 'ended' }
    return { kind: 'live', session, subject, consented: this.#tables.consent(session.sub, clientId) }
  }

  /** Undefined where there is no such session. */
  endSession(sessionId: string, cause?: Cause): EndedSession | undefined {
    return this.#transaction((now) => {
      const session = this.#tables.session(sessionId)
      if (!session) return undefined
      const clients = this.#belongings.endSession(session, now)
      this.#tell((events) => events.signedOut(session, this.#tables.subject(session.sub), cause))
      return { sid: session.sid, clients }
    })
  }

  /** The client got an ID token of the session beside its code, or without one. */
  join(sessionId: string, clientId: string): void {
    this.#transaction(() => {
      const session = this.#tables.session(sessionId)
      if (session) this.#logouts.joined(session, clientId)
    })
  }

  /** Adds to what the person allows the client; `remembered`: also for the next time. */
  consent(sub: string, clientId: string, scopes: readonly string[], cause?: Cause, remembered = true): void {
    this.#transaction((now) => {
      const subject = this.#tables.subject(sub)
      this.#tell((events) => events.consented({ sub, clientId, scopes, remembered }, subject, cause))
      if (!remembered) return
      const all = new Set([...(this.#tables.consent(sub, clientId) ?? []), ...scopes])
      this.#tables.putConsent(sub, clientId, [...all], now)
    })
  }

  redeem(command: RedeemCommand): RedeemOutcome {
    return this.#transaction((now, nowMs): RedeemOutcome => {
      const existing = this.#tables.grant(command.codeId)
      const withdrawn = this.#tables.withdrawnAt(command.sub, command.detail.clientId)
      const decision = redeem(existing, this.#tables.session(command.sessionId), command, nowMs, withdrawn)
      if (decision.kind === 'replayed') this.#revoke(existing, 'replayed', now, command.cause)
      if (decision.kind !== 'granted' && decision.kind !== 'again') return { kind: decision.kind }
      const subject = this.#tables.subject(command.sub)
      const session = this.#tables.session(command.sessionId)
      if (!isGood(subject, session?.createdAt ?? decision.grant.createdAt)) return { kind: 'disabled' }
      if (decision.kind === 'granted') {
        this.#grant(decision.grant, command.cause)
        if (session) this.#logouts.joined(session, command.detail.clientId)
      }
      return { kind: 'granted', grant: decision.grant, subject }
    })
  }

  /** Keeps a person's yes until it is redeemed; false where their session has ended. The same call twice is one. */
  approve(approval: Approval): boolean {
    return this.#transaction((now) => {
      const session = this.#tables.session(approval.sessionId)
      if (session?.sub !== approval.sub || !isLive(session, now)) return false
      this.#tables.putApproval(approval)
      return true
    })
  }

  redeemApproval(command: { attempt: string; approvalId: string; cause?: Cause }): RedeemOutcome {
    return this.#transaction((_, nowMs): RedeemOutcome => {
      const { attempt, approvalId, cause } = command
      const approval = this.#tables.approval(approvalId)
      const decision = redeemApproval(this.#tables.grant(approvalId), approval, attempt, nowMs)
      if (decision.kind !== 'granted' && decision.kind !== 'again') return { kind: decision.kind }
      const subject = this.#tables.subject(decision.grant.sub)
      // The session may have ended meanwhile; when the person signed in stands in the approval as well.
      const given =
        approval && (this.#tables.session(approval.sessionId)?.createdAt ?? approval.detail.authTime)
      if (!isGood(subject, given ?? decision.grant.createdAt)) return { kind: 'disabled' }
      if (decision.kind === 'granted') this.#grant(decision.grant, cause)
      return { kind: 'granted', grant: decision.grant, subject }
    })
  }

  /** Begins a grant without a session, for a person whose record this is. */
  start(subject: Subject, command: StartCommand): RedeemOutcome {
    return this.#transaction((now, nowMs): RedeemOutcome => {
      if (isOvertaken(subject, this.#tables.subject(subject.sub), now)) return { kind: 'disabled' }
      this.#tables.putSubject(subject)
      const known = this.#tables.subject(subject.sub)
      if (!isGood(known, Math.floor(nowMs / 1000))) return { kind: 'disabled' }
      const again = this.#tables.grant(command.grantId)
      const grant = again ?? begin(command.grantId, command, nowMs)
      if (!again) this.#grant(grant, command.cause)
      return { kind: 'granted', grant, subject: known }
    })
  }

  refresh(command: RefreshCommand): RefreshOutcome {
    return this.#transaction((now, nowMs): RefreshOutcome => {
      const existing = this.#tables.grant(command.grantId)
      const decision = refresh(existing, command, nowMs)
      if (decision.kind === 'reused') this.#revoke(existing, 'reused', now, command.cause)
      if (decision.kind !== 'refreshed') return { kind: decision.kind }
      const subject = this.#tables.subject(decision.grant.sub)
      if (!isGood(subject, decision.grant.createdAt)) return { kind: 'disabled' }
      if (decision.changed) this.#tables.rotateGrant(decision.grant)
      return { kind: 'refreshed', grant: decision.grant, subject }
    })
  }

  /** The grant behind an access token, unless that grant or that one token was taken back. */
  grant(grantId: string, tokenId: string): GrantOutcome {
    return this.#look((now): GrantOutcome => {
      const grant = this.#tables.grant(grantId)
      const subject = isUsable(grant, now) ? this.#tables.subject(grant.sub) : undefined
      if (!isUsable(grant, now) || !isGood(subject, grant.createdAt)) return { kind: 'ended' }
      return this.#tables.isRevoked(tokenId) ? { kind: 'ended' } : { kind: 'live', grant, subject }
    })
  }

  /** Whether a token without a grant was taken back. */
  isRevoked(tokenId: string): boolean {
    return this.#tables.isRevoked(tokenId)
  }

  /** Takes one token back; the mark stays until the token has ended by itself. */
  revokeToken(tokenId: string, endsAt: number, of?: { clientId: string; sub?: string }, cause?: Cause): void {
    this.#transaction(() => {
      const already = this.#tables.isRevoked(tokenId)
      this.#tables.revokeToken(tokenId, endsAt)
      if (of && !already) this.#tell((events) => events.tokenRevoked(of, cause))
    })
  }

  /** Ends a grant and all that it yielded, where it belongs to the client. */
  revokeGrant(grantId: string, clientId: string, cause?: Cause): void {
    this.#transaction((now) => {
      const grant = this.#tables.grant(grantId)
      if (grant?.detail.clientId === clientId) this.#revoke(grant, 'ok', now, cause)
    })
  }

  belongings(sub: string): Belongings {
    return this.#look((now) => this.#belongings.list(sub, now))
  }

  /** Ends what belongs to a person, and tells how many that were. */
  end(sub: string, ending: Ending, cause?: Cause): number {
    return this.#transaction((now) => {
      const { ended, told, tellAnyway } = this.#belongings.end(sub, ending, now)
      if (told && (ended > 0 || tellAnyway))
        this.#tell((events) => events.ended(sub, told, this.#tables.subject(sub), cause))
      return ended
    })
  }

  #grant(grant: Grant, cause: Cause | undefined): void {
    this.#tables.putGrant(grant)
    this.#tell((events) => events.granted(grant, cause))
  }

  /** A grant ends once, however often a thief comes back: so is told of once. */
  #revoke(grant: Grant | undefined, why: 'ok' | 'replayed' | 'reused', now: number, cause?: Cause): void {
    if (!grant || grant.revokedAt !== null) return
    this.#tables.revokeGrant(grant.id, now)
    this.#tell((events) => events.revoked(grant, why, cause))
  }

  /** Expiry itself is checked on every read. */
  override async alarm(): Promise<void> {
    this.#alarm.went()
    const next = await upkeep(this.#tables, this.#events, this.#logouts, this.#trail, () =>
      tellDue(this.#logouts, this.ctx, (due, told) => {
        this.#transaction((_, nowMs) => {
          const settled = this.#logouts.settle(due, told, nowMs)
          if (settled) this.#tell((events) => events.logoutTold(due.logout, settled))
        })
      }),
    )
    for (const inMs of next) this.#alarm.arm(inMs)
  }

  #tell(tell: (events: SubjectEvents) => void): void {
    tell(this.#events)
    this.#told = true
  }

  /** For what only reads, or writes one row: nothing else runs in between. */
  readonly #look = <T>(decide: (now: number) => T): T => decide(seconds(clock()))

  #transaction<T>(decide: (now: number, nowMs: number) => T): T {
    const nowMs = clock()
    this.#told = false
    const outcome = this.ctx.storage.transactionSync(() => decide(seconds(nowMs), nowMs))
    this.#alarm.arm(this.#logouts.hasNews() ? 0 : this.#told ? movedWithin : sweepEvery)
    return outcome
  }
}
