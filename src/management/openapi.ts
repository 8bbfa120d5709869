/** OpenAPI 3.1 of the management API, from the very schemas that check its requests. */
import * as z from 'zod'
import { version } from '../config.ts'
import { managementAudience, managementScopes } from '../protocol/management.ts'
import { problemTable } from '../protocol/problems.ts'
import { isRepeatable, type Named, needsVersion, type Route } from './route.ts'
import { routes } from './routes.ts'
import { typesOf } from './sent.ts'
import { tags } from './tags.ts'

export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly default?: unknown
  readonly [keyword: string]: unknown
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema
}

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, unknown>>
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> } & Readonly<
    Record<string, unknown>
  >
  readonly [field: string]: unknown
}

const schemes = 'oauth2'

export function openApi(issuer: string): Document {
  const schemas = new Map<string, JsonSchema>([['Problem', problemSchema]])
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes) {
    const [method = '', path = ''] = route.at.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(route, method, path, schemas) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Edgegrant management API',
      version,
      description:
        'What the console does, for programs. Times are RFC 3339 in UTC unless they are called NumericDate. Errors are problem details (RFC 9457).',
    },
    externalDocs: { url: `${issuer}/docs/management-api` },
    servers: [{ url: managementAudience(issuer) }],
    tags: Object.values(tags).map(({ name, description, docs }) => ({
      ...{ name, description },
      externalDocs: { url: issuer + docs },
    })),
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      responses: {
        Problem: {
          description: 'What is wrong',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        [schemes]: {
          type: 'oauth2',
          description: `Access tokens of this server for ${managementAudience(issuer)}; a person also needs the role admin.`,
          flows: {
            clientCredentials: { tokenUrl: `${issuer}/oauth2/token`, scopes: managementScopes },
            authorizationCode: {
              authorizationUrl: `${issuer}/oauth2/authorize`,
              tokenUrl: `${issuer}/oauth2/token`,
              scopes: managementScopes,
            },
          },
        },
      },
    },
  }
}

function operation(route: Route, method: string, path: string, schemas: Map<string, JsonSchema>): Operation {
  const { scope, summary, description, body, answer, creates, versioned } = route
  const reference = (named: Named, io: 'input' | 'output') => referenceTo(schemas, named, io)
  const status = creates ? '201' : answer ? '200' : '204'
  const headers = {
    ...(versioned && { ETag: { description: 'The version of the record', schema: { type: 'string' } } }),
    ...(creates && { Location: { description: 'The address of the record', schema: { type: 'string' } } }),
  }
  return {
    operationId: operationId(method, path),
    tags: [tags[path.split('/')[1] ?? '']?.name ?? ''],
    summary,
    ...(description !== undefined && { description }),
    security: [{ [schemes]: [scope] }],
    parameters: parametersOf(route, path),
    ...(body && {
      requestBody: {
        required: !body.optional,
        content: contentOf(typesOf(route), reference(body, 'input')),
      },
    }),
    responses: {
      [status]: {
        description: summary,
        ...(Object.keys(headers).length > 0 && { headers }),
        ...(answer && {
          content: contentOf([answer.type ?? 'application/json'], reference(answer, 'output')),
        }),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

const contentOf = (types: readonly string[], schema: JsonSchema): Content =>
  Object.fromEntries(types.map((type) => [type, { schema }]))

/** `PATCH /clients/{client_id}` is `patchClientsClientId`. */
const operationId = (method: string, path: string) =>
  method.toLowerCase() +
  path
    .split(/[^A-Za-z]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

function parametersOf(route: Route, path: string): Parameter[] {
  const { query, condition } = route
  const text = { type: 'string' }
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    ...{ name, in: 'path' as const, required: true, schema: text },
    ...(name === 'identifier' && { description: 'A URI, percent-encoded' }),
  }))
  const { properties = {} } = query ? jsonSchema(query, 'input') : {}
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query' as const, required: false, schema },
    ...(description !== undefined && { description }),
  }))
  const header = (name: string, required: boolean, description: string) => ({
    ...{ name, in: 'header' as const, required, description, schema: text },
  })
  return [
    ...inPath,
    ...inQuery,
    ...(condition || needsVersion(route)
      ? [header('If-Match', needsVersion(route), 'The `ETag` that the change is based on')]
      : []),
    ...(isRepeatable(route)
      ? [
          header(
            'Idempotency-Key',
            false,
            'The same key within 24 hours gets the same answer, and nothing happens twice',
          ),
        ]
      : []),
  ]
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema
  return plain
}

/** What a schema defines for itself is a component of the document, under the name of the schema. */
function referenceTo(
  schemas: Map<string, JsonSchema>,
  { name, schema, item }: Named,
  io: 'input' | 'output',
): JsonSchema {
  if (!schemas.has(name)) {
    const text = JSON.stringify(jsonSchema(schema, io)).replaceAll(
      '"#/$defs/',
      `"#/components/schemas/${name}.`,
    )
    const {
      $defs = {},
      properties,
      ...plain
    } = JSON.parse(text) as JsonSchema & {
      $defs?: Record<string, JsonSchema>
    }
    const items = item && { ...properties?.items, items: referenceTo(schemas, item, io) }
    schemas.set(name, {
      ...plain,
      ...(properties && { properties: { ...properties, ...(items && { items }) } }),
    })
    if (!item)
      for (const [inner, definition] of Object.entries($defs)) schemas.set(`${name}.${inner}`, definition)
  }
  return { $ref: `#/components/schemas/${name}` }
}

const place = { pointer: 'in the body: RFC 6901', parameter: 'in the query', header: 'a header' }

const problemSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Where it is explained' },
    title: { type: 'string' },
    status: { type: 'integer', description: `Such as ${[...new Set(statuses())].join(', ')}` },
    detail: { type: 'string' },
    request_id: { type: 'string', description: 'Finds the line in the log and in the audit trail' },
    errors: {
      type: 'array',
      description: 'What is wrong where',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          detail: { type: 'string' },
          ...Object.fromEntries(
            Object.entries(place).map(([name, description]) => [name, { type: 'string', description }]),
          ),
        },
      },
    },
  },
}

function statuses(): number[] {
  return [401, 403, ...Object.values(problemTable).map(({ status }) => status)].sort(
    (one, other) => one - other,
  )
}
