/** `protectResource` for Hono, by the shape of its context: this package does not depend on it. */
import { AccessRefused } from './access-refused.ts'

/** What is used of Hono's `Context`. */
export interface MiddlewareContext<Claims> {
  readonly req: { readonly raw: Request }
  set(key: 'claims', value: Claims): void
}

export type Middleware<Claims> = (
  c: MiddlewareContext<Claims>,
  next: () => Promise<void>,
) => Promise<Response | undefined>

export const middlewareOf =
  <Claims>(protect: (request: Request) => Promise<Claims>): Middleware<Claims> =>
  async (c, next) => {
    try {
      c.set('claims', await protect(c.req.raw))
    } catch (error) {
      if (error instanceof AccessRefused) return error.getResponse()
      throw error
    }
    await next()
    return undefined
  }
