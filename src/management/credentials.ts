/** What people prove themselves with besides a password: shown without what is secret, and taken away. */
import * as z from 'zod'
import { Problem } from '../http/problem.ts'
import { credentialKinds } from '../protocol/credential.ts'
import {
  type CredentialView,
  listCredentials,
  removeSecondFactor,
  resetSecondFactors,
} from '../registry/credentials.ts'
import { removeDirectory } from '../registry/directory-person.ts'
import { unlinkProvider } from '../registry/link.ts'
import { sendPasswordLink } from '../registry/recovery.ts'
import { found } from '../registry/users.ts'
import { list, time, times } from './lists.ts'
import type { Call, Named, Outcome } from './route.ts'

const credential = {
  name: 'Credential',
  schema: z.object({
    kind: z.enum(credentialKinds),
    id: z.string().describe('Unique within its kind'),
    name: z.string().optional().describe('Of a passkey: what the person calls it'),
    synced: z.boolean().optional().describe('Of a passkey: whether it can be on several devices'),
    backed_up: z.boolean().optional().describe('Of a passkey: whether it is'),
    source: z.string().optional().describe('The provider or directory, by its name in the settings'),
    subject: z.string().optional().describe('Who they are there'),
    created_at: time,
    used_at: time.optional().describe('Absent where it never was'),
  }),
} satisfies Named
export const credentialList = list(credential)

export const passwordLink = {
  name: 'PasswordLink',
  schema: z.object({
    mailed: z.boolean(),
    link: z.string().optional().describe('Where it could not be mailed; told this once'),
  }),
}

const parametersOf = ({ params }: Pick<Call, 'params'>) =>
  params as { sub: string; kind: string; credential_id: string }

const shown = ({ created_at, used_at, ...credential }: CredentialView) => ({
  ...credential,
  ...times({ created_at, used_at: used_at ?? undefined }),
})

export async function listAll({ server, params }: Call): Promise<Outcome> {
  const { sub } = await found(server.stores, parametersOf({ params }).sub)
  return { body: { items: (await listCredentials(server, sub)).map(shown) } }
}

export async function remove({ server, change, params }: Call): Promise<Outcome> {
  const { sub, kind, credential_id: id } = parametersOf({ params })
  if (kind === 'passkey' || kind === 'totp') await removeSecondFactor(server, change, sub, kind, id)
  else if (kind === 'provider') await unlinkProvider(server, change, sub, id)
  else if (kind === 'directory') await removeDirectory(server, change, sub, id)
  else throw new Problem('not_found', 'There is no such credential that can be taken away by itself')
  return {}
}

export async function reset({ server, change, params }: Call): Promise<Outcome> {
  await resetSecondFactors(server, change, parametersOf({ params }).sub)
  return {}
}

export async function sendLink({ server, change, params }: Call): Promise<Outcome> {
  return { body: await sendPasswordLink(server, change, parametersOf({ params }).sub) }
}
