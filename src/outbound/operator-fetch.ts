/**
 * The way to a URL that an operator set, and to those that its server names in turn. It may stand on a machine of theirs,
 * so names are not refused; but there is TLS or the loopback, no redirect, and neither size nor time is its to choose.
 */
import { readLimited } from '../http/limited-body.ts'
import { operatorUrlFault } from '../protocol/operator-url.ts'
import { FetchRefused } from './fetch.ts'

const maxBytes = 256 * 1024
const timeoutMs = 5_000

/**
 * As `fetch`, but that the answer is here whole.
 * @throws {FetchRefused}
 */
export async function fetchForOperator(url: string, init: RequestInit): Promise<Response> {
  const fault = operatorUrlFault(url)
  if (fault !== undefined) throw new FetchRefused(fault)
  const signal = AbortSignal.timeout(timeoutMs)
  const tooLarge = () => new FetchRefused(`answered with more than ${maxBytes} bytes`)
  try {
    const response = await fetch(url, {
      ...init,
      headers: { 'user-agent': 'Edgegrant', ...(init.headers as Record<string, string>) }, // GitHub demands one
      redirect: 'manual', // what is sent there holds a secret
      signal,
    })
    const body = await readLimited(response.body, maxBytes, tooLarge)
    if (response.status >= 300 && response.status < 400)
      throw new FetchRefused('redirects, which is not followed')
    if (response.status >= 500 || response.status === 429)
      throw new FetchRefused(`answered ${response.status}`, { passing: true })
    const bodiless = response.status === 204 || response.status === 205
    return new Response(bodiless ? null : body.slice(), response)
  } catch (cause) {
    if (cause instanceof FetchRefused) throw cause
    const why = signal.aborted ? `did not answer within ${timeoutMs} ms` : 'cannot be reached'
    throw new FetchRefused(why, { cause, passing: true })
  }
}
