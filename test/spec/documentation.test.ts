/** The documentation as a running server serves it: a table of contents, and its own address in the examples. */
import { beforeAll, describe, expect, it } from 'vitest'
import { fetchPath, issuer, populate } from '../support/app.ts'

describe('the documentation of a running server', () => {
  beforeAll(() => populate())

  it('has a table of contents at /docs, each page with what it is for', async () => {
    const response = await fetchPath('/docs')
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(html).toContain('href="/docs/concepts"')
    expect(html).toContain('Who is who, what a grant is')
    expect(html.match(/<article>.*<\/article>/s)?.[0].match(/href="\/docs\//g)?.length).toBeGreaterThan(11)
  })

  it('is found with a slash too many, and that leads to no other server', async () => {
    const slashed = await fetchPath('/docs/?from=mail')
    expect([slashed.status, slashed.headers.get('location')]).toEqual([308, '/docs?from=mail'])
    for (const path of ['//evil.example/', '//docs/', '/docs//'])
      expect([path, (await fetchPath(path)).headers.get('location')]).toEqual([path, null])
  })

  it.each(['add-sign-in', 'protect-an-api'])('names this server, not that of npm start: %s', async (name) => {
    const html = await (await fetchPath(`/docs/${name}`)).text()
    expect(html).toContain(issuer)
    expect(html).not.toContain('http://localhost:8888')
  })
})
