/** Where a new operator begins; and a client for the management API, with the command that shows that it works. */
import { WelcomePage } from '../../pages/admin/welcome.tsx'
import {
  managementAudience,
  managementPath,
  managementScopeNames,
  managementScopes,
} from '../../protocol/management.ts'
import { createClient } from '../../registry/clients.ts'
import { show, type Visit } from '../portal.ts'
import { changeOfOperator } from './desk.ts'

const longestName = 200
/** Ticked: what a script needs that registers applications, APIs and people. */
const forProvisioning = managementScopeNames.filter((scope) => /^(clients|resources|users):/.test(scope))

export const showWelcome = (visit: Visit): Response => welcomePage(visit, {})

export async function submitWelcome(visit: Visit): Promise<Response> {
  const { form, server } = visit
  const name = form.get('client_name')?.trim() ?? ''
  const scope = managementScopeNames.filter((each) => form.get(`scope:${each}`) === 'on')
  const problems = [
    ...(name === '' || name.length > longestName
      ? [{ field: 'client_name', message: `Give it a name of at most ${longestName} characters.` }]
      : []),
    ...(scope.length === 0 ? [{ field: 'scope', message: 'Choose at least one thing that it may do.' }] : []),
  ]
  if (problems.length > 0) return welcomePage(visit, { name, scope, problems })
  const { client, clientSecret } = await createClient(server, changeOfOperator(visit), {
    client_name: name,
    grant_types: ['client_credentials'],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
    scope,
    default_scope: scope,
    resources: [managementAudience(server.config.issuer)],
  })
  return welcomePage(visit, {
    made: {
      id: client.client_id,
      name,
      secret: clientSecret ?? '',
      command: commandFor(server.config.issuer, client.client_id, clientSecret ?? '', scope),
    },
  })
}

/** Two lines to paste: a token, and the first list that it may see. */
function commandFor(issuer: string, id: string, secret: string, scope: readonly string[]): string {
  const seen = ['clients', 'resources', 'users', 'keys', 'settings'].find((each) =>
    scope.includes(`${each}:read`),
  )
  return [
    `TOKEN=$(curl -s -u '${id}:${secret}' -d grant_type=client_credentials ${issuer}/oauth2/token \\`,
    `  | sed -E 's/.*"access_token":"([^"]+)".*/\\1/')`,
    `curl -s -H "Authorization: Bearer $TOKEN" ${issuer}${managementPath}/${seen ?? 'openapi.json'}`,
  ].join('\n')
}

function welcomePage(
  visit: Visit,
  {
    name = 'Management',
    scope = forProvisioning,
    problems = [],
    made,
  }: {
    name?: string
    scope?: readonly string[]
    problems?: { field: string; message: string }[]
    made?: { id: string; name: string; secret: string; command: string }
  },
): Response {
  const page = WelcomePage({
    frame: visit.frame,
    name,
    scopes: managementScopeNames.map((each) => ({
      name: each,
      meaning: managementScopes[each],
      checked: scope.includes(each),
    })),
    problems,
    ...(made && { made }),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
