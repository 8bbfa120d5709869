/** What every stage of the protocol works with: made once per isolate by the composition root, but for the settings. */
import type { Config } from '../config.ts'
import type { RequestContext } from '../http/context.ts'
import type { Directories } from '../outbound/directories.ts'
import type { KeySets } from '../outbound/key-sets.ts'
import type { Mailer } from '../outbound/mail.ts'
import type { Settings } from '../protocol/settings.ts'
import type { Sealer } from '../seal.ts'
import type { Stores } from '../stores/stores.ts'
import type { Pairwise } from './pairwise.ts'
import type { Signer } from './signer.ts'
import type { FindStanding } from './standing.ts'

export interface Server {
  readonly config: Config
  readonly sealer: Sealer
  readonly stores: Stores
  readonly signer: Signer
  readonly pairwise: Pairwise
  readonly keySets: KeySets
  readonly mailer: Mailer
  readonly directories: Directories
  readonly findStanding: FindStanding
  /** As they were when the request came. */
  readonly settings: Settings
  /** Where the request came from. */
  readonly remoteAddress?: string | undefined
}

/** The server that answers this request; `http` itself does not know what one is. */
export const serverOf = (c: RequestContext): Server => c.get('server') as Server
