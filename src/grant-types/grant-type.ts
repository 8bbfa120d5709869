/** What a grant type is: it reads its own parameters, makes one atomic store call, and mints. */
import type { Cause } from '../protocol/audit.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Place } from '../stores/shards/home.ts'
import type { Server } from '../tokens/server.ts'
import type { TokenResponse } from '../tokens/token-response.ts'

export interface GrantRequest {
  /** Authenticated, and registered for this grant type. */
  readonly client: Client
  readonly parameters: Parameters
  readonly remoteAddress: string | undefined
  readonly place: Place | undefined
  /** What the person's shard writes into the audit trail. */
  readonly cause: Cause
  /** Work that the answer need not wait for. */
  background(work: Promise<unknown>): void
  /** Milliseconds. */
  readonly now: number
}

export interface GrantType {
  /** The registered value of `grant_type`. */
  readonly value: string
  /** Whether a grant begins with it, of which the person's shard tells the audit trail; else its tokens are counted. */
  begins?(parameters: Parameters): boolean
  exchange(request: GrantRequest, server: Server): Promise<TokenResponse>
}
