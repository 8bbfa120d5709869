/** Asks a directory, every now and then, whether those who came from it may still do what they do. */
import type { DirectoryAnswer } from '../protocol/directory.ts'
import { managementScopeNames } from '../protocol/management.ts'
import type { DirectorySettings } from '../protocol/settings-directory.ts'
import { seconds } from '../runtime.ts'
import { directoryOf, identityOf, openDirectory } from '../sign-in/directories.ts'
import type { Credential } from '../stores/credentials.ts'
import type { Server } from '../tokens/server.ts'
import type { FindStanding, Standing, StandingAsked } from '../tokens/standing.ts'
import type { Change } from './change.ts'
import { bringUpToDate, type DirectoryRecord } from './directory-person.ts'
import { about, revisePerson } from './users.ts'

type Known = Credential<DirectoryRecord>

const mostKept = 10_000
/** In grace it is asked again this soon, in seconds. */
const soon = 60

/** Remembers, in this isolate, until when somebody need not be asked about. */
export function directoryStanding(): FindStanding {
  /** NumericDates by sub. */
  const goodUntil = new Map<string, number>()

  return async (server, sub, asked) => {
    const now = seconds(asked.now)
    if ((goodUntil.get(sub) ?? 0) > now) return 'good'
    const { standing, until } = await find(server, sub, asked)
    if (goodUntil.size >= mostKept) goodUntil.clear()
    if (until === undefined) goodUntil.delete(sub)
    else goodUntil.set(sub, until)
    return standing
  }
}

async function find(
  server: Server,
  sub: string,
  asked: StandingAsked,
): Promise<{ standing: Standing; until?: number }> {
  const now = seconds(asked.now)
  const [known] = await server.stores.credentials.of<DirectoryRecord>(sub, 'directory')
  if (!known) return { standing: 'good' } // an operator has taken it away, or the directory
  const [id = '', theirId = ''] = splitAtSpace(known.id)
  const settings = directoryOf(server, id)
  if (!settings) return { standing: 'good' } // they are somebody of this server alone: their password is held here
  const directory = await openDirectory(server, id, asked.now)
  if (!directory) return { standing: 'unasked' }
  const { recheck } = settings
  if (now < known.mark + recheck) return { standing: 'good', until: known.mark + recheck }

  const answer = await server.directories.lookUp(id, directory, theirId, asked.now)
  switch (answer.kind) {
    case 'found': {
      const change = changeFor(id, asked)
      const identity = identityOf(id, settings, answer.entry)
      const still = await bringUpToDate(server, change, identity, known)
      return still ? { standing: 'good', until: now + recheck } : { standing: 'stopped' }
    }
    case 'disabled':
    case 'gone':
      await stop(server, changeFor(id, asked), known, answer)
      return { standing: 'stopped' }
    default:
      if (answer.kind === 'unreachable') noteUnreachable(server, id, answer, asked)
      return inGrace(known, settings, now, answer)
  }
}

/** How long ago it was that the directory last said yes decides. */
function inGrace(
  { mark }: Known,
  { recheck, grace }: DirectorySettings,
  now: number,
  { kind }: DirectoryAnswer,
): { standing: Standing; until?: number } {
  const end = mark + recheck + grace
  if (now < end) return { standing: 'good', until: Math.min(now + soon, end) }
  return { standing: kind === 'untold' ? 'unasked' : 'unreachable' }
}

/** Disables them and ends all that they have. Once the directory lets them in again, so does this server. */
async function stop(server: Server, change: Change, known: Known, { kind }: DirectoryAnswer): Promise<void> {
  const { sub, id, record } = known
  const stopped: DirectoryRecord = { ...record, stopped: true }
  const [directory = ''] = splitAtSpace(id)
  await revisePerson(server, change, sub, {}, (before) =>
    before.status === 'disabled' // by an operator: then it is theirs to say
      ? undefined
      : {
          user: { ...before, status: 'disabled', not_before: seconds(change.now) },
          event: { ...about('user.directory_disabled', before), detail: { directory, why: kind } },
          ending: { kind: 'access' },
          statements: [server.stores.credentials.revision(sub, 'directory', id, stopped)],
        },
  )
}

const changeFor = (id: string, { now, origin, background }: StandingAsked): Change => ({
  actor: { kind: 'server', id: `directory:${id}`, name: id },
  ...{ origin, now, background },
  manages: managementScopeNames, // that it says so of operators too, operators have set
})

/** Once in a while, however many ask meanwhile. */
function noteUnreachable(
  { stores }: Server,
  id: string,
  { at, why }: Extract<DirectoryAnswer, { kind: 'unreachable' }>,
  { now, origin }: StandingAsked,
): void {
  console.error(JSON.stringify({ event: 'directory_unreachable', directory: id, at, why }))
  stores.tally.sample(
    {
      type: 'directory_unreachable',
      actor: { kind: 'server', id: `directory:${id}`, name: id },
      outcome: at,
      origin,
      detail: { directory: id, why },
    },
    now,
  )
}

/** `<directory> <their id there>` */
function splitAtSpace(id: string): [string, string] {
  const at = id.indexOf(' ')
  return [id.slice(0, at), id.slice(at + 1)]
}
