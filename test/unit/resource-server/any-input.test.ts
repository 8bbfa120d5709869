import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { AccessRefused, type RequestLike } from '../../../src/resource-server/protect-resource.ts'
import { encoded, FakeIssuer, goodClaims, goodHeader, signed } from '../../support/fake-issuer.ts'

let server: FakeIssuer
beforeAll(async () => {
  server = await FakeIssuer.start()
})

const protect = () => server.protect({ scopes: ['customer.r'] })
const sent = (authorization: string): RequestLike => ({ headers: { authorization }, url: '/' })

/** Passing is fine where nothing that matters was touched; any refusal must be one of the three. */
async function isAnswered(request: RequestLike): Promise<void> {
  const outcome = await protect()(request).catch((error: unknown) => error)
  if (outcome instanceof Error) return isRefusal(outcome)
  expect(outcome).toMatchObject({ iss: goodClaims.iss, aud: goodClaims.aud, sub: expect.any(String) })
}

async function isRefused(request: RequestLike): Promise<void> {
  isRefusal(await protect()(request).catch((error: unknown) => error))
}

function isRefusal(error: unknown): void {
  expect(error).toBeInstanceOf(AccessRefused)
  const { status, headers } = error as AccessRefused
  expect([400, 401, 403]).toContain(status)
  expect(headers['www-authenticate']).toMatch(/^Bearer [\x20-\x7e]+$/)
}

describe('whatever is sent is answered with 400, 401 or 403', () => {
  it('any header', async () => {
    await fc.assert(fc.asyncProperty(fc.string(), (text) => isRefused(sent(text))))
    await fc.assert(fc.asyncProperty(fc.string(), (text) => isRefused(sent(`Bearer ${text}`))))
  })
  it('any three parts', async () => {
    const part = fc.oneof(fc.base64String(), fc.string(), fc.json().map(encoded))
    await fc.assert(
      fc.asyncProperty(part, part, part, (...parts) => isRefused(sent(`Bearer ${parts.join('.')}`))),
    )
  })
  it('any value in a signed header or payload', async () => {
    const field = (of: object) => fc.dictionary(fc.constantFrom(...Object.keys(of)), fc.jsonValue())
    await fc.assert(
      fc.asyncProperty(field(goodHeader), field(goodClaims), async (header, claims) => {
        const [head, body] = [
          { ...goodHeader, ...header },
          { ...goodClaims, ...claims },
        ]
        await isAnswered(sent(`Bearer ${await signed(server.signer, encoded(head), encoded(body))}`))
      }),
    )
  })
  it('any answer about a token that says it is active', async () => {
    const introspection = { clientId: 'api', clientSecret: 'secret' }
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...Object.keys(goodClaims)), fc.jsonValue()),
        async (change) => {
          server.routes['/introspect'] = () => Response.json({ ...goodClaims, active: true, ...change })
          const outcome = await server
            .protect({ introspection })(sent('Bearer reference'))
            .catch((e) => e)
          if (outcome instanceof Error) expect(outcome).toMatchObject({ status: 401 })
          else expect(outcome).toMatchObject({ iss: goodClaims.iss, aud: goodClaims.aud })
        },
      ),
    )
  })
})
