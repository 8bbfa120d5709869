/**
 * Records from JSON lines, a batch at a time. A line that was written already is left alone, so that an import that broke
 * off is simply sent again, or from the line where it broke off. A line that is refused does not hold up the others.
 */
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf, unbroken } from './change.ts'
import { conflict, RegistryError, type RegistryFault } from './errors.ts'
import { type Planned, planImport } from './import-plan.ts'
import { pushToShards } from './shard-push.ts'
import { parseLine, type TransferKind, type TransferLine } from './transfer-line.ts'

export interface ImportFault {
  /** From 1. */
  readonly line: number
  readonly kind?: TransferKind
  readonly id?: string
  readonly fault: RegistryFault
}

export interface ImportProgress {
  /** How many lines have been dealt with, from the beginning: where to go on. */
  readonly line: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly failed: number
  /** Of the lines since the progress before. */
  readonly faults: readonly ImportFault[]
  /** Whether all lines have been dealt with; without, the rest waits for another call. */
  readonly done: boolean
}

interface Numbered {
  readonly line: number
  readonly text: string
}
type Parsed = TransferLine & { readonly line: number }

const batchSize = 50
/** What one request may take of the platform's subrequests. */
const linesAtOnce = 10_000

/** @param options.from lines of a former call: passed over */
export async function* importRecords(
  server: Server,
  change: Change,
  lines: Iterable<string> | AsyncIterable<string>,
  { from = 0, atMost = linesAtOnce }: { from?: number; atMost?: number } = {},
): AsyncGenerator<ImportProgress> {
  const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 }
  let line = 0
  let reached = from
  let batch: Numbered[] = []
  const write = async (done: boolean): Promise<ImportProgress> => {
    const faults = await importBatch(server, change, batch, counts)
    counts.failed += faults.length
    batch = []
    reached = line
    return { line, ...counts, faults, done }
  }
  try {
    for await (const text of lines) {
      line += 1
      if (line <= from) continue
      if (line > from + atMost) {
        line -= 1
        yield await write(false)
        return
      }
      if (text.trim() !== '') batch.push({ line, text })
      if (batch.length === batchSize) yield await write(false)
    }
    yield await write(true)
  } finally {
    const told = eventOf(change, { type: 'import', detail: { from, to: reached, ...counts } })
    if (reached > from) await server.stores.audit.record([told])
  }
}

type Counts = Record<Planned['outcome'], number>

async function importBatch(
  server: Server,
  change: Change,
  batch: readonly Numbered[],
  counts: Counts,
): Promise<ImportFault[]> {
  const faults: ImportFault[] = []
  const parsed: Parsed[] = []
  for (const { line, text } of batch) {
    const read = await attempt(async () => parseLine(text))
    if ('fault' in read) faults.push({ line, fault: read.fault })
    else if (read.value) parsed.push({ ...read.value, line })
  }
  for (const run of withoutRepeats(parsed)) {
    const all = await attempt(() => write(server, change, run, counts))
    if (!('fault' in all)) continue
    // One of them is to blame: each by itself.
    for (const one of run) {
      const alone = await attempt(() => write(server, change, [one], counts))
      if ('fault' in alone) faults.push({ line: one.line, kind: one.kind, id: one.id, fault: alone.fault })
    }
  }
  return faults.sort((one, other) => one.line - other.line)
}

/** All of them or none. */
async function write(server: Server, change: Change, run: readonly Parsed[], counts: Counts): Promise<void> {
  const { stores } = server
  for (let round = 0; round < 3; round++) {
    const planned = await planImport(server, change, run)
    const statements = planned.flatMap((each) => each.statements)
    const events = planned.flatMap(({ event }) => (event ? [eventOf(change, event)] : []))
    const carried = async () => {
      const outcome = await stores.commit([...statements, ...stores.audit.statements(events)])
      if (outcome === 'done') await carry(server, change, planned)
      return outcome
    }
    const outcome = statements.length === 0 ? 'done' : await unbroken(change, carried())
    if (outcome === 'stale') continue
    if (outcome === 'credential_taken') throw conflict('A credential is somebody else’s', 'credentials')
    if (outcome !== 'done') throw conflict('This user name or email address is already how somebody signs in')
    for (const { outcome } of planned) counts[outcome] += 1
    return
  }
  throw conflict('Others keep changing it; try again')
}

/** After the commit: to the copies and the shards. */
async function carry({ stores }: Server, change: Change, planned: readonly Planned[]): Promise<void> {
  for (const { kind, id, copy } of planned) {
    if (copy) await (kind === 'client' ? stores.clients : stores.resources).copied(id)
  }
  const pushed = planned.filter(({ kind, outcome }) => kind === 'user' && outcome !== 'unchanged')
  const subs = (ended: boolean) =>
    pushed.filter(({ endsAll = false }) => endsAll === ended).map(({ id }) => id)
  await pushToShards(stores, change, subs(false))
  await pushToShards(stores, change, subs(true), { kind: 'access' })
}

/** In one transaction a record is written once: a line about the same one begins the next. */
function withoutRepeats(lines: readonly Parsed[]): Parsed[][] {
  const runs: Parsed[][] = []
  let seen = new Set<string>()
  for (const line of lines) {
    const name = `${line.kind} ${line.id}`
    const run = runs.at(-1)
    if (!run || seen.has(name)) {
      runs.push([line])
      seen = new Set([name])
    } else {
      run.push(line)
      seen.add(name)
    }
  }
  return runs
}

async function attempt<T>(run: () => Promise<T>): Promise<{ value: T } | { fault: RegistryFault }> {
  try {
    return { value: await run() }
  } catch (error) {
    if (error instanceof RegistryError) return { fault: error.fault }
    throw error
  }
}
