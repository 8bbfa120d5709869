/** The management API: what bad input gets, versions, requests that come twice, records as lines, the document and its page. */
import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/management/routes.ts'
import { fetchPath, issuer, populate } from '../support/app.ts'
import { type Call, machine, openApiDocument, type Reply, type Sent } from '../support/management.ts'

let call: Call

beforeAll(async () => {
  await populate()
  call = await machine()
})

const shop = { client_name: 'Shop', redirect_uris: ['https://shop.example.com/callback'], scope: [] }
const refusal = ({ status, body }: Reply) => [
  status,
  body.type?.replace(`${issuer}/errors#`, ''),
  body.errors,
]

describe('bad input', () => {
  const deep = (levels: number) => `{"client_name":${'['.repeat(levels)}${']'.repeat(levels)}}`
  it.each<[what: string, at: string, sent: Sent, status: number, code: string, errors: unknown]>([
    [
      'no JSON',
      'POST /clients',
      { body: '{' },
      400,
      'malformed_request',
      [{ pointer: '#', detail: 'is not JSON' }],
    ],
    ['nothing', 'POST /clients', { body: '' }, 400, 'malformed_request', expect.anything()],
    [
      'a list',
      'POST /clients',
      { body: [] },
      422,
      'invalid_fields',
      [{ pointer: '#', detail: expect.stringContaining('object') }],
    ],
    ['null', 'PATCH /clients/web', { body: 'null', ifMatch: '*' }, 422, 'invalid_fields', expect.anything()],
    [
      'a form',
      'POST /clients',
      { body: 'client_name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported_media_type',
      [{ header: 'Content-Type', detail: 'must be application/json' }],
    ],
    ['10 MB', 'POST /clients', { body: `"${'x'.repeat(10_000_000)}"` }, 413, 'content_too_large', undefined],
    ['depth', 'POST /clients', { body: deep(100_000) }, 400, 'malformed_request', expect.anything()],
    [
      'a key that would be a prototype',
      'POST /clients',
      { body: '{"custom_claims":{"fixed":{"__proto__":{"admin":true}}}}' },
      400,
      'malformed_request',
      [{ pointer: '#/custom_claims/fixed/__proto__', detail: 'is not a name that a field can have' }],
    ],
    [
      'half a character',
      'POST /clients',
      { body: '{"client_name":"\\ud800"}' },
      400,
      'malformed_request',
      expect.anything(),
    ],
    [
      'a zero byte',
      'POST /clients',
      { body: '{"client_name":"a\\u0000b"}' },
      400,
      'malformed_request',
      expect.anything(),
    ],
    [
      'wrong types and unknown fields',
      'POST /clients',
      {
        body: {
          client_name: 7,
          redirect_uris: ['javascript:alert(1)'],
          scope: [],
          constructor: 1,
          'a/b~c': 1,
        },
      },
      422,
      'invalid_fields',
      expect.arrayContaining([
        { pointer: '#/client_name', detail: 'must be text' },
        { pointer: '#/constructor', detail: 'is not a field that this has' },
        { pointer: '#/a~1b~0c', detail: 'is not a field that this has' },
      ]),
    ],
    [
      'a field that is missing',
      'POST /clients',
      { body: { client_name: 'x' } },
      422,
      'invalid_fields',
      [{ pointer: '#/scope', detail: 'is missing' }],
    ],
    [
      'what only the record as a whole shows',
      'POST /clients',
      { body: { ...shop, redirect_uris: ['javascript:alert(1)'] } },
      422,
      'invalid_fields',
      [{ pointer: '#/redirect_uris', detail: expect.stringContaining('javascript:alert(1)') }],
    ],
    [
      'parameters',
      'GET /clients?limit=0&status=gone&sort=name&search=a&search=b',
      {},
      400,
      'malformed_request',
      expect.arrayContaining([
        { parameter: 'search', detail: 'is there more than once' },
        { parameter: 'limit', detail: expect.any(String) },
        { parameter: 'status', detail: expect.any(String) },
        { parameter: 'sort', detail: 'is not a parameter that this takes' },
      ]),
    ],
    [
      'a cursor that is none',
      'GET /clients?cursor=rubbish',
      {},
      400,
      'malformed_request',
      [{ parameter: 'cursor', detail: 'is not one that a page before gave' }],
    ],
    [
      'a version that is none',
      'PATCH /clients/web',
      { ifMatch: 'v1', body: {} },
      400,
      'malformed_request',
      [{ header: 'If-Match', detail: expect.any(String) }],
    ],
    [
      'an Idempotency-Key that is none',
      'POST /clients',
      { key: 'a "b', body: shop },
      400,
      'malformed_request',
      [{ header: 'Idempotency-Key', detail: expect.any(String) }],
    ],
    [
      'a body that the owners of a client are not',
      'PUT /clients/web/owners',
      { body: { owners: 'alice' } },
      422,
      'invalid_fields',
      expect.anything(),
    ],
  ])('%s', async (_, at, sent, status, code, errors) => {
    expect(refusal(await call(at, sent))).toEqual([status, code, errors])
  })

  it('of any shape, anywhere, is never a 5xx', async () => {
    const bodies: unknown[] = [
      null,
      0,
      -0.5,
      '',
      'x',
      true,
      [],
      {},
      [[]],
      { a: null },
      { constructor: {} },
      { toString: 1 },
      { '': '' },
    ]
    const values: unknown[] = [
      null,
      -1,
      1.5,
      1e99,
      '',
      ' ',
      '\u{1f600}'.repeat(300),
      true,
      [],
      {},
      [null],
      { length: 1 },
      [{}],
      ['\u202e'],
    ]
    const fields = [
      'client_name',
      'redirect_uris',
      'jwks',
      'localized',
      'custom_claims',
      'token_exchange',
      'scopes',
      'name',
    ]
    const more = [
      'identifier',
      'user_id',
      'roles',
      'claims',
      'password',
      'alg',
      'owners',
      'lifetimes',
      'analytics',
      'expires_at',
      'uses',
    ]
    const all = [
      ...bodies,
      ...[...fields, ...more].flatMap((field) => values.map((value) => ({ ...shop, [field]: value }))),
    ]
    const writing = routes.filter(({ at, body }) => body && !body.lines && !/^PUT|retire/.test(at))
    for (const { at } of writing) {
      for (const [index, body] of all.entries()) {
        // Every shape somewhere, and each route many shapes: all of both would take minutes.
        if (index % writing.length !== writing.findIndex((route) => route.at === at) && index > 12) continue
        const path = at.replaceAll(/\{\w+\}/g, index % 2 === 0 ? 'web' : '%F0%9F%98%80')
        const { status } = await call(path, { body, ifMatch: '*' })
        expect([at, body, status < 500]).toEqual([at, body, true])
      }
    }
    for (const { at, query } of routes.filter(({ at }) => at.startsWith('GET'))) {
      for (const name of Object.keys(query?.shape ?? {})) {
        for (const value of [
          '',
          '%00',
          'WzAsImEiLCJiIl0',
          'WzksImEiLCJiIl0',
          '9'.repeat(30),
          '%F0%9F%98%80',
          "'--",
          'key:',
        ])
          expect((await call(`${at.replaceAll(/\{\w+\}/g, 'x')}?${name}=${value}`)).status).toBeLessThan(500)
      }
    }
  })
})

describe('a change', () => {
  it('says what it is based on', async () => {
    const { body } = await call('POST /clients', { body: shop })
    const at = `/clients/${body.client_id}`
    const named = (client_name: string, ifMatch?: string) =>
      call(`PATCH ${at}`, { body: { client_name }, ...(ifMatch !== undefined && { ifMatch }) })
    expect(refusal(await named('A'))).toEqual([
      428,
      'version_required',
      [{ header: 'If-Match', detail: 'is missing' }],
    ])
    expect((await named('A', '"1"')).status).toBe(200)
    expect(refusal(await named('B', '"1"'))).toEqual([
      412,
      'version_mismatch',
      [{ header: 'If-Match', detail: 'is not "2"' }],
    ])
    expect((await named('B', 'W/"2"')).status).toBe(412) // RFC 9110 §13.1.1: strong comparison
    expect((await named('B', '"7", "2"')).status).toBe(200)
    expect((await named('C', '*')).body.version).toBe(4)
  })
  it('wins once, however many try at the same time', async () => {
    const { body } = await call('POST /clients', { body: shop })
    const tries = Array.from({ length: 8 }, (_, n) =>
      call(`PATCH /clients/${body.client_id}`, { ifMatch: '"1"', body: { client_name: `Name ${n}` } }),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, ...Array(7).fill(412)])
  })
})

describe('Idempotency-Key', () => {
  const named = async (name: string) => (await call(`GET /clients?search=${name}`)).body.items

  it('makes a request that comes again get the same answer, secret and all', async () => {
    const sent = { key: '"0b6b3e2a"', body: { ...shop, client_name: 'Twice' } }
    const first = await call('POST /clients', sent)
    const again = await call('POST /clients', { ...sent, key: '0b6b3e2a' }) // with or without quotes
    expect([again.status, again.body]).toEqual([201, first.body])
    for (const name of ['etag', 'location']) expect(again.headers.get(name)).toBe(first.headers.get(name))
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await named('Twice')).toHaveLength(1)
  })
  it('is refused with another request', async () => {
    const key = 'another'
    expect((await call('POST /clients', { key, body: shop })).status).toBe(201)
    const other = await call('POST /clients', { key, body: { ...shop, client_name: 'Other' } })
    expect(refusal(other)).toEqual([
      422,
      'idempotency_key_reused',
      [{ header: 'Idempotency-Key', detail: 'is used already' }],
    ])
    const user = { user_id: 'x', user_type: 'customer' }
    expect((await call('POST /users', { key, body: user })).status).toBe(422)
  })
  it('is of its caller alone', async () => {
    const other = await machine('second', ['clients:write'])
    const sent = { key: 'shared', body: { ...shop, client_name: 'Shared' } }
    const [one, two] = [await call('POST /clients', sent), await other('POST /clients', sent)]
    expect(one.body.client_id).not.toBe(two.body.client_id)
  })
  it('does not count where nothing happened: the request can be mended', async () => {
    const key = 'mended'
    expect((await call('POST /clients', { key, body: { ...shop, owners: ['nobody'] } })).status).toBe(422)
    expect((await call('POST /clients', { key, body: shop })).status).toBe(201)
  })
  it('makes one record of twenty requests at once', async () => {
    const sent = { key: 'at-once', body: { ...shop, client_name: 'At once' } }
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('POST /clients', sent)))
    for (const each of answers.filter(({ status }) => status !== 201))
      expect([refusal(each).slice(0, 2), each.headers.get('retry-after')]).toEqual([
        [409, 'request_in_progress'],
        '2',
      ])
    const made = answers.filter(({ status }) => status === 201)
    expect(made.length).toBeGreaterThan(0)
    expect(new Set(made.map(({ body }) => body.client_id)).size).toBe(1)
    expect(await named('At once')).toHaveLength(1)
  })
})

describe('records as JSON lines', () => {
  const linesOf = ({ body }: Reply) =>
    body
      .trimEnd()
      .split('\n')
      .map((line: string) => JSON.parse(line))
  const jsonl = { 'content-type': 'application/jsonl' }
  const person = (sub: string) => ({
    kind: 'user',
    record: { sub, user_id: sub, user_type: 'customer', password_hash: null },
  })

  it('go out, and on from where they broke off', async () => {
    const lines = linesOf(await call('GET /records'))
    expect(lines.at(-1)).toEqual({ kind: 'end', lines: lines.length - 1 })
    const kinds = lines.map(({ kind }: { kind: string }) => kind)
    expect([...new Set(kinds)]).toEqual(['user', 'resource', 'client', 'end'])
    const rest = linesOf(await call('GET /records?after=client:manager&kind=client'))
    expect(rest[0].record.client_id > 'manager').toBe(true)
    expect(refusal(await call('GET /records?after=nothing'))).toEqual([
      400,
      'malformed_request',
      [{ parameter: 'after', detail: expect.any(String) }],
    ])
  })
  it('come in, with the faults of each line, and again without harm', async () => {
    const sent = [person('in-1'), 'rubbish', person('in-2'), { kind: 'user', record: { sub: 'in 3' } }]
    const body = sent.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    const [first] = linesOf(await call('POST /records', { body, headers: jsonl }))
    expect(first).toMatchObject({ line: 4, created: 2, failed: 2, done: true })
    expect(first.faults).toMatchObject([
      { line: 2, detail: expect.any(String), errors: [{ pointer: '#', detail: 'is not JSON' }] },
      { line: 4, errors: expect.arrayContaining([{ pointer: '#/record/sub', detail: expect.any(String) }]) },
    ])
    const [again] = linesOf(await call('POST /records?from=2', { body, headers: jsonl }))
    expect(again).toMatchObject({ created: 0, unchanged: 1, failed: 1 })
    expect((await call('GET /users/in-2')).status).toBe(200)
  })
  it('of any shape are refused, not broken by', async () => {
    const deep = `{"kind":"client","record":{"custom_claims":{"fixed":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}}`
    const body = [deep, 'null', '[]', '{"kind":"user","record":{"__proto__":1}}', '{"kind":"end"}'].join('\n')
    const [only] = linesOf(await call('POST /records', { body, headers: jsonl }))
    expect(only).toMatchObject({ created: 0, failed: 4, done: true })
    const endless = await call('POST /records', { body: 'x'.repeat(400_000), headers: jsonl })
    expect(endless.status).toBe(422)
    expect((await call('POST /records', { body: '{}' })).status).toBe(415)
  })
  it('make nobody an operator for who could not be one', async () => {
    const mover = await machine('mover', ['transfer:write'])
    const body = JSON.stringify({
      ...person('in-9'),
      record: { ...person('in-9').record, roles: ['admin'] },
    })
    const [only] = linesOf(await mover('POST /records', { body, headers: jsonl }))
    expect(only).toMatchObject({ created: 0, failed: 1 })
  })
})

describe('the OpenAPI document', () => {
  it('lists every route with its scope, and resolves every reference', async () => {
    const document = await openApiDocument()
    expect(document).toMatchObject({ openapi: '3.1.1', servers: [{ url: `${issuer}/management/v1` }] })
    for (const { at, scope } of routes) {
      const [method = '', path = ''] = at.split(' ')
      const operation = document.paths[path]?.[method.toLowerCase()]
      expect(operation).toMatchObject({ security: [{ oauth2: [scope] }] })
    }
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
    expect(operations).toHaveLength(routes.length)
    const ids = operations.map((operation) => (operation as unknown as { operationId: string }).operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, path = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = path
        .split('/')
        .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document)
      expect(found, path).toBeDefined()
    }
  })
  it('is a page that anybody may read, without a script', async () => {
    const response = await fetchPath('/management/v1')
    const html = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(html).not.toContain('<script')
    for (const { at } of routes) expect(html).toContain(`<code>${at.split(' ')[1]}</code>`)
    for (const code of ['version_required', 'idempotency_key_reused'])
      expect(await (await fetchPath('/errors')).text()).toContain(`id="${code}"`)
  })
})
