/** The device authorization endpoint: RFC 8628 §3.1, §3.2. */
import { readClientRequest } from '../client-auth/client-request.ts'
import type { RequestContext } from '../http/context.ts'
import { noStore } from '../http/headers.ts'
import { isPublicClient } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { network } from '../protocol/network.ts'
import { makeUserCode, showUserCode } from '../protocol/user-code.ts'
import { randomBytes, randomToken, seconds } from '../runtime.ts'
import type { Limit } from '../stores/shards/replay-decisions.ts'
import { type DeviceRequest, deviceInterval } from '../stores/shards/request-decisions.ts'
import { sealDeviceCode } from '../tokens/device-code.ts'
import { serverOf } from '../tokens/server.ts'
import { readAsked, targetOf } from '../tokens/target.ts'

export async function deviceAuthorization(c: RequestContext): Promise<Response> {
  const { server, parameters, client, now } = await readClientRequest(c)
  c.get('log').what = 'device_authorization'
  if (!client.grant_types.includes('urn:ietf:params:oauth:grant-type:device_code')) {
    throw new OAuthError('unauthorized_client', {
      description: 'This client is not registered for device codes',
    })
  }
  const asked = await readAsked(
    server,
    client,
    { scope: parameters.get('scope'), resource: parameters.all('resource') },
    now,
  )
  await targetOf(server, client, asked.audience, now) // better refused here than to the person's face
  if (isPublicClient(client)) await reserveRequest(c, client.client_id)
  const request: DeviceRequest = {
    userCode: '',
    id: randomToken(16),
    clientId: client.client_id,
    ...asked,
    status: 'pending',
    expiresAt: seconds(now) + server.settings.lifetimes.device_code,
    interval: deviceInterval,
    lastPollMs: null,
  }
  const userCode = await withFreeUserCode((code) =>
    server.stores.deviceRequests.create({ ...request, userCode: code }),
  )
  const verificationUri = `${server.config.issuer}/device`
  const shown = showUserCode(userCode)
  noStore(c)
  return c.json({
    device_code: await sealDeviceCode(
      server,
      { id: request.id, userCode, clientId: client.client_id, issuedAt: seconds(now) },
      now,
    ),
    user_code: shown,
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?user_code=${shown}`,
    expires_in: server.settings.lifetimes.device_code,
    interval: deviceInterval,
  })
}

/** Every request is kept for ten minutes, and anybody may make one in a public client's name. */
const limit: Limit = { free: 100, longestWait: 60, forgetAfter: 600 }

async function reserveRequest(c: RequestContext, clientId: string): Promise<void> {
  const address = c.req.header('cf-connecting-ip')
  if (address === undefined) return
  const { sealer, stores } = serverOf(c)
  const key = await sealer.pseudonym(`device_authorization|${clientId}|${network(address)}`)
  const reserved = await stores.attempts.reserve(key, limit)
  if (reserved.kind === 'go') return
  throw new OAuthError('temporarily_unavailable', {
    description: `Too many codes were asked for from this network. Wait ${reserved.seconds} seconds, then try again`,
    retryAfter: reserved.seconds,
  })
}

/** Of 25 billion user codes one is hardly ever taken; three in a row mean that something is wrong. */
async function withFreeUserCode(create: (userCode: string) => Promise<boolean>): Promise<string> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const userCode = makeUserCode(randomBytes(32))
    if (await create(userCode)) return userCode
  }
  throw new OAuthError('temporarily_unavailable', { description: 'No user code is free; try again' })
}
