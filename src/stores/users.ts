/** People, in D1: searched by operators, read once at each sign-in. Afterwards their shard's copy serves. */
import type { StandardClaims, Subject, UserType } from '../protocol/subject.ts'

/** A person as the sign-in methods see them. */
export interface User extends Subject {
  /** `scrypt$...`, or null where they have no password. */
  passwordHash: string | null
  /** The shard that holds what is theirs; null before the first sign-in. */
  home: string | null
}

interface Row {
  sub: string
  version: number
  user_id: string
  password_hash: string | null
  user_type: UserType
  roles: string
  status: 'active' | 'disabled'
  not_before: number
  claims: string
  home: string | null
}

/** A change on its way to a shard. */
export interface Change {
  home: string
  subject: Subject
}

export interface NewUser {
  sub: string
  user_id: string
  password_hash: string
  user_type: UserType
  roles: readonly string[]
  claims: StandardClaims
}

const columns = 'sub, version, user_id, password_hash, user_type, roles, status, not_before, claims, home'

export class Users {
  readonly #db: D1Database

  constructor(db: D1Database) {
    this.#db = db
  }

  /** By user name or email address, whatever its case. */
  async findByLogin(login: string): Promise<User | undefined> {
    const row = await this.#db
      .prepare(
        `SELECT ${columns} FROM users WHERE login = ?1 UNION SELECT ${columns} FROM users WHERE email_login = ?1 LIMIT 1`,
      )
      .bind(normalizeLogin(login))
      .first<Row>()
    return row ? toUser(row) : undefined
  }

  async findBySub(sub: string): Promise<User | undefined> {
    const row = await this.#db.prepare(`SELECT ${columns} FROM users WHERE sub = ?`).bind(sub).first<Row>()
    return row ? toUser(row) : undefined
  }

  /** People whose change has not reached their shard yet: those to be stopped first, a batch at a time. */
  async changed(limit: number): Promise<Change[]> {
    const { results } = await this.#db
      .prepare(
        `SELECT outbox.sub AS changed, outbox.version AS at_version, outbox.home AS at_home, users.*
         FROM users_outbox AS outbox LEFT JOIN users ON users.sub = outbox.sub
         ORDER BY users.status IS 'active', random() LIMIT ?`,
      )
      .bind(limit)
      .all<Row & { changed: string; at_version: number; at_home: string }>()
    return results.map(({ changed, at_version, at_home, ...row }) => ({
      home: at_home,
      subject: row.sub === null ? deleted(changed, at_version) : subjectOf(toUser(row)),
    }))
  }

  /** The shards have these versions; a newer change stays in the outbox. */
  async carried(subjects: readonly Subject[]): Promise<void> {
    const statement = this.#db.prepare('DELETE FROM users_outbox WHERE sub = ? AND version <= ?')
    await this.#db.batch(subjects.map(({ sub, version }) => statement.bind(sub, version)))
  }

  /** Gives a person their home once; the first to come decides. Returns the home that holds. */
  async settle(sub: string, home: string): Promise<string> {
    const settled = await this.#db
      .prepare('UPDATE users SET home = coalesce(home, ?2) WHERE sub = ?1 RETURNING home')
      .bind(sub, home)
      .first<{ home: string }>()
    return settled?.home ?? home
  }

  async setPasswordHash(sub: string, passwordHash: string): Promise<void> {
    await this.#db.prepare('UPDATE users SET password_hash = ?2 WHERE sub = ?1').bind(sub, passwordHash).run()
  }

  /** Adds a person, or nothing where the sub is known already. */
  async add(user: NewUser, now: number): Promise<void> {
    const email = user.claims.email
    await this.#db
      .prepare(
        `INSERT INTO users (sub, version, user_id, login, email_login, password_hash, user_type, roles, claims, created_at)
         VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sub) DO NOTHING`,
      )
      .bind(
        user.sub,
        user.user_id,
        normalizeLogin(user.user_id),
        email === undefined ? null : normalizeLogin(email),
        user.password_hash,
        user.user_type,
        JSON.stringify(user.roles),
        JSON.stringify(user.claims),
        now,
      )
      .run()
  }
}

/** One spelling of a login name: compatibility-composed, lower case, no space around it. */
export const normalizeLogin = (login: string): string => login.normalize('NFKC').trim().toLowerCase()

/** The part of a person's record that their shard keeps. */
export function subjectOf({
  sub,
  version,
  user_id,
  user_type,
  roles,
  status,
  not_before,
  claims,
}: User): Subject {
  return { sub, version, user_id, user_type, roles, status, not_before, claims }
}

/** What a shard keeps of somebody who is gone: that nothing of theirs is good any more. */
function deleted(sub: string, version: number): Subject {
  return {
    sub,
    version,
    user_id: '',
    user_type: 'customer',
    roles: [],
    status: 'disabled',
    not_before: 0,
    claims: {},
  }
}

function toUser({ password_hash, roles, claims, ...row }: Row): User {
  return {
    ...row,
    passwordHash: password_hash,
    roles: JSON.parse(roles) as string[],
    claims: JSON.parse(claims) as StandardClaims,
  }
}
