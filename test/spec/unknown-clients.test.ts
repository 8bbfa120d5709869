/** Ids that nobody registered: an address may have D1 asked for so many a minute, and no client that is known suffers. */
import { beforeAll, describe, expect, it } from 'vitest'
import { basic, populate, postForm, read, register, secret } from '../support/app.ts'

describe('client ids that nobody issued', () => {
  beforeAll(() => populate())
  const ask = async (clientId: string, address: string) =>
    read(
      await postForm('/oauth2/token', 'grant_type=client_credentials&scope=read', {
        authorization: basic(clientId, secret),
        'cf-connecting-ip': address,
      }),
    )

  it('are looked up 120 times a minute for one address, which may still use those that are there', async () => {
    expect((await ask('web', '203.0.113.9')).status).toBe(200)
    let answer = await ask('made-up', '203.0.113.9')
    expect(answer).toBeOAuthError(401, 'invalid_client')
    // The minute may end in between, and another begin.
    for (let i = 0; i < 240 && answer.status === 401; i++) answer = await ask(`made-up-${i}`, '203.0.113.9')
    expect(answer).toBeOAuthError(429, 'too_many_requests')
    expect(answer.headers.get('retry-after')).toBe('60')
    expect((await ask('web', '203.0.113.9')).status).toBe(200)
    await register({ client_id: 'new', grant_types: ['client_credentials'] })
    expect((await ask('new', '203.0.113.10')).status).toBe(200)
    expect(await ask('made-up', '203.0.113.10')).toBeOAuthError(401, 'invalid_client')
  })
})
