/** Publishes pages on the web that the Worker under test sees; what is not published is not there. */
import { countMethod, type Page, publishMethod, receivedMethod } from './web-service.ts'

export async function publish(url: string, page: Page | object): Promise<void> {
  const isPage = 'body' in page || 'behaves' in page || 'status' in page
  const answer: Page = isPage ? page : { body: JSON.stringify(page) }
  await fetch(url, { method: publishMethod, body: JSON.stringify(answer) })
}

/** How often the server has fetched it. */
export async function fetchesOf(url: string): Promise<number> {
  return (await fetch(url, { method: countMethod })).json()
}

/** The bodies that the server has posted to it, oldest first. */
export async function receivedAt(url: string): Promise<string[]> {
  return (await fetch(url, { method: receivedMethod })).json()
}
