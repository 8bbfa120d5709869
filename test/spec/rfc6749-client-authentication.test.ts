import { beforeAll, describe, expect, it } from 'vitest'
import { hashSecret } from '../../src/client-auth/client-secret.ts'
import { type Answer, basic, issuer, populate, read, register, secret, send, token } from '../support/app.ts'

/** Every character that form-encoding or Basic could trip over. */
const awkward = { id: 'id:with%and+', secret: 'p:a%20s+s w&ö=rd/ü€"' }

const grant = { grant_type: 'client_credentials' }
const withHeader = (authorization: string, form: Record<string, string> = grant) =>
  token(form, { authorization })
const inBody = (form: Record<string, string>) => token({ ...grant, ...form }, {})
const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

describe('RFC 6749 §2.3 client authentication', () => {
  beforeAll(async () => {
    await populate()
    await register({ client_id: awkward.id, secret_hashes: [await hashSecret(awkward.secret)] })
    await register({ client_id: 'post', token_endpoint_auth_method: 'client_secret_post' })
    await register({ client_id: 'disabled', status: 'disabled' })
    await register({
      client_id: 'two-secrets',
      secret_hashes: [await hashSecret('the new one'), await hashSecret('the old one')],
    })
  })

  /** §5.2: 401, and a challenge of the scheme that the client may use. */
  function expectRefused(answer: Answer) {
    expect(answer).toBeOAuthError(401, 'invalid_client')
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="[^"]+"/)
  }

  describe('§2.3.1 succeeds', () => {
    it.each([
      ['by HTTP Basic', () => withHeader(basic('web', secret))],
      ['whatever the case of the scheme', () => withHeader(basic('web', secret).replace('Basic', 'bAsIC'))],
      ['with more than one space after it', () => withHeader(basic('web', secret).replace(' ', '   '))],
      ['in the body', () => inBody({ client_id: 'web', client_secret: secret })],
      [
        'by Basic, with client_id in the body too',
        () => withHeader(basic('web', secret), { ...grant, client_id: 'web' }),
      ],
      ['by Basic, registered for the body', () => withHeader(basic('post', secret))],
      ['in the body, registered for the body', () => inBody({ client_id: 'post', client_secret: secret })],
      ['with the newer of two secrets', () => withHeader(basic('two-secrets', 'the new one'))],
      ['with the older of two secrets', () => withHeader(basic('two-secrets', 'the old one'))],
      ['with : % + space and ü, form-encoded in Basic', () => withHeader(basic(awkward.id, awkward.secret))],
      [
        'with spaces encoded as +',
        () => {
          const form = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')
          return withHeader(`Basic ${base64(`${form(awkward.id)}:${form(awkward.secret)}`)}`)
        },
      ],
      ['with the same in the body', () => inBody({ client_id: awkward.id, client_secret: awkward.secret })],
    ])('%s', async (_, ask) => {
      expect((await ask()).status).toBe(200)
    })
  })

  describe('§5.2 invalid_client with 401 and WWW-Authenticate', () => {
    it.each([
      ['nothing at all', () => token(grant, {})],
      ['a wrong secret by Basic', () => withHeader(basic('web', 'wrong'))],
      ['a wrong secret in the body', () => inBody({ client_id: 'web', client_secret: 'wrong' })],
      ['a secret that begins alike', () => withHeader(basic('web', secret.slice(0, -1)))],
      ['a secret with more after it', () => withHeader(basic('web', `${secret} `))],
      ['an empty secret by Basic', () => withHeader(basic('web', ''))],
      ['no secret', () => inBody({ client_id: 'web' })],
      ['an empty secret in the body', () => inBody({ client_id: 'web', client_secret: '' })],
      ['the hash of the secret', async () => withHeader(basic('web', await hashSecret(secret)))],
      ['an unknown client', () => withHeader(basic('nobody', secret))],
      ['an unknown client in the body', () => inBody({ client_id: 'nobody', client_secret: secret })],
      ['an unknown public client', () => inBody({ client_id: 'nobody' })],
      ['an empty client id', () => withHeader(basic('', secret))],
      ['a client id of 2,000 characters', () => withHeader(basic('x'.repeat(2000), secret))],
      ['a client id of 2,000 characters in the body', () => inBody({ client_id: 'x'.repeat(2000) })],
      ['a client id of 200 wide characters', () => inBody({ client_id: '漢'.repeat(200) })],
      ['another case of the client id', () => withHeader(basic('WEB', secret))],
      ['a client id that names another store', () => inBody({ client_id: '../keys', client_secret: secret })],
      ['a disabled client', () => withHeader(basic('disabled', secret))],
      ['a disabled client, wrong secret', () => withHeader(basic('disabled', 'wrong'))],
      ['a client and the secret of another', () => withHeader(basic('two-secrets', secret))],
    ])('%s', async (_, ask) => {
      expectRefused(await ask())
    })

    it.each([
      ['no credentials', 'Basic'],
      ['a space', 'Basic '],
      ['what is not base64', 'Basic !!!!'],
      ['base64 that is cut off', 'Basic dW'.concat('=')],
      ['no colon', `Basic ${base64('web')}`],
      ['two blocks', `${basic('web', secret)} ${basic('web', secret)}`],
      ['two headers in one', `${basic('web', secret)}, ${basic('web', secret)}`],
      ['broken UTF-8', `Basic ${btoa('web:\xff\xfe')}`],
      ['broken percent-encoding', `Basic ${base64('web:%zz')}`],
      ['percent-encoded broken UTF-8', `Basic ${base64('web:%ff')}`],
      ['a NUL', `Basic ${base64(`web\0:${secret}`)}`],
      ['an encoded NUL', `Basic ${base64(`web:%00${secret}`)}`],
      ['a hundred kilobytes', `Basic ${base64(`web:${'x'.repeat(100_000)}`)}`],
      ['another scheme', `Bearer ${base64(`web:${secret}`)}`],
      ['no scheme', base64(`web:${secret}`)],
      ['colons only', `Basic ${base64(':::')}`],
    ])('Basic with %s', async (_, authorization) => {
      expectRefused(await withHeader(authorization))
    })

    it('says the same for an unknown client and a wrong secret', async () => {
      const says = async (answer: Promise<Answer>) => (await answer).body.error_description
      expect(await says(withHeader(basic('nobody', secret)))).toBe(
        await says(withHeader(basic('web', 'wrong'))),
      )
    })

    it('echoes no secret', async () => {
      for (const answer of [
        await withHeader(basic('web', 'hunter2-hunter2')),
        await inBody({ client_id: 'web', client_secret: 'hunter2-hunter2' }),
        await withHeader(`Basic ${base64('web:hunter2-hunter2%zz')}`),
      ]) {
        expect(JSON.stringify([answer.body, [...answer.headers]])).not.toContain('hunter2')
      }
    })
  })

  describe('§2.3: a client MUST NOT use more than one method in a request', () => {
    it.each([
      ['Basic and the body', { client_id: 'web', client_secret: secret }],
      ['Basic and a wrong secret in the body', { client_id: 'web', client_secret: 'wrong' }],
    ])('%s', async (_, form) => {
      const answer = await withHeader(basic('web', secret), { ...grant, ...form })
      expect(answer).toBeOAuthError(400, 'invalid_request')
    })

    it('client_id in the body names who authenticated by Basic', async () => {
      const answer = await withHeader(basic('web', secret), { ...grant, client_id: 'post' })
      expect(answer).toBeOAuthError(400, 'invalid_request')
    })

    it('client_secret without client_id names nobody', async () => {
      expect(await inBody({ client_secret: secret })).toBeOAuthError(400, 'invalid_request')
    })

    it('§2.3.1: credentials MUST NOT be in the request URI', async () => {
      const query = new URLSearchParams({ client_id: 'web', client_secret: secret, ...grant })
      const response = await send(
        new Request(`${issuer}/oauth2/token?${query}`, {
          method: 'POST',
          body: 'grant_type=client_credentials',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      )
      expectRefused(await read(response))
    })
  })

  describe('§2.1 a public client', () => {
    const code = { grant_type: 'authorization_code', code: 'x' }

    it('names itself by client_id, and gets as far as its grant', async () => {
      expect(await token({ ...code, client_id: 'spa' }, {})).toBeOAuthError(400, 'invalid_grant')
    })

    it.each([
      ['a secret in the body', () => token({ ...code, client_id: 'spa', client_secret: secret }, {})],
      ['Basic', () => withHeader(basic('spa', secret), code)],
      ['Basic with an empty secret', () => withHeader(basic('spa', ''), code)],
    ])('must not use %s', async (_, ask) => {
      expectRefused(await ask())
    })
  })

  it('§3.2.1: who asks is told before what is asked', async () => {
    expectRefused(await withHeader(basic('web', 'wrong'), { grant_type: 'nonsense' }))
  })
})
