/** Whether this server has been set up. Once it has, it stays so: that may be remembered and copied for ever. */
import { readCopy } from './read-copy.ts'

const key = 'set-up'

export class SetUp {
  #done = false

  readonly #db: D1Database
  readonly #kv: KVNamespace

  constructor(db: D1Database, kv: KVNamespace) {
    this.#db = db
    this.#kv = kv
  }

  /** From memory: all that a request on a warm isolate asks. */
  get remembered(): boolean {
    return this.#done
  }

  async isDone(): Promise<boolean> {
    this.#done ||= (await readCopy<boolean>(this.#kv, key)) ?? (await this.#any())
    return this.#done
  }

  /** @param token its hash */
  async isUsed(token: string): Promise<boolean> {
    return (await this.#db.prepare('SELECT 1 FROM set_up WHERE token = ?').bind(token).first()) !== null
  }

  /** Its transaction fails where the token has been used. After it, `copied` must run. */
  completion(token: string, sub: string | null, now: number): D1PreparedStatement {
    return this.#db.prepare('INSERT INTO set_up (token, sub, done_at) VALUES (?, ?, ?)').bind(token, sub, now)
  }

  /** A server that nobody need set up: one on a laptop, with people and clients of its own. */
  async skip(now: number): Promise<void> {
    await this.#db
      .prepare("INSERT INTO set_up (token, done_at) VALUES ('skipped', ?) ON CONFLICT DO NOTHING")
      .bind(now)
      .run()
  }

  /** Copies outward, so that an isolate that starts far from the database need not ask it. */
  async copied(): Promise<void> {
    this.#done = true
    await this.#kv.put(key, 'true')
  }

  /** Run by cron. */
  async repair(): Promise<void> {
    if ((await readCopy<boolean>(this.#kv, key)) === null && (await this.#any())) await this.copied()
  }

  async #any(): Promise<boolean> {
    return (await this.#db.prepare('SELECT 1 FROM set_up LIMIT 1').first()) !== null
  }
}
