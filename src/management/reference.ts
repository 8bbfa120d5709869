/** What anybody may read of the management API: its OpenAPI document, the same as a page, and RFC 9728 metadata. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { type OperationView, ReferencePage } from '../pages/api-reference.tsx'
import { renderPage } from '../pages/layout.tsx'
import { managementAudience } from '../protocol/management.ts'
import { serverOf } from '../tokens/server.ts'
import { type Document, type JsonSchema, type Operation, openApi, tags } from './openapi.ts'

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
  const document = documentOf(issuer)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      viewOf(document, method.toUpperCase(), path, operation),
    ),
  )
  pageHeaders(c)
  const view = ReferencePage({
    server: serverOf(c).settings.server_name,
    address: managementAudience(issuer),
    groups: Object.entries(tags).map(([name, description]) => ({
      ...{ name, description },
      operations: operations.filter((operation) => operation.tag === name),
    })),
  })
  return c.html(renderPage(view))
}

function viewOf(document: Document, method: string, path: string, operation: Operation): OperationView {
  const { summary, description, security, parameters, requestBody, responses, operationId, tags } = operation
  const [[scope = ''] = []] = Object.values(security[0] ?? {})
  const [status = '', answer] = Object.entries(responses)[0] ?? []
  const bodySchema = schemaIn(requestBody)
  const answerSchema = schemaIn(answer)
  return {
    ...{ id: operationId, tag: tags[0] ?? '', method, path, summary, description, scope, status },
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      type: `${parameter.in}, ${typeOf(document, parameter.schema)}`,
      required: parameter.required,
      description: parameter.description,
    })),
    body: bodySchema && fieldsOf(document, bodySchema),
    answer: answerSchema && fieldsOf(document, answerSchema),
  }
}

const schemaIn = (holder: unknown): JsonSchema | undefined =>
  Object.values(
    (holder as { content?: Record<string, { schema: JsonSchema }> } | undefined)?.content ?? {},
  )[0]?.schema

const resolved = ({ components }: Document, schema: JsonSchema): JsonSchema =>
  schema.$ref === undefined ? schema : (components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})

/** Of a list, what stands in it. */
function fieldsOf(document: Document, schema: JsonSchema): OperationView['parameters'] {
  const { properties = {}, required = [] } = resolved(document, schema)
  return Object.entries(properties).flatMap(([name, field]) => {
    const own = {
      ...{ name, type: typeOf(document, field), description: field.description },
      required: required.includes(name) && field.default === undefined,
    }
    const inner = name === 'items' && field.items ? fieldsOf(document, field.items) : []
    return [own, ...inner.map((each) => ({ ...each, name: `items[].${each.name}` }))]
  })
}

/** Schemas hold themselves only in values that may be any JSON; those are not looked into. */
function typeOf(document: Document, field: JsonSchema, depth = 0): string {
  const schema = resolved(document, field)
  if (depth > 3) return 'any'
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  if (schema.anyOf) {
    if (schema.anyOf.length > 3) return 'any'
    return schema.anyOf.map((each) => typeOf(document, each, depth + 1)).join(' or ')
  }
  if (schema.type === 'array') return `list of ${typeOf(document, schema.items ?? {}, depth + 1)}`
  if (schema.type === 'string' && typeof schema.format === 'string') return schema.format
  return typeof schema.type === 'string' ? schema.type : 'any'
}
