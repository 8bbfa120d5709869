/** What anybody may read of the management API: its OpenAPI document, and the same as a page. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { type FieldView, type OperationView, ReferencePage } from '../pages/api-reference.tsx'
import { renderPage } from '../pages/layout.tsx'
import { managementAudience } from '../protocol/management.ts'
import { serverOf } from '../tokens/server.ts'
import { type Document, type JsonSchema, type Operation, openApi } from './openapi.ts'
import { tags } from './tags.ts'

/** Made once in an isolate. */
const made = new Map<string, Document>()

function documentOf(issuer: string): Document {
  const document = made.get(issuer) ?? openApi(issuer)
  made.set(issuer, document)
  return document
}

export function openApiFile(c: RequestContext): Response {
  c.header('Cache-Control', 'public, max-age=300')
  return c.json(documentOf(c.get('issuer')))
}

export function reference(c: RequestContext): Response {
  const issuer = c.get('issuer')
  const { paths, components } = documentOf(issuer)
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => viewOf(method.toUpperCase(), path, operation)),
  )
  pageHeaders(c)
  const view = ReferencePage({
    server: serverOf(c).settings.server_name,
    address: managementAudience(issuer),
    groups: Object.entries(tags).map(([id, { name, description, docs }]) => ({
      ...{ id, name, description, docs },
      operations: operations.filter(({ tag }) => tag === name),
    })),
    schemas: Object.entries(components.schemas)
      .filter(([, { properties }]) => properties)
      .map(([name, schema]) => ({ name, fields: fieldsOf(schema) })),
  })
  return c.html(renderPage(view))
}

function viewOf(method: string, path: string, operation: Operation): OperationView {
  const { summary, description, security, parameters, requestBody, responses, operationId, tags } = operation
  const [[scope = ''] = []] = Object.values(security[0] ?? {})
  const [status = '', answer] = Object.entries(responses)[0] ?? []
  return {
    ...{ id: operationId, tag: tags[0] ?? '', method, path, summary, description, scope, status },
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      type: `${parameter.in}, ${typeOf(parameter.schema).type}`,
      required: parameter.required,
      description: parameter.description,
    })),
    body: nameIn(requestBody),
    answer: nameIn(answer),
  }
}

const nameIn = (holder: unknown): string | undefined => {
  const { content = {} } = (holder ?? {}) as { content?: Record<string, { schema: JsonSchema }> }
  return nameOf(Object.values(content)[0]?.schema ?? {})
}

const nameOf = ({ $ref }: JsonSchema): string | undefined => $ref?.split('/').at(-1)

const fieldsOf = ({ properties = {}, required = [] }: JsonSchema): FieldView[] =>
  Object.entries(properties).map(([name, field]) => ({
    ...{ name, ...typeOf(field), description: field.description },
    required: required.includes(name) && field.default === undefined,
  }))

/** What a value is, in a few words; `of` names the schema of what is in it. */
function typeOf(schema: JsonSchema): { type: string; of?: string } {
  const name = nameOf(schema)
  // Those that a schema defines for itself are values that may be any JSON.
  if (name !== undefined) return name.includes('.') ? { type: 'any JSON' } : { type: '', of: name }
  if (schema.enum) return { type: schema.enum.map((value) => JSON.stringify(value)).join(' or ') }
  if (schema.anyOf) return { type: schema.anyOf.map((each) => typeOf(each).type).join(' or ') }
  if (schema.type === 'array') {
    const { type, of } = typeOf(schema.items ?? {})
    return { type: type === '' ? 'list of' : `list of ${type}`, ...(of !== undefined && { of }) }
  }
  if (schema.type === 'string' && typeof schema.format === 'string') return { type: schema.format }
  return { type: typeof schema.type === 'string' ? schema.type : 'any JSON' }
}
