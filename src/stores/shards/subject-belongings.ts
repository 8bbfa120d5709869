/** What belongs to a person in their shard, as they and operators see it, and how it is ended. Times are NumericDates. */
import type { AuditEvent } from '../../protocol/audit.ts'
import type { Subject } from '../../protocol/subject.ts'
import { type Grant, isGood, isLive, isUsable, type Session } from './subject-decisions.ts'
import type { SubjectLogouts } from './subject-logouts.ts'
import type { SubjectTables } from './subject-tables.ts'

/** Without the private id: nobody else's page or API shows what a cookie holds. */
export type SessionView = Pick<
  Session,
  'sid' | 'authTime' | 'acr' | 'amr' | 'createdAt' | 'lastSeen' | 'expiresAt' | 'userAgent' | 'place'
>

export interface GrantView {
  readonly id: string
  readonly clientId: string
  readonly scope: readonly string[]
  readonly audience: readonly string[]
  /** The session that it began in, where there was one. */
  readonly sid?: string
  readonly createdAt: number
  readonly expiresAt: number
  /** When tokens were last asked for, to five minutes. */
  readonly usedAt: number
}

export interface ConsentView {
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly changedAt: number
}

/** The newest first; of each at most as many as a page shows. */
export interface Belongings {
  readonly sessions: readonly SessionView[]
  readonly grants: readonly GrantView[]
  readonly consents: readonly ConsentView[]
}

export type Ending =
  | { readonly kind: 'session'; readonly sid: string }
  | { readonly kind: 'grant'; readonly id: string }
  /** All that the client may, remembered consent too. */
  | { readonly kind: 'client'; readonly clientId: string }
  /** `except`: the `sid` of one that goes on. */
  | { readonly kind: 'sessions'; readonly except?: string }
  | { readonly kind: 'grants' }
  /**
   * All sessions and grants but one session, which goes on under another private id: whoever has a copy of its cookie
   * has nothing any more. Whoever ends these tells the trail why.
   */
  | { readonly kind: 'others'; readonly session: string; readonly renewed: string }
  /** Sessions and grants; `everything`: what was remembered too. Whoever ends these tells the trail why. */
  | { readonly kind: 'access' | 'everything' }

/** Only ever added to. */
const schema = `
CREATE INDEX IF NOT EXISTS sessions_sub ON sessions (sub);
CREATE INDEX IF NOT EXISTS grants_sub ON grants (sub, created_at);
CREATE INDEX IF NOT EXISTS approvals_sub ON approvals (json_extract(record, '$.sub'));
`
const shownAtOnce = 500

type GrantRow = { id: string; detail: string; created_at: number; expires_at: number; used_at: number }

type Told = Pick<AuditEvent, 'type' | 'clientId' | 'target' | 'detail'>

export class SubjectBelongings {
  readonly #sql: SqlStorage
  readonly #tables: SubjectTables
  readonly #logouts: SubjectLogouts

  constructor(sql: SqlStorage, tables: SubjectTables, logouts: SubjectLogouts) {
    this.#sql = sql
    this.#tables = tables
    this.#logouts = logouts
    sql.exec(schema)
  }

  list(sub: string, now: number): Belongings {
    const subject = this.#tables.subject(sub)
    const sessions = this.#sessions(sub).filter((session) => isLive(session, now))
    const consents = this.#sql
      .exec<{ client_id: string; scopes: string; changed_at: number }>(
        'SELECT client_id, scopes, changed_at FROM consents WHERE sub = ?',
        sub,
      )
      .toArray()
    return {
      sessions: sessions
        .filter(({ createdAt }) => isGood(subject, createdAt))
        .sort((one, other) => other.createdAt - one.createdAt)
        .slice(0, shownAtOnce)
        .map(({ sid, authTime, acr, amr, createdAt, lastSeen, expiresAt, userAgent, place }) => ({
          ...{ sid, authTime, acr, amr, createdAt, lastSeen, expiresAt },
          ...(userAgent !== undefined && { userAgent }),
          ...(place && { place }),
        })),
      grants: this.#grants(sub, now).filter(({ createdAt }) => isGood(subject, createdAt)),
      consents: consents.map((row) => ({
        clientId: row.client_id,
        scopes: JSON.parse(row.scopes) as string[],
        changedAt: row.changed_at,
      })),
    }
  }

  /** How many sessions and grants ended, and what to tell the trail of it, where it is worth telling though none did. */
  end(sub: string, ending: Ending, now: number): { ended: number; told?: Told; tellAnyway?: boolean } {
    switch (ending.kind) {
      case 'session': {
        const { sid } = ending
        const ended = this.#endSessions(
          this.#sessions(sub).filter((session) => session.sid === sid),
          now,
        )
        return { ended, told: { type: 'session.ended', target: { kind: 'session', id: sid } } }
      }
      case 'grant': {
        const { id } = ending
        const grant = this.#tables.grant(id)
        const ended = grant?.sub === sub && isUsable(grant, now) ? this.#endGrants([id], now) : 0
        const clientId = grant?.detail.clientId
        const target = { kind: 'grant', id } as const
        return { ended, told: { type: 'grant.ended', target, ...(clientId !== undefined && { clientId }) } }
      }
      case 'client': {
        const { clientId } = ending
        const theirs = this.#liveGrants(sub, now).filter(({ detail }) => detail.clientId === clientId)
        const ended = this.#endGrants(
          theirs.map(({ id }) => id),
          now,
        )
        const forgotten = this.#sql.exec(
          'DELETE FROM consents WHERE sub = ? AND client_id = ?',
          sub,
          clientId,
        ).rowsWritten
        this.#endApprovals(sub, clientId)
        this.#tables.withdraw(sub, clientId, now)
        const told = { type: 'grant.ended', clientId, detail: { ended, consent: 'withdrawn' } } as const
        return { ended, told, tellAnyway: forgotten > 0 }
      }
      case 'sessions': {
        const { except } = ending
        const ended = this.#endSessions(
          this.#sessions(sub).filter(({ sid }) => sid !== except),
          now,
        )
        const kept = except === undefined ? {} : { kept: except }
        return { ended, told: { type: 'user.sessions_ended', detail: { ended, ...kept } } }
      }
      case 'grants': {
        this.#tables.withdraw(sub, '', now)
        const ended = this.#endAllGrants(sub, now)
        return { ended, told: { type: 'user.grants_ended', detail: { ended } } }
      }
      case 'others': {
        const { session, renewed } = ending
        // The same call again finds it renewed already.
        const kept = this.#tables.session(session) ?? this.#tables.session(renewed)
        const others = this.#sessions(sub).filter(({ id }) => id !== kept?.id)
        const ended = this.#endSessions(others, now) + this.#endAllGrants(sub, now)
        if (kept?.sub === sub && isLive(kept, now)) {
          this.#tables.deleteSession(kept.id)
          this.#tables.putSession({
            ...kept,
            id: renewed,
            createdAt: Math.max(now, this.#tables.subject(sub)?.not_before ?? 0),
          })
        }
        return { ended }
      }
      case 'access':
      case 'everything': {
        if (ending.kind === 'everything') this.#sql.exec('DELETE FROM consents WHERE sub = ?', sub)
        return { ended: this.#endSessions(this.#sessions(sub), now) + this.#endAllGrants(sub, now) }
      }
    }
  }

  /** Ends what stands on a session as well, and has its clients told. Returns their ids. */
  endSession(session: Session, now: number): string[] {
    this.#tables.deleteSession(session.id)
    this.#endAttended(session, now)
    return this.#logouts.ended(session, now * 1000)
  }

  /** Takes over the person's record, and ends what that puts an end to: they were disabled, or all that is older ended. */
  update(changed: Subject, kept: string | undefined, now: number): void {
    this.#tables.putSubject(changed)
    const subject = this.#tables.subject(changed.sub)
    for (const session of this.#sessions(changed.sub))
      if (session.id !== kept && !isGood(subject, session.createdAt)) this.endSession(session, now)
  }

  /** OIDC Core §11: without `offline_access` an application acts for somebody who is there. */
  #endAttended({ sub, sid }: Session, now: number): void {
    this.#sql.exec(
      `UPDATE grants SET revoked_at = ?3 WHERE sub = ?1 AND revoked_at IS NULL AND detail->>'sid' = ?2 AND NOT EXISTS
       (SELECT 1 FROM json_each(grants.detail, '$.scope') WHERE value = 'offline_access')`,
      sub,
      sid,
      now,
    )
  }

  #sessions(sub: string): Session[] {
    const rows = this.#sql.exec<{ record: string }>('SELECT record FROM sessions WHERE sub = ?', sub)
    return rows.toArray().map(({ record }) => JSON.parse(record) as Session)
  }

  #liveGrants(sub: string, now: number): ({ detail: Grant['detail'] } & Omit<GrantRow, 'detail'>)[] {
    const rows = this.#sql.exec<GrantRow>(
      `SELECT id, detail, created_at, expires_at, coalesce(used_at, rotated_at_ms / 1000) AS used_at FROM grants
       WHERE sub = ? AND revoked_at IS NULL AND expires_at > ? ORDER BY created_at DESC`,
      sub,
      now,
    )
    return rows
      .toArray()
      .map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) as Grant['detail'] }))
  }

  #grants(sub: string, now: number): GrantView[] {
    return this.#liveGrants(sub, now)
      .slice(0, shownAtOnce)
      .map(({ id, detail, created_at, expires_at, used_at }) => ({
        id,
        clientId: detail.clientId,
        scope: detail.scope,
        audience: detail.audience,
        ...(detail.sid !== undefined && { sid: detail.sid }),
        createdAt: created_at,
        expiresAt: expires_at,
        usedAt: used_at,
      }))
  }

  /** Those that had ended by themselves do not count. */
  #endSessions(sessions: readonly Session[], now: number): number {
    for (const session of sessions) this.endSession(session, now)
    return sessions.filter((session) => isLive(session, now)).length
  }

  #endGrants(ids: readonly string[], now: number): number {
    for (const id of ids) this.#tables.revokeGrant(id, now)
    return ids.length
  }

  #endAllGrants(sub: string, now: number): number {
    this.#endApprovals(sub, undefined)
    const live = this.#liveGrants(sub, now)
    return this.#endGrants(
      live.map(({ id }) => id),
      now,
    )
  }

  /** A yes that was not redeemed yet would begin a grant after all. */
  #endApprovals(sub: string, clientId: string | undefined): void {
    this.#sql.exec(
      `DELETE FROM approvals WHERE json_extract(record, '$.sub') = ?1
       AND (?2 IS NULL OR json_extract(record, '$.detail.clientId') = ?2)`,
      sub,
      clientId ?? null,
    )
  }
}
