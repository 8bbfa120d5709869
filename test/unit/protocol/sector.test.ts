import { expect, it } from 'vitest'
import { redirectHosts, sectorOf } from '../../../src/protocol/sector.ts'

const client = { client_id: 'a', redirect_uris: ['https://app.example.com:8443/cb', 'http://127.0.0.1/cb'] }

it('OIDC Core §8.1: a sector is a host, that of the file before that of the redirect URIs', () => {
  expect(sectorOf(client)).toBe('app.example.com')
  expect(sectorOf({ ...client, sector_identifier_uri: 'https://example.org/all.json' })).toBe('example.org')
})
it('loopback and private-use schemes belong to everybody: such a client is a sector of its own', () => {
  const native = { client_id: 'b', redirect_uris: ['http://localhost/cb', 'com.example.app:/cb'] }
  expect(redirectHosts(native.redirect_uris)).toEqual([])
  expect(sectorOf(native)).toBe('client b')
})
