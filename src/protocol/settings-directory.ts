/** The company's directories (LDAP): how they are reached, how somebody is found there, what is taken over from them. */
import * as z from 'zod'
import { operatorUrlFault } from './operator-url.ts'
import { day, named, seconds, secretText } from './setting-schemas.ts'
import { userTypes } from './subject.ts'

export const directoryPresets = ['openldap', 'active_directory'] as const

/** The claims that a directory may fill. */
export const directoryClaims = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'email',
  'phone_number',
  'locale',
  'zoneinfo',
] as const
export type DirectoryClaim = (typeof directoryClaims)[number]

const attribute = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, { error: 'is not the name of an attribute' })
const text = (most: number) => z.string().trim().min(1).max(most)
const dn = text(1024)
const filter = text(2048).regex(/^\(.+\)$/s, {
  error: 'must be a filter in parentheses, such as (uid={login})',
})

/** What is asked of the directory itself. With a bridge it stands in the bridge's own file. */
const reach = {
  url: text(300)
    .superRefine((value, context) => {
      const fault = ldapUrlFault(value)
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
    })
    .optional()
    .describe('`ldaps://host`, or `ldap://host` with `start_tls`; none where a bridge stands between'),
  start_tls: z.boolean().default(false).describe('whether `ldap://` goes on in TLS before anything is said'),
  bind_dn: text(1024)
    .optional()
    .describe(
      'account that may look people up; none: people are found by `dn_template`, or by an anonymous search',
    ),
  bind_password: secretText('password of that account').optional(),
  base: dn.optional().describe('where people are searched for'),
  scope: z
    .enum(['sub', 'one'])
    .default('sub')
    .describe('everything below `base`, or only what is right below it'),
  filter: filter
    .optional()
    .describe(
      'who is meant by what was typed: `{login}` is that, `{name}` the same without `@` and what follows; who does not match cannot sign in',
    ),
  dn_template: text(1024)
    .regex(/\{(login|name)\}/, { error: 'must hold {login} or {name}' })
    .optional()
    .describe(
      'direct bind: the name to sign in with there, such as `uid={name},ou=people,dc=example,dc=com` or `{name}@corp.example`',
    ),
  active_filter: filter
    .optional()
    .describe('what else must be true of somebody who may sign in; who no longer matches is stopped'),
  id_attribute: attribute
    .optional()
    .describe('what somebody is there for good; never a name that is given away again'),
  login_attribute: attribute.optional().describe('what becomes their user name here'),
  group_attribute: attribute
    .optional()
    .describe('attribute of a person that holds the names of their groups'),
  group_base: dn
    .optional()
    .describe('where groups are searched for, where no attribute of a person holds them'),
  group_filter: filter
    .optional()
    .describe('which groups: `{dn}` is the name of the person, `{login}` their `login_attribute`'),
  connect_timeout: seconds(1, 15, 4, 'until the connection stands, TLS included'),
  timeout: seconds(
    1,
    15,
    4,
    'until an answer; all of a sign-in takes twice that at most, and the connection',
  ),
} as const

/** The file of a bridge: as above, and nothing of who becomes what. */
export const reachSchema = z.strictObject({
  preset: z.enum(directoryPresets).default('openldap'),
  ...reach,
})

const directory = z
  .strictObject({
    name: text(40).describe('what operators call it'),
    enabled: z.boolean().default(true).describe('whether people may sign in with it'),
    preset: z
      .enum(directoryPresets)
      .default('openldap')
      .describe('what is known of it already: names of attributes, how somebody is found and stopped'),
    ...reach,
    bridge_url: text(2048)
      .optional()
      .describe(
        'where the bridge answers that stands beside the directory: https, or http where `bridge_binding` leads there',
      ),
    bridge_binding: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,60}$/, { error: 'must be the name of a binding, such as DIRECTORY_BRIDGE' })
      .optional()
      .describe('VPC service binding through which the bridge is reached'),
    bridge_secret: secretText(
      'secret that this server shares with the bridge, at least 32 characters',
    ).optional(),
    user_type: z.enum(userTypes).default('employee').describe('type of people who are new here'),
    any_login: z
      .boolean()
      .default(true)
      .describe(
        'whether it is asked about whoever is nobody here and whose domain leads nowhere in particular; otherwise about those of its domains alone',
      ),
    create: z.boolean().default(true).describe('whether people become somebody here by signing in'),
    claims: z
      .partialRecord(z.enum(directoryClaims), attribute)
      .default({})
      .describe('which attribute fills which claim, where it is another than usual'),
    trust_email: z
      .boolean()
      .default(false)
      .describe('whether its email addresses count as verified: not where people change their own'),
    roles: z
      .record(
        z
          .string()
          .regex(/^[\x21-\x7e]{1,100}$/, { error: 'must be 1 to 100 ASCII characters without spaces' }),
        z.array(dn).max(50),
      )
      .default({})
      .describe(
        'roles here, each with the groups there that give it: whole names, or the first part of them alone',
      ),
    recheck: seconds(30, 900, 900, 'how often it is asked whether somebody may still do what they do'),
    grace: seconds(
      0,
      7 * day,
      4 * 3_600,
      'how long people go on while it cannot be asked; afterwards they wait until it answers',
    ),
  })
  .superRefine((value, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const bridged = value.bridge_url !== undefined
    if (bridged === (value.url !== undefined)) issue('url', 'needs either url or bridge_url')
    const fault = bridged && bridgeUrlFault(value)
    if (fault) issue('bridge_url', fault)
    if (bridged && value.bridge_secret === undefined) issue('bridge_secret', 'is needed for a bridge')
    if (!bridged) for (const [path, message] of reachFaults(value)) issue(path, message)
  })

export type DirectorySettings = z.output<typeof directory>
export type Reach = z.output<typeof reachSchema>

export const directoriesSetting = named(
  directory,
  20,
  'company directories (LDAP) with which people sign in, by a name of yours',
)

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

function ldapUrlFault(value: string): string | undefined {
  const url = /^[\x21-\x7e]+$/.test(value) && URL.canParse(value) ? new URL(value) : undefined
  if (!url || !['ldap:', 'ldaps:'].includes(url.protocol) || url.hostname === '')
    return 'must be ldaps://host or ldap://host, with a port where it is not the usual one'
  const more = url.username + url.password + url.search + url.hash + url.pathname.replace(/^\/$/, '')
  return more === '' ? undefined : 'must be no more than a host and a port'
}

/** Inside a private network it may be http: what is said there is sealed in any case. */
function bridgeUrlFault({
  bridge_url = '',
  bridge_binding,
}: {
  bridge_url?: string | undefined
  bridge_binding?: string | undefined
}) {
  const inside = bridge_binding !== undefined && bridge_url.startsWith('http://')
  return operatorUrlFault(inside ? bridge_url.replace('http:', 'https:') : bridge_url)
}

/** What does not go together, each with its field. */
export function* reachFaults(value: Partial<Reach>): Generator<readonly [path: string, message: string]> {
  const url = URL.canParse(value.url ?? '') ? new URL(value.url ?? '') : undefined
  if (url?.protocol === 'ldap:' && !value.start_tls && !loopback.has(url.hostname))
    yield ['url', 'must be ldaps, or ldap with start_tls; plain ldap only leads to this machine itself']
  if (url?.protocol === 'ldaps:' && value.start_tls) yield ['start_tls', 'is TLS twice: ldaps is TLS already']
  if (value.base === undefined) yield ['base', 'is needed']
  if ((value.bind_dn === undefined) !== (value.bind_password === undefined))
    yield ['bind_password', 'and bind_dn are needed together']
  if (value.filter !== undefined && !/\{(login|name)\}/.test(value.filter) && value.dn_template === undefined)
    yield ['filter', 'must hold {login} or {name}']
  if ((value.group_base === undefined) !== (value.group_filter === undefined))
    yield ['group_filter', 'and group_base are needed together']
}
