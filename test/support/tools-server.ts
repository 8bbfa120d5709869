/** An API as the Model Context Protocol has them, as small as authorization needs: one endpoint, and RFC 9728 metadata. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AccessRefused, protectResource } from '../../src/resource-server/protect-resource.ts'

export interface ToolsServer {
  /** Its endpoint, and its identifier. */
  readonly url: string
  stop(): Promise<void>
}

export async function startTools(issuer: string): Promise<ToolsServer> {
  let protect: ReturnType<typeof protectResource>
  const http = createServer(async (request, response) => {
    try {
      if (request.url === '/.well-known/oauth-protected-resource/mcp') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(await protect.metadata().text())
        return
      }
      if (request.url !== '/mcp') {
        response.writeHead(404).end()
        return
      }
      const { sub, client_id } = await protect(request, { scopes: ['tools:use'] })
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ sub, client_id }))
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error
      response.writeHead(error.status, error.headers).end(JSON.stringify(error.body))
    }
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  protect = protectResource({
    issuer,
    audience: `${origin}/mcp`,
    resourceMetadata: `${origin}/.well-known/oauth-protected-resource/mcp`,
    // offline_access, so that clients ask for refresh tokens.
    metadata: { scopes_supported: ['tools:use', 'offline_access'], resource_name: 'Tools' },
  })
  return { url: `${origin}/mcp`, stop: () => new Promise((resolve) => http.close(() => resolve())) }
}
