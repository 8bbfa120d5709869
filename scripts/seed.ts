/** Loads the demo data into a local server's stores, through the same write path that everything else uses. */
import type { D1Database, KVNamespace } from '@cloudflare/workers-types'
import type { JWK } from 'jose'
import { demoClients, demoPeople, demoResources } from '../examples/demo-data.ts'
import { hashSecret } from '../src/client-auth/client-secret.ts'
import { type Client, parseClient } from '../src/protocol/client-metadata.ts'
import { type ProtectedResource, parseProtectedResource } from '../src/protocol/protected-resource.ts'
import { now as clock } from '../src/runtime.ts'
import { hashPassword } from '../src/sign-in/password-hash.ts'
import { CopiedTable } from '../src/stores/copied-table.ts'
import { SettingsStore } from '../src/stores/settings.ts'
import { Users } from '../src/stores/users.ts'

/** Safe to repeat: people stay as they are, clients and APIs become what the demo data say for this origin. */
export async function seed(
  { DB, CLIENTS }: { DB: D1Database; CLIENTS: KVNamespace },
  { demoOrigin, partnerKey }: { demoOrigin: string; partnerKey?: JWK },
): Promise<void> {
  const now = clock()
  const clients = new CopiedTable<Client>('clients', DB, CLIENTS)
  for (const { client_secret, ...metadata } of demoClients(demoOrigin, partnerKey).map((each) => ({
    client_secret: undefined,
    ...each,
  }))) {
    const secret_hashes = client_secret === undefined ? [] : [await hashSecret(client_secret)]
    const client = parseClient({ ...metadata, secret_hashes })
    const known = await clients.get(client.client_id, now)
    if (JSON.stringify(known) !== JSON.stringify(client)) await clients.put(client.client_id, client, now)
  }
  const resources = new CopiedTable<ProtectedResource>('resources', DB, CLIENTS)
  for (const resource of demoResources(demoOrigin).map(parseProtectedResource)) {
    const known = await resources.get(resource.identifier, now)
    if (JSON.stringify(known) !== JSON.stringify(resource))
      await resources.put(resource.identifier, resource, now)
  }
  const users = new Users(DB)
  for (const { password, ...person } of demoPeople) {
    if (await users.findByLogin(person.user_id)) continue
    await users.add({ ...person, password_hash: await hashPassword(password) }, now)
  }
  await configureMail(new SettingsStore(DB, CLIENTS), now)
}

/** Mail needs a sender, whatever else is set; on a laptop it goes nowhere. */
async function configureMail(settings: SettingsStore, now: number): Promise<void> {
  const { version, record } = await settings.stored()
  const { mail } = record as { mail?: { from?: string } }
  if (mail?.from !== undefined) return
  const next = { version: version + 1, record: { ...record, mail: { ...mail, from: 'sign-in@example.com' } } }
  await settings.commit(settings.change(next, { now, actor: 'edgegrant', requestId: 'npm start' }))
}
