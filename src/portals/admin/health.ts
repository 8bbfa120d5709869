/** How the server is, part by part: what is broken, and what to do about it. */
import { version } from '../../config.ts'
import { HealthPage, type ShownCheck } from '../../pages/admin/health.tsx'
import { tryDirectory } from '../../registry/directory-try.ts'
import { keyTimeline } from '../../registry/keys.ts'
import { now as clock } from '../../runtime.ts'
import { migrations } from '../../stores/schema.ts'
import { mailConfigured } from '../../tokens/mail.ts'
import type { Server } from '../../tokens/server.ts'
import { show, type Visit } from '../portal.ts'
import { minuteOf } from './desk.ts'

type Found = Omit<ShownCheck, 'name'>
type Check = (server: Server, visit: Visit) => Promise<Found> | Found

/** Cron runs every five minutes; a run or two may be late. */
const cronLate = 20 * 60_000

const checks: Readonly<Record<string, Check>> = {
  'Database schema': async ({ stores }) => {
    const applied = await stores.condition.appliedMigrations()
    if (!applied)
      return {
        state: 'watch',
        what: `The code wants ${migrations.length} migrations; the database does not say which it has.`,
      }
    const missing = migrations.filter((name) => !applied.includes(name))
    const newer = applied.filter((name) => !migrations.includes(name))
    if (missing.length > 0) {
      const todo = 'Apply them: npm run deploy, or npx wrangler d1 migrations apply DB --remote'
      return { state: 'bad', what: `Missing: ${missing.join(', ')}.`, todo }
    }
    const more = newer.length > 0 ? ` It has ${newer.length} more, of a newer version.` : ''
    return { state: 'good', what: `All ${migrations.length} migrations of this version are applied.${more}` }
  },
  'Database (D1)': async ({ stores }) => {
    const { took } = await timed(() => stores.setUp.isUsed(''))
    return { state: 'good', what: `Answers in ${took} ms.` }
  },
  'Copies (Workers KV)': async ({ stores }) => {
    const [hasKeys, { clients, resources, settings }] = await Promise.all([
      stores.condition.hasKeyCopy(),
      stores.condition.behind(),
    ])
    const behind = clients + resources + settings
    if (behind > 0)
      return {
        state: 'watch',
        what: `${behind} records are not copied yet.`,
        todo: 'Cron copies them; look again in five minutes.',
      }
    return hasKeys
      ? { state: 'good', what: 'Answers, and has what the database has.' }
      : {
          state: 'watch',
          what: 'Has no copy of the signing keys: the database is asked in its place.',
          todo: 'Cron puts it; look again in five minutes.',
        }
  },
  'People’s changes': async ({ stores }) => {
    const { people } = await stores.condition.behind()
    return people === 0
      ? { state: 'good', what: 'All have reached the shards.' }
      : {
          state: 'watch',
          what: `${people} have not reached their shard yet.`,
          todo: 'Cron carries them; look again in five minutes.',
        }
  },
  'Shard of sessions and grants': async ({ stores }, { person }) => {
    const { home, sub } = person.account
    const { took } = await timed(() => stores.subjects.belongings(home, sub))
    return { state: 'good', what: `Yours, ${home}, answers in ${took} ms.` }
  },
  'Shard of throttles': async ({ stores, sealer }, { c }) => {
    const key = await sealer.pseudonym('health')
    const { took } = await timed(() => stores.attempts.firstSeen(key, Math.floor(c.get('now') / 1000)))
    return { state: 'good', what: `Answers in ${took} ms.` }
  },
  'Signing keys': async (server, { c }) => {
    const keys = await keyTimeline(server)
    const now = c.get('now')
    const algorithms = [...new Set(keys.map(({ alg }) => alg))]
    const without = algorithms.filter(
      (alg) =>
        !['current', 'next'].every((status) => keys.some((key) => key.alg === alg && key.status === status)),
    )
    if (without.length > 0)
      return {
        state: 'bad',
        what: `${without.join(', ')} lacks a current or a next key.`,
        todo: 'Cron makes them; see when it last ran.',
      }
    const late = keys.filter((key) => key.status === 'current' && (key.signsUntil ?? now) < now - cronLate)
    if (late.length > 0)
      return {
        state: 'watch',
        what: `${late.map(({ alg }) => alg).join(', ')} should have been rotated.`,
        todo: 'Cron does it; see when it last ran.',
      }
    return { state: 'good', what: `A current and a next key for ${algorithms.join(', ')}.` }
  },
  'Last cron run': async ({ stores }, { c }) => {
    const last = await stores.condition.lastCron()
    const todo = 'See the cron trigger of the Worker, and its log for cron_failed.'
    if (!last) return { state: 'watch', what: 'None yet. It runs every five minutes.', todo }
    if (last.failed.length > 0)
      return {
        state: 'bad',
        what: `${minuteOf(last.ranAt)}; these steps failed: ${last.failed.join(', ')}.`,
        todo,
      }
    const late = last.ranAt < c.get('now') - cronLate
    return {
      state: late ? 'bad' : 'good',
      what: `${minuteOf(last.ranAt)}; all steps done.`,
      ...(late && { todo }),
    }
  },
  'Numbers of the overview': ({ stores, settings }) =>
    stores.counters.source(settings.analytics !== undefined) === 'analytics_engine'
      ? { state: 'good', what: 'Counted by Analytics Engine.' }
      : { state: 'good', what: 'Counted in the database: every isolate writes its own every ten seconds.' },
  Mail: (server) =>
    mailConfigured(server)
      ? { state: 'good', what: `Sent from ${server.settings.mail.from}.` }
      : {
          state: 'off',
          what: 'Not configured: what needs it is hidden from people.',
          todo: 'Sign-in, Mail says what is missing.',
        },
  Directories: async (server, { c }) => {
    const on = Object.entries(server.settings.directories).filter(([, { enabled }]) => enabled)
    if (on.length === 0)
      return { state: 'off', what: 'None is set up: people sign in with what is kept here.' }
    const tried = await Promise.all(
      on.map(async ([id, { name }]) => ({ name, ...(await tryDirectory(server, id, c.get('now'))) })),
    )
    const failing = tried.filter(({ ok }) => !ok)
    if (failing.length === 0)
      return { state: 'good', what: `${tried.map(({ name }) => name).join(', ')}: reached.` }
    return {
      state: 'bad',
      what: failing.map(({ name, text }) => `${name}: ${text}`).join(' '),
      todo: 'Its people cannot sign in; who is signed in goes on for as long as its grace lasts.',
    }
  },
}

export async function showHealth(visit: Visit): Promise<Response> {
  const { c, server, frame } = visit
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<ShownCheck> => {
      try {
        return { name, ...(await check(server, visit)) }
      } catch (error) {
        console.error(JSON.stringify({ event: 'unhealthy', check: name, cause: String(error) }))
        const todo = `The log of request ${c.get('requestId')} says why.`
        return { name, state: 'bad', what: 'Does not answer.', todo }
      }
    }),
  )
  return show(visit, HealthPage({ frame, version, at: minuteOf(c.get('now')), checks: found }))
}

async function timed<T>(work: () => Promise<T>): Promise<{ took: number; result: T }> {
  const from = clock()
  const result = await work()
  return { took: clock() - from, result }
}
