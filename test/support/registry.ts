/** The registry under test: the server of the Worker's own bindings, and somebody who changes things. */
import { serverFor } from '../../src/app.ts'
import type { AuditEvent } from '../../src/protocol/audit.ts'
import { managementScopeNames } from '../../src/protocol/management.ts'
import type { Change } from '../../src/registry/change.ts'
import { RegistryError } from '../../src/registry/errors.ts'
import { bindings } from './shards.ts'

export const server = serverFor(bindings)

let last = 0
/** No two at the same time, so that the trail has them in order. */
const next = () => {
  last = Math.max(Date.now(), last + 1)
  return last
}

export const change = (now = next()): Change => ({
  actor: { kind: 'person', id: 'sub-of-olga', name: 'olga' },
  origin: { requestId: 'req_test', address: '192.0.2.1' },
  now,
})

/** By somebody who may do everything. */
export const operator = (): Change => ({ ...change(), manages: managementScopeNames })

/** The fault of what is refused. */
export async function faultOf(refused: Promise<unknown>): Promise<unknown> {
  try {
    await refused
  } catch (error) {
    if (error instanceof RegistryError) return error.fault
    throw error
  }
  throw new Error('it was not refused')
}

/** What the trail says of a target, the newest first. */
export async function trailOf(id: string): Promise<AuditEvent[]> {
  const { results } = await bindings.DB.prepare(
    `SELECT record FROM audit WHERE target IN ('client:' || ?1, 'resource:' || ?1, 'user:' || ?1, 'key:' || ?1) ORDER BY id DESC`,
  )
    .bind(id)
    .all<{ record: string }>()
  return results.map(({ record }) => JSON.parse(record) as AuditEvent)
}

/** All that comes, to its end. */
export async function collected<T>(coming: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const each of coming) all.push(each)
  return all
}
