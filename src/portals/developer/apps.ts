/** The applications that somebody owns. */
import { AppsPage } from '../../pages/developer/apps.tsx'
import type { Client } from '../../protocol/client-metadata.ts'
import { listClients } from '../../registry/clients.ts'
import { show, type Visit } from '../portal.ts'
import { kindNameOf } from './app-form.ts'
import { appPath } from './own.ts'

const pageSize = 50

export async function showApps(visit: Visit): Promise<Response> {
  const { c, server, person, frame } = visit
  const cursor = c.req.query('after')
  const { items, next } = await listClients(server, { owner: person.subject.sub, limit: pageSize, cursor })
  const apps = items.map(({ client }) => ({
    href: appPath(client.client_id),
    name: client.client_name,
    logo: client.logo_uri,
    kind: kindNameOf(client),
    detail: hostOf(client) ?? client.client_id,
    disabled: client.status === 'disabled',
  }))
  const more = next === undefined ? undefined : `/developer?after=${encodeURIComponent(next)}`
  return show(visit, AppsPage({ frame, apps, next: more }))
}

function hostOf({ client_uri, redirect_uris }: Client): string | undefined {
  const uri = client_uri ?? redirect_uris[0]
  return uri === undefined || !URL.canParse(uri) ? undefined : new URL(uri).host || uri
}
