/** Where state lives, opened from the bindings. */
import type { Config } from '../config.ts'
import { Counters } from '../outbound/counters.ts'
import { managementResource } from '../protocol/management.ts'
import { Attempts } from './attempts.ts'
import { Audit } from './audit.ts'
import { ClientDocuments } from './client-documents.ts'
import { Clients } from './clients.ts'
import { type Commit, commitTo } from './commit.ts'
import { Condition } from './condition.ts'
import { Credentials } from './credentials.ts'
import { DeviceRequests } from './device-requests.ts'
import { Idempotency } from './idempotency.ts'
import { InitialAccessTokens } from './initial-access-tokens.ts'
import { Invitations } from './invitations.ts'
import { Journeys } from './journeys.ts'
import { Keys } from './keys.ts'
import { OpenResources } from './open-resources.ts'
import { Refusals } from './refusals.ts'
import { Resources } from './resources.ts'
import { ServerSecrets } from './server-secrets.ts'
import { SetUp } from './set-up.ts'
import { SettingsStore } from './settings.ts'
import type { ReplayShard } from './shards/replay.ts'
import type { RequestShard } from './shards/request.ts'
import type { SubjectShard } from './shards/subject.ts'
import { Subjects } from './subjects.ts'
import { Tally } from './tally.ts'
import { Users } from './users.ts'

export interface Bindings {
  DB: D1Database
  CLIENTS: KVNamespace
  SUBJECT_SHARD: DurableObjectNamespace<SubjectShard>
  REQUEST_SHARD: DurableObjectNamespace<RequestShard>
  REPLAY_SHARD: DurableObjectNamespace<ReplayShard>
  LOOKUPS: RateLimit
  /** Absent on accounts without Analytics Engine. */
  ANALYTICS?: AnalyticsEngineDataset
  /** Absent where no mail is sent. */
  EMAIL?: SendEmail
}

export interface Stores {
  readonly clients: Clients
  readonly clientDocuments: ClientDocuments
  /** Whether this address may ask D1 for one more id that no copy has; costs no hop. */
  readonly mayLookUp: (address: string) => Promise<boolean>
  readonly resources: Resources
  readonly openResources: OpenResources
  readonly users: Users
  readonly credentials: Credentials
  readonly keys: Keys
  readonly subjects: Subjects
  readonly deviceRequests: DeviceRequests
  /** Sign-ins of people who have gone to another provider. */
  readonly journeys: Journeys
  readonly attempts: Attempts
  readonly audit: Audit
  readonly settings: SettingsStore
  readonly counters: Counters
  readonly refusals: Refusals
  /** What happens too often for a row each. */
  readonly tally: Tally
  readonly initialAccessTokens: InitialAccessTokens
  readonly invitations: Invitations
  readonly idempotency: Idempotency
  readonly setUp: SetUp
  readonly secrets: ServerSecrets
  readonly condition: Condition
  /** Several changes at once, or none of them. */
  readonly commit: Commit
}

export function openStores(env: Bindings, config: Config): Stores {
  const audit = new Audit(env.DB)
  const counters = new Counters(env)
  const refusals = new Refusals(env.DB)
  return {
    clients: new Clients(env.DB, env.CLIENTS),
    clientDocuments: new ClientDocuments(env.CLIENTS, new URL(config.issuer).hostname),
    resources: new Resources(env.DB, env.CLIENTS, [managementResource(config.issuer)]),
    openResources: new OpenResources(env.DB),
    users: new Users(env.DB),
    credentials: new Credentials(env.DB),
    keys: new Keys(env.DB, env.CLIENTS),
    subjects: new Subjects(env.SUBJECT_SHARD, config),
    deviceRequests: new DeviceRequests(env.REQUEST_SHARD, config),
    journeys: new Journeys(env.REQUEST_SHARD, config),
    attempts: new Attempts(env.REPLAY_SHARD, config),
    audit,
    counters,
    refusals,
    tally: new Tally({ audit, counters, refusals }, env.DB),
    settings: new SettingsStore(env.DB, env.CLIENTS),
    initialAccessTokens: new InitialAccessTokens(env.DB),
    invitations: new Invitations(env.DB),
    idempotency: new Idempotency(env.DB),
    secrets: new ServerSecrets(env.DB, env.CLIENTS),
    setUp: new SetUp(env.DB, env.CLIENTS),
    condition: new Condition(env.DB, env.CLIENTS),
    commit: commitTo(env.DB),
    mayLookUp: async (address) => (await env.LOOKUPS.limit({ key: address })).success,
  }
}
