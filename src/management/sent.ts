/** What a request sends, held against the schemas of its route. */
import * as z from 'zod'
import { type FieldProblem, Problem, pointerTo } from '../http/problem.ts'
import { checkType, parseJson, readBytes } from './json.ts'
import type { Route } from './route.ts'

const largest = 256 * 1_024

const json = ['application/json']
const patch = ['application/merge-patch+json', 'application/json']
export const jsonLines = ['application/jsonl', 'application/x-ndjson'] as const

/** The types that the body may have. */
export const typesOf = ({ at, body }: Pick<Route, 'at' | 'body'>): readonly string[] =>
  body?.lines ? jsonLines : at.startsWith('PATCH') ? patch : json

/** @throws {Problem} malformed_request, naming each parameter */
export function readQuery(sent: URLSearchParams, { query }: Route): unknown {
  const repeated = [...new Set(sent.keys())].filter((name) => sent.getAll(name).length > 1)
  const known = z.strictObject(query?.shape ?? {}).safeParse(Object.fromEntries(sent))
  const faults = [
    ...repeated.map((parameter) => ({ parameter, detail: 'is there more than once' })),
    ...(known.error?.issues ?? []).flatMap((issue): FieldProblem[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((parameter) => ({ parameter, detail: 'is not a parameter that this takes' }))
        : [{ parameter: String(issue.path[0]), detail: issue.message }],
    ),
  ]
  if (faults.length > 0)
    throw new Problem('malformed_request', 'The query has parameters that are not right', faults)
  return known.data
}

/** @throws {Problem} content_too_large, unsupported_media_type, malformed_request, invalid_fields */
export async function readBody(
  request: Request,
  route: Pick<Route, 'at' | 'body'>,
): Promise<{ bytes: Uint8Array; body: unknown }> {
  const { body } = route
  const nothing = { bytes: new Uint8Array(), body: undefined }
  if (!body) return nothing
  if (body.lines) {
    checkType(request, jsonLines)
    return { ...nothing, body: request.body ?? new Blob([]).stream() }
  }
  const isEmpty = request.body === null || request.headers.get('content-length') === '0'
  if (body.optional && isEmpty) return { ...nothing, body: validated(body.schema, {}) }
  const bytes = await readBytes(request, typesOf(route), largest)
  return { bytes, body: validated(body.schema, parseJson(bytes)) }
}

function validated(schema: z.ZodType, value: unknown): unknown {
  const { data, error } = schema.safeParse(value)
  if (error)
    throw new Problem(
      'invalid_fields',
      'Some fields are not allowed as they are',
      error.issues.flatMap(faultsOf).slice(0, 100),
    )
  return data
}

const faultsOf = (issue: z.core.$ZodIssue): FieldProblem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        pointer: pointerTo([...issue.path, key]),
        detail: 'is not a field that this has',
      }))
    : [{ pointer: pointerTo(issue.path), detail: issue.message }]
