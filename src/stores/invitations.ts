/** Invitations to make an account: for one address, good once. */
import type { UserType } from '../protocol/subject.ts'

/** Times in milliseconds. */
export interface Invitation {
  readonly id: string
  readonly email: string
  readonly userType: UserType
  readonly roles: readonly string[]
  /** Whether it was sent by mail, so that whoever has the link reads that mailbox. */
  readonly mailed: boolean
  /** The id of who made it. */
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt: number
  /** The `sub` of who came by it, and when. */
  readonly usedBy?: string
  readonly usedAt?: number
}

interface Row {
  id: string
  email: string
  user_type: UserType
  roles: string
  mailed: number
  created_by: string
  created_at: number
  expires_at: number
  used_by: string | null
  used_at: number | null
}

export class Invitations {
  readonly #db: D1Database

  constructor(db: D1Database) {
    this.#db = db
  }

  creation(invitation: Invitation): D1PreparedStatement {
    const { id, email, userType, roles, mailed, createdBy, createdAt, expiresAt } = invitation
    return this.#db
      .prepare(
        `INSERT INTO sign_up_invitations (id, email, user_type, roles, mailed, created_by, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(id, email, userType, JSON.stringify(roles), mailed ? 1 : 0, createdBy, createdAt, expiresAt)
  }

  /** It is in a mailbox after all, and nowhere else. */
  async noteMailed(id: string): Promise<void> {
    await this.#db.prepare('UPDATE sign_up_invitations SET mailed = 1 WHERE id = ?').bind(id).run()
  }

  deletion(id: string): D1PreparedStatement {
    return this.#db.prepare('DELETE FROM sign_up_invitations WHERE id = ?').bind(id)
  }

  /** Their transaction fails where it was used, has ended, or was taken back. */
  use(id: string, sub: string, now: number): D1PreparedStatement[] {
    return [
      // A row that its CHECK refuses.
      this.#db
        .prepare(
          `INSERT INTO sign_up_invitations (id, email, user_type, roles, mailed, created_by, created_at, expires_at, uses_left)
           SELECT 'none', '', '', '', 0, '', 0, 0, -1 WHERE NOT EXISTS (
             SELECT 1 FROM sign_up_invitations WHERE id = ? AND expires_at > ?)`,
        )
        .bind(id, now),
      this.#db
        .prepare(
          'UPDATE sign_up_invitations SET uses_left = uses_left - 1, used_by = ?2, used_at = ?3 WHERE id = ?1',
        )
        .bind(id, sub, now),
    ]
  }

  async find(id: string): Promise<Invitation | undefined> {
    const row = await this.#db.prepare('SELECT * FROM sign_up_invitations WHERE id = ?').bind(id).first<Row>()
    return row ? toInvitation(row) : undefined
  }

  /** The newest first. */
  async list(
    after: readonly [createdAt: number, id: string] | undefined,
    limit: number,
  ): Promise<Invitation[]> {
    const { results } = await this.#db
      .prepare(
        `SELECT * FROM sign_up_invitations WHERE (created_at, id) < (?, ?)
         ORDER BY created_at DESC, id DESC LIMIT ?`,
      )
      .bind(...(after ?? [Number.MAX_SAFE_INTEGER, '']), limit)
      .all<Row>()
    return results.map(toInvitation)
  }
}

const toInvitation = (row: Row): Invitation => ({
  id: row.id,
  email: row.email,
  userType: row.user_type,
  roles: JSON.parse(row.roles) as string[],
  mailed: row.mailed === 1,
  createdBy: row.created_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  ...(row.used_by !== null && { usedBy: row.used_by }),
  ...(row.used_at !== null && { usedAt: row.used_at }),
})
