/** One application: what its code needs, its secrets and owners. */
import { AppPage } from '../../pages/developer/app.tsx'
import { formatScope } from '../../protocol/scope.ts'
import {
  addClientSecret,
  type ClientDetails,
  endClientGrants,
  removeClientSecret,
} from '../../registry/clients.ts'
import { resourcesOf } from '../../tokens/target.ts'
import { ago } from '../ago.ts'
import { showOnce, takeOnce } from '../once.ts'
import { changeBy } from '../person.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { kindNameOf } from './app-form.ts'
import { headOf } from './app-head.ts'
import { appPath } from './own.ts'
import { ownersOf } from './owners.ts'
import { secretName } from './secret-name.ts'
import { snippetsOf } from './snippets.ts'

/** What the address may say has just happened: words of ours, never those of whoever made the link. */
const done: Readonly<Record<string, string>> = {
  registered: 'It is registered, and works everywhere at once.',
  saved: 'Saved. A change reaches every place within two minutes.',
  secret: 'The new secret is good at once, beside the old one.',
  removed: 'The secret is removed; within two minutes it is good nowhere.',
  owners: 'The owners are changed.',
  joined: 'You own this application now.',
  disconnected: 'Everybody is disconnected; within two minutes that holds everywhere.',
}

export async function showApp(visit: Visit, app: ClientDetails): Promise<Response> {
  const { c, server, person, frame } = visit
  const { client } = app
  const { issuer } = server.config
  const now = c.get('now')
  const secret = await takeOnce(c, person, client.client_id)
  const [api] = await resourcesOf(server, client, now)
  const page = AppPage({
    frame,
    app: headOf(server, client),
    kind: kindNameOf(client),
    disabled: client.status === 'disabled',
    clientId: client.client_id,
    issuer,
    redirectUris: [...client.redirect_uris],
    scope: formatScope(client.scope),
    secret,
    notice: done[c.req.query('done') ?? ''],
    hasSecrets: client.token_endpoint_auth_method !== 'none',
    secrets: app.secrets.map((each, _, all) => ({
      id: each.id,
      name: secretName(each, all),
      created: each.createdAt === undefined ? undefined : ago(each.createdAt, now),
      used: each.lastUsedAt === undefined ? undefined : ago(each.lastUsedAt, now),
    })),
    snippets: await snippetsOf(issuer, client, { secret, apiScope: Object.keys(api?.scopes ?? {}) }),
    owners: await ownersOf(server, person, app.owners),
  })
  return show(visit, page)
}

export const submitSecret = (visit: Visit, { client }: ClientDetails): Promise<Response> =>
  changed(visit, client.client_id, 'secret', async () => {
    const { c, server, person } = visit
    const id = client.client_id
    const { clientSecret } = await addClientSecret(server, changeBy(c, person), id)
    await showOnce(c, person, { of: id, secret: clientSecret })
  })

export const submitSecretRemoval = (visit: Visit, { client }: ClientDetails): Promise<Response> =>
  changed(visit, client.client_id, 'removed', async () => {
    const { c, server, person, form } = visit
    await removeClientSecret(server, changeBy(c, person), client.client_id, form.get('secret') ?? '')
  })

export const submitDisconnect = (visit: Visit, { client }: ClientDetails): Promise<Response> =>
  changed(visit, client.client_id, 'disconnected', async () => {
    const { c, server, person } = visit
    await endClientGrants(server, changeBy(c, person), client.client_id)
  })

async function changed(
  visit: Visit,
  id: string,
  what: keyof typeof done & string,
  change: () => Promise<void>,
): Promise<Response> {
  await change()
  return goTo(visit, `${appPath(id)}?done=${what}`)
}
