/** The management API, route by route: the one list of what it does. The OpenAPI document is made from it. */
import * as audit from './audit.ts'
import * as clients from './clients.ts'
import * as initialAccessTokens from './initial-access-tokens.ts'
import * as keys from './keys.ts'
import { peopleRoutes } from './people-routes.ts'
import * as resources from './resources.ts'
import { lineRoute, made, type Route, route, versioned } from './route.ts'
import * as settings from './settings.ts'
import * as transfer from './transfer.ts'

export const routes: readonly Route[] = [
  route('GET /clients', 'clients:read', 'List clients, by name', {
    run: clients.listAll,
    query: clients.clientQuery,
    answer: clients.clientPage,
  }),
  route('POST /clients', 'clients:write', 'Register a client', {
    run: clients.create,
    description: 'The secret in the answer is told this once: only its hash is kept.',
    body: clients.newClient,
    ...made(clients.createdClient),
  }),
  route('GET /clients/{client_id}', 'clients:read', 'Show a client', {
    run: clients.get,
    ...versioned(clients.client),
  }),
  route('PUT /clients/{client_id}', 'clients:write', 'Replace what a client is registered with', {
    run: clients.replace,
    description: 'What the body leaves out goes back to its default; `status` stays.',
    body: clients.wholeClient,
    ...versioned(clients.createdClient),
  }),
  route('PATCH /clients/{client_id}', 'clients:write', 'Change some of what a client is registered with', {
    run: clients.patch,
    body: clients.clientPatch,
    ...versioned(clients.createdClient),
  }),
  route('DELETE /clients/{client_id}', 'clients:write', 'Delete a client', {
    run: clients.remove,
    description: 'It stops everywhere within two minutes, and its identifier never comes back.',
    condition: 'optional',
  }),
  route('GET /clients/{client_id}/secrets', 'clients:read', 'List the secrets of a client', {
    run: clients.listSecrets,
    description: 'When each was made and last used; the secrets themselves are not kept.',
    answer: clients.secretList,
  }),
  route('POST /clients/{client_id}/secrets', 'clients:write', 'Give a client a second secret', {
    run: clients.addSecret,
    description: 'Two are the most: add one, move the application to it, remove the other.',
    answer: clients.createdSecret,
    creates: true,
  }),
  route('DELETE /clients/{client_id}/secrets/{secret_id}', 'clients:write', 'Remove a secret of a client', {
    run: clients.removeSecret,
  }),
  route('GET /clients/{client_id}/owners', 'clients:read', 'Show who owns a client', {
    run: clients.getOwners,
    answer: clients.ownerList,
  }),
  route('PUT /clients/{client_id}/owners', 'clients:write', 'Say who owns a client', {
    run: clients.replaceOwners,
    description: 'Owners change it in the developer portal.',
    body: clients.ownerList,
    answer: clients.ownerList,
  }),
  route(
    'DELETE /clients/{client_id}/grants',
    'sessions:write',
    'End all that people allow a client, and every session with it',
    { run: clients.endGrants },
  ),

  route('GET /resources', 'resources:read', 'List APIs, by name', {
    run: resources.listAll,
    query: resources.resourceQuery,
    answer: resources.resourcePage,
  }),
  route('POST /resources', 'resources:write', 'Register an API with its scopes', {
    run: resources.create,
    body: resources.newResource,
    ...made(resources.resource),
  }),
  route('GET /resources/{identifier}', 'resources:read', 'Show an API and its scopes', {
    run: resources.get,
    ...versioned(resources.resource),
  }),
  route('PUT /resources/{identifier}', 'resources:write', 'Replace what an API is registered with', {
    run: resources.replace,
    description: 'What the body leaves out goes back to its default.',
    body: resources.wholeResource,
    ...versioned(resources.resource),
  }),
  route(
    'PATCH /resources/{identifier}',
    'resources:write',
    'Change some of what an API is registered with, such as one scope',
    { run: resources.patch, body: resources.resourcePatch, ...versioned(resources.resource) },
  ),
  route('DELETE /resources/{identifier}', 'resources:write', 'Delete an API', {
    run: resources.remove,
    description: 'Clients that were linked to it no longer are.',
    condition: 'optional',
  }),
  route('GET /resources/{identifier}/owners', 'resources:read', 'Show who owns an API', {
    run: resources.getOwners,
    answer: clients.ownerList,
  }),
  route('PUT /resources/{identifier}/owners', 'resources:write', 'Say who owns an API', {
    run: resources.replaceOwners,
    body: clients.ownerList,
    answer: clients.ownerList,
  }),
  route('GET /resources/{identifier}/clients', 'clients:read', 'List the clients that are linked to an API', {
    run: resources.listLinks,
    query: resources.linkQuery,
    answer: resources.linkPage,
  }),
  route(
    'PUT /resources/{identifier}/clients/{client_id}',
    'clients:write',
    'Link a client to an API, with scopes of it',
    { run: resources.putLink, body: { ...resources.newLink, optional: true }, answer: resources.link },
  ),
  route('DELETE /resources/{identifier}/clients/{client_id}', 'clients:write', 'Take an API from a client', {
    run: resources.removeLink,
    description: 'And the scopes that no other of its APIs has.',
  }),

  ...peopleRoutes,

  route('GET /keys', 'keys:read', 'List the signing keys, with their timeline', {
    run: keys.listAll,
    answer: keys.keyList,
  }),
  route('POST /keys/rotate', 'keys:write', 'Make the next key of an algorithm the current one, now', {
    run: keys.rotate,
    description: 'Tokens that the former one signed stay good.',
    body: keys.rotation,
    answer: keys.rotated,
  }),
  route('POST /keys/{kid}/retire', 'keys:write', 'Withdraw a key that must not be trusted any more', {
    run: keys.retire,
    description: 'It leaves the JWKS at once, and tokens that it signed end with it.',
  }),

  route('GET /settings', 'settings:read', 'Show the settings', {
    run: settings.get,
    ...versioned(settings.settings),
  }),
  route('PATCH /settings', 'settings:write', 'Change settings', {
    run: settings.patch,
    description:
      'They hold everywhere within two minutes. Secrets are shown as `(secret)`; sent back, that changes nothing.',
    body: settings.settingsPatch,
    ...versioned(settings.settings),
  }),

  route('GET /initial-access-tokens', 'registration:write', 'List initial access tokens, the newest first', {
    run: initialAccessTokens.listAll,
    query: initialAccessTokens.tokenQuery,
    answer: initialAccessTokens.tokenPage,
  }),
  route(
    'POST /initial-access-tokens',
    'registration:write',
    'Make a token with which an application registers itself',
    {
      run: initialAccessTokens.create,
      body: initialAccessTokens.newToken,
      answer: initialAccessTokens.createdToken,
      creates: true,
    },
  ),
  route('DELETE /initial-access-tokens/{id}', 'registration:write', 'Delete an initial access token', {
    run: initialAccessTokens.remove,
    description: 'What was registered by it stays.',
  }),

  route('GET /audit-events', 'audit:read', 'List what happened, the newest first', {
    run: audit.listAll,
    query: audit.eventQuery,
    answer: audit.eventPage,
  }),

  lineRoute('GET /records', 'transfer:read', 'Export people, APIs and clients as JSON lines', {
    lines: transfer.exportAll,
    description:
      'A record a line, passwords and secrets as hashes. The last line is `{"kind":"end"}`: without it the export was cut off, and `after` goes on.',
    query: transfer.exportQuery,
    answer: transfer.record,
  }),
  lineRoute('POST /records', 'transfer:write', 'Import records as JSON lines', {
    lines: transfer.importAll,
    description:
      'Answers a line after each batch. A record that is there already is left alone, so what broke off is sent again, with `from` where it broke off. One call deals with 10,000 lines; `done` says whether that was all.',
    query: transfer.importQuery,
    body: { ...transfer.record, lines: true },
    answer: transfer.progress,
  }),
]
