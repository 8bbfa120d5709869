/** Changes a client or an API: reads the record, decides, and writes over the version that was read, or not at all. */
import type { AuditEvent } from '../protocol/audit.ts'
import type { CommitOutcome } from '../stores/commit.ts'
import type { Stored } from '../stores/copied-table.ts'
import type { Registered } from '../stores/registered.ts'
import type { Stores } from '../stores/stores.ts'
import { type Change, unbroken } from './change.ts'
import { conflict, invalid, notFound, versionMismatch } from './errors.ts'

export interface Versioned {
  /** The change is refused where the record is at another version. */
  readonly ifVersion?: number | undefined
}

type Statements = Parameters<Stores['commit']>[0]

export interface Revision<T> {
  /** Null deletes it; the record that was read, itself, leaves it as it is. */
  readonly record: T | null
  readonly events: readonly AuditEvent[]
  /** What changes with it, in the same transaction. */
  readonly also?: Statements
}

/** Somebody else was first this often, one after the other: no coincidence any more. */
const rounds = 5

/**
 * @returns the version that the record has now
 * @throws {RegistryError} not_found, version_mismatch, conflict
 */
export async function revise<T>(
  stores: Stores,
  records: Registered<T>,
  change: Change,
  { id, ifVersion }: { id: string } & Versioned,
  decide: (stored: Stored<T>) => Revision<T> | Promise<Revision<T>>,
): Promise<number> {
  for (let round = 0; round < rounds; round++) {
    const stored = await records.stored(id)
    if (!stored) throw notFound(`There is no ${id}`)
    if (ifVersion !== undefined && ifVersion !== stored.version) throw versionMismatch(stored.version)
    const { record, events, also = [] } = await decide(stored)
    if (record === stored.record && also.length === 0) return stored.version
    const same = record === stored.record
    const statements = [
      ...(same ? [] : [records.revision(id, record, stored.version, change.now)]),
      ...also,
      ...stores.audit.statements(events),
    ]
    if ((await commitRecord(stores, records, change, same ? undefined : id, statements)) === 'stale') continue
    return same ? stored.version : stored.version + 1
  }
  throw conflict('Others keep changing it; try again')
}

/** Commits, and copies the record outward. */
export const commitRecord = <T>(
  { commit }: Stores,
  records: Registered<T>,
  change: Change,
  id: string | undefined,
  statements: Statements,
): Promise<CommitOutcome> => {
  const both = async () => {
    const outcome = await commit(statements)
    if (outcome === 'done' && id !== undefined) await records.copied(id)
    return outcome
  }
  return unbroken(change, both())
}

export interface Update extends Versioned {
  /** What the input does not name goes back to its default; without this, it stays. */
  readonly whole?: boolean | undefined
}

/**
 * The record that an input makes of the one that is there: null takes a field away.
 * @param own fields that only the registry writes; they may be said again, but not differently
 * @param kept further ones that stay even where the input is the whole record
 * @throws {RegistryError} invalid
 */
export function merged<T extends object>(
  before: T,
  input: Readonly<Record<string, unknown>>,
  { whole = false }: Update,
  own: readonly (keyof T & string)[],
  kept: readonly (keyof T & string)[] = [],
): Record<string, unknown> {
  const foreign = own.filter((name) => Object.hasOwn(input, name) && !equal(input[name], before[name]))
  if (foreign.length > 0)
    throw invalid(...foreign.map((path) => ({ path, message: 'cannot be changed here' })))
  const stays = whole ? Object.fromEntries([...own, ...kept].map((name) => [name, before[name]])) : before
  return Object.fromEntries(Object.entries({ ...stays, ...input }).filter(([, value]) => value != null))
}

/** As JSON, whatever the order of the fields. */
export const equal = (one: unknown, other: unknown): boolean => inOrder(one) === inOrder(other)

const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
