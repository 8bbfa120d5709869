/** People, in D1: read once at each sign-in, and changed by the registry. Afterwards their shard's copy serves. */
import type { CredentialKind } from '../protocol/credential.ts'
import { operatorRole } from '../protocol/management.ts'
import type { StandardClaims, Subject, UserType } from '../protocol/subject.ts'
import type { Page } from './list.ts'
import { listUsers, type UserQuery } from './user-list.ts'

/** A person as the sign-in methods see them. */
export interface User extends Subject {
  /** `scrypt$...`, or null where they have no password. */
  passwordHash: string | null
  /** What else they have to prove themselves with. */
  credentials: readonly CredentialKind[]
  /** The shard that holds what is theirs; null before the first sign-in. */
  home: string | null
  /** Milliseconds: no browser is known that somebody signed in with before. */
  devicesFrom: number
  /** Stands for the link to a new password that was sent last; null where none was. */
  passwordLink: string | null
  /** Milliseconds. */
  created_at: number
  changed_at: number
}

export interface UserRow {
  sub: string
  version: number
  user_id: string
  password_hash: string | null
  /** Separated by commas; absent where a query does not ask. */
  credentials?: string | null
  user_type: UserType
  roles: string
  status: 'active' | 'disabled'
  not_before: number
  claims: string
  home: string | null
  devices_from: number
  password_link: string | null
  created_at: number
  changed_at: number
}

/** What the registry writes of a person; all of it but the version, which follows from the one it is based on. */
export type UserRevision = Omit<
  User,
  'version' | 'credentials' | 'home' | 'devicesFrom' | 'passwordLink' | 'created_at' | 'changed_at'
>

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

const columns = `sub, version, user_id, password_hash, user_type, roles, status, not_before, claims, home, devices_from, password_link, created_at, changed_at,
   (SELECT group_concat(DISTINCT kind) FROM credentials WHERE credentials.sub = users.sub) AS credentials`

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
      .first<UserRow>()
    return row ? toUser(row) : undefined
  }

  async findBySub(sub: string): Promise<User | undefined> {
    const row = await this.#db
      .prepare(`SELECT ${columns} FROM users WHERE sub = ?`)
      .bind(sub)
      .first<UserRow>()
    return row ? toUser(row) : undefined
  }

  async storedAll(subs: readonly string[]): Promise<User[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM users WHERE sub IN (SELECT value FROM json_each(?))`)
      .bind(JSON.stringify(subs))
      .all<UserRow>()
    return results.map(toUser)
  }

  /** Who may enter the console, the first of them; `roles` of others may hold the word, and are left out. */
  async operators(limit: number): Promise<User[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM users WHERE instr(roles, '"admin"') > 0 ORDER BY sub LIMIT ?`)
      .bind(limit)
      .all<UserRow>()
    return results.map(toUser).filter(({ roles }) => roles.includes(operatorRole))
  }

  /** In the order of their subs, from after that one. */
  async storedAfter(sub: string, limit: number): Promise<User[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM users WHERE sub > ? ORDER BY sub LIMIT ?`)
      .bind(sub, limit)
      .all<UserRow>()
    return results.map(toUser)
  }

  async list(query: UserQuery): Promise<Page<User>> {
    const login = normalizeLogin(query.search ?? '')
    const page = await listUsers<UserRow>(this.#db, columns, login, query)
    return { ...page, items: page.items.map(toUser) }
  }

  /**
   * The statement that writes a person over the version it is based on, 0 for somebody new. Its transaction fails where
   * somebody else was first.
   */
  revision(user: UserRevision, base: number, now: number): D1PreparedStatement {
    const { email } = user.claims
    const values = [
      user.sub,
      user.user_id,
      normalizeLogin(user.user_id),
      email === undefined ? null : normalizeLogin(email),
      user.passwordHash,
      user.user_type,
      JSON.stringify(user.roles),
      user.status,
      user.not_before,
      JSON.stringify(user.claims),
      now,
    ]
    const sql =
      base === 0
        ? `INSERT INTO users (sub, version, user_id, login, email_login, password_hash, user_type, roles, status, not_before,
             claims, created_at, changed_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)`
        : `UPDATE users SET version = CASE WHEN version = ?12 THEN version + 1 END, user_id = ?2, login = ?3,
             email_login = ?4, password_hash = ?5, user_type = ?6, roles = ?7, status = ?8, not_before = ?9, claims = ?10,
             changed_at = ?11, devices_from = CASE WHEN password_hash IS ?5 THEN devices_from ELSE ?11 END WHERE sub = ?1`
    return this.#db.prepare(sql).bind(...values, ...(base === 0 ? [] : [base]))
  }

  /** Deletes a person, unless somebody else changed them after that version. Their version goes on where they come back. */
  removal(sub: string, base: number, notBefore: number): D1PreparedStatement[] {
    return [
      this.#db
        .prepare(
          `UPDATE users SET version = CASE WHEN version = ?2 THEN version + 1 END, status = 'disabled',
             not_before = max(not_before, ?3) WHERE sub = ?1`,
        )
        .bind(sub, base, notBefore),
      this.#db.prepare('DELETE FROM users WHERE sub = ?').bind(sub),
    ]
  }

  /** People whose change has not reached their shard yet: those to be stopped first, a batch at a time. */
  async changed(limit: number): Promise<Change[]> {
    return this.#changes("ORDER BY users.status IS 'active', random() LIMIT ?", limit)
  }

  /** Those of these people that have not reached their shards yet. */
  async changesOf(subs: readonly string[]): Promise<Change[]> {
    return this.#changes('WHERE outbox.sub IN (SELECT value FROM json_each(?))', JSON.stringify(subs))
  }

  async #changes(which: string, value: string | number): Promise<Change[]> {
    const { results } = await this.#db
      .prepare(
        `SELECT outbox.sub AS changed, outbox.version AS at_version, outbox.home AS at_home, users.*,
           (SELECT group_concat(DISTINCT kind) FROM credentials WHERE credentials.sub = users.sub) AS credentials
         FROM users_outbox AS outbox LEFT JOIN users ON users.sub = outbox.sub ${which}`,
      )
      .bind(value)
      .all<UserRow & { changed: string; at_version: number; at_home: string }>()
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

  /** No browser is known any more that somebody has signed in with. */
  async forgetDevices(sub: string, now: number): Promise<void> {
    await this.#db.prepare('UPDATE users SET devices_from = ?2 WHERE sub = ?1').bind(sub, now).run()
  }

  /** The statement by which this link is the one that is good from now on. */
  linking(sub: string, link: string): D1PreparedStatement {
    return this.#db.prepare('UPDATE users SET password_link = ?2 WHERE sub = ?1').bind(sub, link)
  }

  /** Gives a person their home once; the first to come decides. Returns the home that holds. */
  async settle(sub: string, home: string): Promise<string> {
    const settled = await this.#db
      .prepare('UPDATE users SET home = coalesce(home, ?2) WHERE sub = ?1 RETURNING home')
      .bind(sub, home)
      .first<{ home: string }>()
    return settled?.home ?? home
  }

  /** A better hash of the same password; nothing where the password was changed meanwhile. */
  async upgradePasswordHash(sub: string, from: string, to: string): Promise<void> {
    await this.#db
      .prepare('UPDATE users SET password_hash = ?3 WHERE sub = ?1 AND password_hash = ?2')
      .bind(sub, from, to)
      .run()
  }

  /** Adds a person, or nothing where the sub is known already. */
  async add(user: NewUser, now: number): Promise<void> {
    const email = user.claims.email
    await this.#db
      .prepare(
        `INSERT INTO users (sub, version, user_id, login, email_login, password_hash, user_type, roles, claims, created_at,
           changed_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) ON CONFLICT (sub) DO NOTHING`,
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
  credentials,
}: User): Subject {
  const directory = credentials.includes('directory') && { directory: true as const }
  return { sub, version, user_id, user_type, roles, status, not_before, claims, ...directory }
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

function toUser(row: UserRow): User {
  return {
    sub: row.sub,
    version: row.version,
    user_id: row.user_id,
    passwordHash: row.password_hash,
    credentials: (row.credentials ?? '').split(',').filter(Boolean) as CredentialKind[],
    user_type: row.user_type,
    roles: JSON.parse(row.roles) as string[],
    status: row.status,
    not_before: row.not_before,
    claims: JSON.parse(row.claims) as StandardClaims,
    home: row.home,
    devicesFrom: row.devices_from,
    passwordLink: row.password_link,
    created_at: row.created_at,
    changed_at: row.changed_at,
  }
}
