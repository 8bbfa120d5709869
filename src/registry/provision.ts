/** Turns somebody whom a directory or another provider vouches for into a person here. */
import type { RequestContext } from '../http/context.ts'
import type { Identity } from '../sign-in/sign-in-method.ts'
import { personOfProvider } from './provider-person.ts'
import type { Provisioned } from './provisioned.ts'

export async function provision(c: RequestContext, identity: Identity): Promise<Provisioned> {
  if (identity.source.kind === 'provider') return personOfProvider(c, identity)
  const { personOfDirectory } = await import('./directory-person.ts')
  return personOfDirectory(c, identity)
}
