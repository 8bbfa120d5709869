import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/protocol/settings.ts'

const base = 'dc=corp,dc=example'
const parse = (directory: object) =>
  parseSettings({ directories: { corp: { name: 'Corp', base, ...directory } } })
const ldaps = { url: 'ldaps://ldap.corp.example' }

describe('a directory', () => {
  it.each([
    ['ldaps', ldaps],
    ['StartTLS', { url: 'ldap://ldap.corp.example', start_tls: true }],
    ['plain on this machine', { url: 'ldap://127.0.0.1:3389' }],
    ['an account to bind as', { ...ldaps, bind_dn: 'cn=a', bind_password: 'p' }],
    ['a bridge', { base: undefined, bridge_url: 'https://bridge.example', bridge_secret: 's'.repeat(32) }],
    [
      'a bridge inside, by a binding',
      {
        base: undefined,
        bridge_url: 'http://bridge.inside',
        bridge_binding: 'BRIDGE',
        bridge_secret: 's'.repeat(32),
      },
    ],
  ])('may be reached by %s', (_, directory) => {
    expect(parse(directory).directories.corp).toMatchObject({
      name: 'Corp',
      recheck: 900,
      user_type: 'employee',
    })
  })

  it.each([
    ['plain elsewhere', { url: 'ldap://ldap.corp.example' }, 'url'],
    ['plain at a name that begins like this machine', { url: 'ldap://localhost.example' }, 'url'],
    ['another protocol', { url: 'https://ldap.corp.example' }, 'url'],
    ['a user name in it', { url: 'ldaps://me@ldap.corp.example' }, 'url'],
    ['a path', { url: 'ldaps://ldap.corp.example/dc=a' }, 'url'],
    ['TLS twice', { ...ldaps, start_tls: true }, 'start_tls'],
    ['nothing', {}, 'url'],
    ['two ways', { ...ldaps, bridge_url: 'https://b.example', bridge_secret: 's'.repeat(32) }, 'url'],
    [
      'a bridge in the clear',
      { base: undefined, bridge_url: 'http://b.example', bridge_secret: 'x' },
      'bridge_url',
    ],
    ['a bridge without a secret', { bridge_url: 'https://b.example' }, 'bridge_secret'],
    ['an account without its password', { ...ldaps, bind_dn: 'cn=a' }, 'bind_password'],
    ['a filter for everybody', { ...ldaps, filter: '(objectClass=person)' }, 'filter'],
    ['a template for one', { ...ldaps, dn_template: 'uid=ada' }, 'dn_template'],
    ['groups without a filter', { ...ldaps, group_base: base }, 'group_filter'],
    ['asking again too seldom', { ...ldaps, recheck: 901 }, 'recheck'],
  ])('not by %s', (_, directory, field) => {
    const path = () => {
      try {
        parse(directory)
        return undefined
      } catch (error) {
        return (error as { issues: { path: string[] }[] }).issues.map((issue) => issue.path.join('.'))
      }
    }
    expect(path()).toContain(`directories.corp.${field}`)
  })
})
