/** The company's directories (LDAP). */
import { settingAt } from '../../protocol/setting-paths.ts'
import type { Visit } from '../portal.ts'
import {
  type Kind,
  type Preset,
  showMember,
  showMembers,
  showNewMember,
  submitMember,
  submitNewMember,
} from './members.ts'
import { counted, realmsWithout } from './sign-in-realms.ts'

const reach = {
  title: 'How it is reached',
  about:
    'A Worker reaches public addresses, and trusts public certificates only. For a directory inside, use the bridge.',
  fields: ['name', 'enabled', 'url', 'start_tls', 'bind_dn', 'bind_password'],
}
const found = {
  title: 'How people are found',
  about:
    'A search as the account above, then a sign-in as who was found; or a sign-in by a template at once.',
  fields: ['base', 'filter', 'scope', 'dn_template', 'active_filter', 'id_attribute', 'login_attribute'],
}
const people = {
  title: 'Who they are here',
  about: 'Taken over at each sign-in.',
  fields: ['any_login', 'user_type', 'create', 'roles', 'claims', 'trust_email'],
}
const groups = {
  title: 'Groups',
  about: 'Where the names of groups come from that roles are given for.',
  fields: ['group_attribute', 'group_base', 'group_filter'],
  folded: true as const,
}
const times = {
  title: 'How long',
  about: 'Until it is given up, asked again, and until people wait while it is gone.',
  fields: ['recheck', 'grace', 'connect_timeout', 'timeout'],
  folded: true as const,
}

const presets: Readonly<Record<string, Preset>> = {
  openldap: {
    name: 'OpenLDAP',
    about: 'Or another that keeps people as inetOrgPerson.',
    intro:
      'It needs a public address with ldaps, or ldap with StartTLS, and a certificate that everybody trusts.',
    begin: { preset: 'openldap' },
    sections: [reach, found, people, groups, times],
  },
  active_directory: {
    name: 'Active Directory',
    about: 'Disabled and expired accounts are known for what they are.',
    intro: 'It needs a public address with ldaps, and a certificate that everybody trusts.',
    begin: { preset: 'active_directory' },
    sections: [reach, found, people, groups, times],
  },
  bridge: {
    name: 'By a bridge beside it',
    about: 'For a directory that nobody outside may reach: a small program next to it speaks for it.',
    intro:
      'Run the bridge next to the directory; its file says how the directory is reached and how people are found, and keeps the password for it.',
    begin: { preset: 'openldap' },
    sections: [
      {
        title: 'How it is reached',
        about: 'By https, or by a VPC service binding.',
        fields: ['name', 'enabled', 'bridge_url', 'bridge_binding', 'bridge_secret', 'preset'],
      },
      people,
      times,
    ],
  },
}

const directories: Kind = {
  part: 'directories',
  title: 'Directories',
  lead: 'Where the company keeps its people (LDAP). They type their name and password into the same form as everybody.',
  none: 'There is none.',
  presets,
  wordings: {
    name: { label: 'Name', hint: 'What operators call it; people do not see it.' },
    enabled: { label: 'On', hint: 'Off, nobody signs in with it. Nothing is forgotten.' },
    url: {
      label: 'Address',
      hint: 'ldaps://host, or ldap://host with StartTLS.',
      placeholder: 'ldaps://ldap.corp.example',
    },
    start_tls: { label: 'Begin with StartTLS', hint: 'For an address that begins with ldap://' },
    bind_dn: {
      label: 'Account that looks people up',
      placeholder: 'cn=edgegrant,ou=services,dc=corp,dc=example',
    },
    bind_password: { label: 'Its password', hint: 'Sealed at once and shown to nobody again.' },
    base: {
      label: 'Search below',
      hint: 'The entry below which people stand.',
      placeholder: 'ou=people,dc=corp,dc=example',
    },
    filter: { label: 'Who is meant', placeholder: '(uid={name})' },
    dn_template: { label: 'Or sign in at once as', placeholder: 'uid={name},ou=people,dc=corp,dc=example' },
    active_filter: { label: 'And only if' },
    bridge_url: { label: 'Address of the bridge', placeholder: 'https://bridge.corp.example' },
    bridge_binding: { label: 'VPC service binding', placeholder: 'DIRECTORY_BRIDGE' },
    bridge_secret: {
      label: 'Secret shared with the bridge',
      hint: '32 characters or more. Sealed at once and shown to nobody again.',
    },
    preset: {
      label: 'What stands behind it',
      hint: 'Names of attributes follow from it.',
      options: { openldap: 'OpenLDAP or alike', active_directory: 'Active Directory' },
    },
    any_login: {
      label: 'Ask it about every name that nobody here has',
      hint: 'Otherwise only about those of its domains, which stand under Ways to sign in: then it never hears what customers mistype.',
    },
    user_type: { label: 'They become' },
    create: { label: 'New people may come', hint: 'Who signs in for the first time becomes somebody here.' },
    roles: {
      hint: 'Role => group, one a line; a role may stand on several. Such as: developer => cn=engineers,ou=groups,dc=corp,dc=example',
    },
    claims: {
      hint: 'Ours => attribute, one a line, such as: given_name => givenName. Only where they differ from the usual.',
    },
    trust_email: { label: 'Its addresses are verified', hint: 'Not where people change their own.' },
    grace: { label: 'People go on without it for' },
    recheck: { label: 'Ask again after' },
  },
  test: {
    button: 'Try the connection',
    about: 'Connects, signs in as the account that looks people up, and searches. It says where it ends.',
  },
  presetOf: (member) =>
    settingAt(member, 'bridge_url') !== undefined || settingAt(member, 'bridge_binding') !== undefined
      ? 'bridge'
      : String(settingAt(member, 'preset') ?? 'openldap'),
  detailOf: (member) => String(settingAt(member, 'url') ?? settingAt(member, 'bridge_url') ?? ''),
  valuesOf: () => [],
  async tried(server, id, now) {
    const { tryDirectory } = await import('../../registry/directory-try.ts')
    return tryDirectory(server, id, now)
  },
  async consequence({ stores }, id, settings) {
    const known = await stores.credentials.countFrom('directory', id)
    const who =
      known === 0
        ? 'Nobody came from it.'
        : `${counted(known, 'person', 'people')} came from it and cannot sign in with it any more: that is forgotten, nobody is asked about them again, and who has no other way to sign in has none. They stay on record, with their roles, until you disable or delete them.`
    return `${who}${realmsWithout('directory', id, settings).said}`
  },
  without: (settings, id) => realmsWithout('directory', id, settings).patch,
}

export const showDirectories = (visit: Visit) => showMembers(visit, directories)
export const showNewDirectory = (visit: Visit) => showNewMember(visit, directories)
export const submitNewDirectory = (visit: Visit) => submitNewMember(visit, directories)
export const showDirectory = (visit: Visit) => showMember(visit, directories)
export const submitDirectory = (visit: Visit) => submitMember(visit, directories)
