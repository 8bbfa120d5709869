/** Which route a request is for. Identifiers may hold anything, encoded: an API's is a URI, slashes and all. */
import type { Route } from './route.ts'
import { routes } from './routes.ts'

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

interface Compiled {
  readonly method: string
  readonly segments: readonly string[]
  readonly route: Route
}

const compiled: readonly Compiled[] = routes.map((route) => {
  const [method = '', path = ''] = route.at.split(' ')
  return { method, segments: path.split('/'), route }
})

export function matchRoute(method: string, path: string): Match | undefined {
  for (const { segments, route, ...candidate } of compiled) {
    if (candidate.method !== method) continue
    const params = paramsOf(segments, path.split('/'))
    if (params) return { route, params }
  }
  return undefined
}

/** The methods that an address has, HEAD too. */
export function allowedAt(path: string): string[] {
  const own = path === '' || path === '/openapi.json' ? ['GET'] : []
  const found = compiled.flatMap(({ method, segments }) =>
    paramsOf(segments, path.split('/')) ? [method] : [],
  )
  const methods = [...new Set([...own, ...found])]
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods
}

function paramsOf(segments: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== path.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const sent = path[index] ?? ''
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (name === undefined) {
      if (segment !== sent) return undefined
      continue
    }
    const value = decoded(sent)
    if (value === undefined || value === '' || value.length > 2_048) return undefined
    params[name] = value
  }
  return params
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
