/** Takes questions of one Edgegrant server, and asks the directory. Only who has the secret gets an answer to anything. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  type AskedOfBridge,
  answerTo,
  bridgeLife,
  bridgeMediaType,
  bridgeTolerance,
  longestBridgeMessage,
  readQuestion,
} from '../src/outbound/bridge-messages.ts'
import { answerQuestion } from '../src/outbound/ldap.ts'
import type { DirectoryAnswer } from '../src/protocol/directory.ts'
import { now, seconds } from '../src/runtime.ts'
import type { BridgeConfig } from './config.ts'
import { dialer } from './node-wire.ts'

/** How many questions are before the directory at a time; who has no secret takes none of these places. */
const mostAtOnce = 100
/** How many may be sending one, and how long that may take, in milliseconds. */
const mostConnections = 1_000
const longestToSend = 3_000

export function bridgeServer(config: BridgeConfig, log: (line: object) => void): Server {
  const { secret, reach, ca } = config
  const dial = dialer(ca)
  const startedAt = seconds(now())
  /** Ids of questions that were answered, with when they end: good once. */
  const seen = new Map<string, number>()
  let atOnce = 0

  // How often it is looked whether somebody takes too long is said to Node, too: else it is half a minute.
  const limits = {
    requestTimeout: longestToSend,
    headersTimeout: longestToSend,
    connectionsCheckingInterval: 500,
  }
  const server = createServer(limits, (request, response) => {
    if (request.method === 'GET' && request.url === '/health') return end(response, 200, 'ok')
    if (request.method !== 'POST') return end(response, 405)
    answer(request, response).catch((error) => {
      log({ event: 'failed', cause: (error as Error).name })
      end(response, 400)
    })
  })
  server.maxConnections = mostConnections
  return server

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = await read(request)
    const at = now()
    const asked =
      message === undefined ? undefined : await readQuestion(secret, message, at).catch(() => undefined)
    // Why, is nobody's business who does not have the secret.
    if (!asked || !isFirst(asked, seconds(at))) {
      log({ event: 'refused', from: request.socket.remoteAddress })
      return end(response, 400)
    }
    if (atOnce >= mostAtOnce) return end(response, 429)
    atOnce += 1
    const told = await answerQuestion({ reach, dial, now: at }, asked.question).finally(() => {
      atOnce -= 1
    })
    log({ event: asked.question.op, ...outcomeOf(told), ms: now() - at })
    end(response, 200, await answerTo(secret, asked.jti, told, now()), bridgeMediaType)
  }

  /** What was asked before this process began may have been answered by the one before. */
  function isFirst({ jti, iat }: AskedOfBridge, at: number): boolean {
    for (const [id, endsAt] of seen) if (endsAt < at) seen.delete(id)
    if (seen.has(jti) || iat < startedAt) return false
    seen.set(jti, iat + bridgeLife + 2 * bridgeTolerance)
    return true
  }
}

/** For the log: how it ended, and nobody's name. */
const outcomeOf = (told: object) => {
  const { kind, at, why } = told as Partial<Extract<DirectoryAnswer, { kind: 'unreachable' }>>
  return { ...(kind && { outcome: kind }), ...(at && { at, why }) }
}

async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBridgeMessage) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function end(response: ServerResponse, status: number, body = '', type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(body)
}
