/** Where state lives, opened from the bindings. */
import type { Config } from '../config.ts'
import { type Client, completeClient } from '../protocol/client-metadata.ts'
import { completeProtectedResource, type ProtectedResource } from '../protocol/protected-resource.ts'
import { Attempts } from './attempts.ts'
import { CopiedTable } from './copied-table.ts'
import { DeviceRequests } from './device-requests.ts'
import { Keys } from './keys.ts'
import type { ReplayShard } from './shards/replay.ts'
import type { RequestShard } from './shards/request.ts'
import type { SubjectShard } from './shards/subject.ts'
import { Subjects } from './subjects.ts'
import { Users } from './users.ts'

export interface Bindings {
  DB: D1Database
  CLIENTS: KVNamespace
  SUBJECT_SHARD: DurableObjectNamespace<SubjectShard>
  REQUEST_SHARD: DurableObjectNamespace<RequestShard>
  REPLAY_SHARD: DurableObjectNamespace<ReplayShard>
}

export interface Stores {
  readonly clients: CopiedTable<Client>
  readonly resources: CopiedTable<ProtectedResource>
  readonly users: Users
  readonly keys: Keys
  readonly subjects: Subjects
  readonly deviceRequests: DeviceRequests
  readonly attempts: Attempts
}

export function openStores(env: Bindings, config: Config): Stores {
  return {
    clients: new CopiedTable<Client>('clients', env.DB, env.CLIENTS, completeClient),
    resources: new CopiedTable<ProtectedResource>(
      'resources',
      env.DB,
      env.CLIENTS,
      completeProtectedResource,
    ),
    users: new Users(env.DB),
    keys: new Keys(env.DB, env.CLIENTS),
    subjects: new Subjects(env.SUBJECT_SHARD, config),
    deviceRequests: new DeviceRequests(env.REQUEST_SHARD, config),
    attempts: new Attempts(env.REPLAY_SHARD, config),
  }
}
