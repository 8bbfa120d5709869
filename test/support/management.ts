/** Callers of the management API, whose every answer is held against the OpenAPI document that the server serves. */
import { expect } from 'vitest'
import * as z from 'zod'
import { managementScopeNames } from '../../src/protocol/management.ts'
import { basic, issuer, register, secret, send, token } from './app.ts'

export const audience = `${issuer}/management/v1`

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they sent.
  readonly body: any
}

export interface Sent {
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** The ETag that the change is based on. */
  readonly ifMatch?: string | null
  readonly key?: string
}

export type Call = (at: string, sent?: Sent) => Promise<Reply>

/** A machine client with these scopes, and what calls with its token. */
export async function machine(
  clientId = 'manager',
  scope: readonly string[] = managementScopeNames,
): Promise<Call> {
  await register({
    client_id: clientId,
    client_name: `Machine ${clientId}`,
    redirect_uris: [],
    grant_types: ['client_credentials'],
    response_types: [],
    resources: [audience],
    scope: [...scope],
    default_scope: [...scope],
  })
  const { body } = await token(
    { grant_type: 'client_credentials' },
    { authorization: basic(clientId, secret) },
  )
  return callerWith(body.access_token)
}

export const callerWith =
  (accessToken: string): Call =>
  (at, sent) =>
    call(at, { ...sent, headers: { authorization: `Bearer ${accessToken}`, ...sent?.headers } })

/** `PATCH /clients/web`; a body that is no string goes as JSON. */
export async function call(at: string, { body, headers, ifMatch, key }: Sent = {}): Promise<Reply> {
  const [method = '', path = ''] = at.split(/ (.*)/)
  const response = await send(
    new Request(`${audience}${path}`, {
      method,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch != null && { 'if-match': ifMatch }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...headers,
      },
    }),
  )
  // Not text(): JSON lines are no text to workerd.
  const text = new TextDecoder().decode(await response.arrayBuffer())
  const json = /\bjson$/.test(response.headers.get('content-type') ?? '')
  const reply = {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  }
  await holdAgainstDocument(method, path, reply)
  return reply
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, ResponseObject> }>>
  components: { schemas: Record<string, object>; responses: Record<string, ResponseObject> }
}
interface ResponseObject {
  $ref?: string
  content?: Record<string, { schema: { $ref: string } }>
}

let served: Promise<Document> | undefined

export function openApiDocument(): Promise<Document> {
  served ??= send(new Request(`${audience}/openapi.json`)).then((response) => response.json<Document>())
  return served
}

async function holdAgainstDocument(method: string, path: string, { status, headers, body }: Reply) {
  const { paths, components } = await openApiDocument()
  const isProblem = headers.get('content-type') === 'application/problem+json'
  expect(isProblem, `${method} ${path} ${status} ${JSON.stringify(body)}`).toBe(status >= 400)
  if (isProblem) {
    expect(parserOf(components, '#/components/schemas/Problem').safeParse(body).error).toBeUndefined()
    expect(body.status).toBe(status)
    expect(body.type).toMatch(`${issuer}/errors#`)
    return
  }
  const pathname = path.split('?')[0] ?? ''
  const [, methods] = Object.entries(paths).find(([template]) => templateOf(template).test(pathname)) ?? []
  const response = methods?.[method.toLowerCase()]?.responses[String(status)]
  expect(response, `${method} ${path} answers ${status}, which its document does not say`).toBeDefined()
  const schema = Object.values(response?.content ?? {})[0]?.schema
  const lines = headers.get('content-type') === 'application/jsonl'
  const said = lines
    ? body
        .trimEnd()
        .split('\n')
        .map((line: string) => JSON.parse(line))
    : [body]
  if (!schema) expect(body).toBe('')
  for (const each of schema ? said : [])
    expect(parserOf(components, schema?.$ref ?? '').safeParse(each).error).toBeUndefined()
}

/** More exact paths stand beside those with parameters; none of ours fits both. */
const templateOf = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)

const parsers = new Map<string, z.ZodType>()

function parserOf({ schemas }: Document['components'], ref: string): z.ZodType {
  const known = parsers.get(ref)
  if (known) return known
  const text = JSON.stringify({ $ref: ref, $defs: schemas }).replaceAll('#/components/schemas/', '#/$defs/')
  // zod makes patterns without the flag `u`, which JSON Schema 2020-12 §6.4 asks for.
  const plain = (name: string, value: unknown) =>
    name === 'pattern' && String(value).includes('\\p{') ? undefined : value
  const parser = z.fromJSONSchema(JSON.parse(text, plain))
  parsers.set(ref, parser)
  return parser
}
