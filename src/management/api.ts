/** The management API: a request is matched, its caller proven, what it sends checked, and only then carried out. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { RequestContext } from '../http/context.ts'
import { corsHeaders, noStore } from '../http/headers.ts'
import { Problem, problemResponse } from '../http/problem.ts'
import { OAuthError } from '../protocol/errors.ts'
import { managementPath } from '../protocol/management.ts'
import { isStorable } from '../protocol/storable-json.ts'
import { changeOf, unbroken } from '../registry/change.ts'
import { RegistryError } from '../registry/errors.ts'
import { serverOf } from '../tokens/server.ts'
import { authorize } from './access.ts'
import { etagOf, readCondition, versionRequired } from './conditional.ts'
import { type Answer, once, readKey } from './idempotency.ts'
import { allowedAt, matchRoute } from './match.ts'
import { problemOf } from './problem-of.ts'
import { type Call, isRepeatable, needsVersion, type Outcome, type Route } from './route.ts'
import { jsonLines, readBody, readQuery } from './sent.ts'

export async function management(c: RequestContext): Promise<Response> {
  corsHeaders(c)
  c.header(
    'Access-Control-Expose-Headers',
    'WWW-Authenticate, X-Request-Id, Retry-After, ETag, Location, Link, Idempotency-Replayed',
  )
  const path = new URL(c.req.url).pathname.slice(managementPath.length)
  try {
    return await answer(c, path)
  } catch (error) {
    if (error instanceof Problem || error instanceof OAuthError) return problemResponse(c, error)
    if (error instanceof RegistryError) return problemResponse(c, problemOf(error, c.req.method))
    throw error
  }
}

async function answer(c: RequestContext, path: string): Promise<Response> {
  const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
  if (method === 'GET' && path === '') return (await import('./reference.ts')).reference(c)
  if (method === 'GET' && path === '/openapi.json') return (await import('./reference.ts')).openApiFile(c)
  const found = matchRoute(method, path)
  if (!found) return unmatched(c, method, path)
  const { route, params } = found
  c.get('log').what = route.at
  c.set('route', managementPath + route.at.slice(route.at.indexOf(' ') + 1))
  const caller = await authorize(c, route.scope)
  // Who may not know it hears the same whether an identifier is there or not: all below comes after the scope.
  if (!Object.values(params).every(isStorable)) throw new Problem('not_found', 'There is no such record')
  const condition = readCondition(c.req.header('if-match'))
  if (needsVersion(route) && !condition) throw versionRequired()
  const query = readQuery(new URL(c.req.url).searchParams, route)
  const { bytes, body } = await readBody(c.req.raw, route)
  const callOf = (server: Call['server']): Call => ({
    ...{ server, params, query, body, condition },
    change: changeOf(c, caller.actor, caller.scope),
  })
  if (route.lines) return respondInLines(c, route.lines(callOf(serverOf(c))))
  const key = isRepeatable(route) ? readKey(c.req.header('idempotency-key')) : undefined
  const address = c.get('issuer') + managementPath + path
  const run = async (server: Call['server']) => answerOf(await route.run(callOf(server)), route, address)
  const server = serverOf(c)
  if (key === undefined) return respond(c, await run(server))
  const attempt = { key, caller: caller.id, at: `${route.at} ${path}`, body: bytes, now: c.get('now') }
  // Whoever hung up and asks again wants this very answer.
  const background = (work: Promise<unknown>) => c.executionCtx.waitUntil(work)
  return respond(c, await unbroken({ background }, once(server, attempt, run)))
}

function answerOf(outcome: Outcome, { creates, versioned }: Route, address: string): Answer {
  const { body, version, id } = outcome
  return {
    status: creates ? 201 : body === undefined ? 204 : 200,
    ...(body !== undefined && { body }),
    headers: {
      ...(versioned && version !== undefined && { ETag: etagOf(version) }),
      ...(id !== undefined && { Location: `${address}/${encodeURIComponent(id)}` }),
    },
  }
}

function respond(c: RequestContext, { status, body, headers }: Answer): Response {
  noStore(c)
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  const next = (body as { next?: unknown } | undefined)?.next
  if (typeof next === 'string') {
    const url = new URL(c.req.url)
    url.searchParams.set('cursor', next)
    c.header('Link', `<${c.get('issuer')}${url.pathname}${url.search}>; rel="next"`) // RFC 8288
  }
  return body === undefined ? c.body(null, 204) : c.json(body, status as ContentfulStatusCode)
}

/** What is refused before the first line is refused as ever; afterwards only the last line can say it. */
async function respondInLines(c: RequestContext, lines: AsyncGenerator<string>): Promise<Response> {
  let next = await lines.next()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close()
      controller.enqueue(encoder.encode(`${next.value}\n`))
      next = await lines.next()
    },
    cancel: async () => void (await lines.return(undefined)),
  })
  noStore(c)
  c.header('Content-Type', jsonLines[0])
  return c.body(body)
}

/** Addresses are no secret: the OpenAPI document lists them. Identifiers are never looked at here. */
function unmatched(c: RequestContext, method: string, path: string): Response {
  const allowed = allowedAt(path)
  if (allowed.length === 0) throw new Problem('not_found', 'There is nothing at this address')
  c.header('Allow', [...allowed, 'OPTIONS'].join(', '))
  if (method !== 'OPTIONS') throw new Problem('method_not_allowed', `Use ${allowed.join(', ')}`)
  c.header('Access-Control-Allow-Methods', allowed.join(', '))
  c.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, If-Match, Idempotency-Key')
  c.header('Access-Control-Max-Age', '7200')
  return c.body(null, 204)
}
