/**
 * What an operator sets while the server runs. One record; what it leaves out has its default here. docs/settings.md is
 * made from the descriptions: node scripts/settings-doc.ts
 */
import * as z from 'zod'
import { hasOneKeySource, publicKeySet, publicKeySetUrl } from './public-keys.ts'
import { type SettingsRecord, settingAt, without } from './setting-paths.ts'
import { day, group, hosts, seconds, secretText } from './setting-schemas.ts'
import { knownDevicesSettings, throttleSettings, turnstileSettings } from './settings-defence.ts'
import { directoriesSetting } from './settings-directory.ts'
import { mailSettings, signUpSettings } from './settings-mail.ts'
import { providersSetting } from './settings-providers.ts'
import { signInSettings } from './settings-sign-in.ts'
import { languagesSetting, themeSettings } from './settings-theme.ts'

/** Secrets, by path: sealed in the record, and shown to nobody. `*` stands for each member of a group of named ones. */
export const secretSettings: readonly string[] = [
  'analytics.api_token',
  'turnstile.secret_key',
  'providers.*.client_secret',
  'directories.*.bind_password',
  'directories.*.bridge_secret',
]

export const settingsSchema = z.strictObject({
  server_name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .default('Edgegrant')
    .describe('name of this server on its pages'),
  languages: languagesSetting,
  theme: themeSettings,
  lifetimes: group(
    {
      // At most a day: that long the keys of tokens in circulation stay in the JWKS.
      access_token: seconds(30, day, 600, 'an access token, where neither client nor API has its own'),
      id_token: seconds(30, day, 600, 'an ID token'),
      code: seconds(10, 600, 60, 'an authorization code'), // RFC 6749 §4.1.2: ten minutes at most
      refresh_token: seconds(
        300,
        365 * day,
        60 * day,
        'all that a grant yields, where the client has no own',
      ),
      refresh_token_idle: seconds(
        300,
        365 * day,
        14 * day,
        'a grant without use, where the client has no own',
      ),
      refresh_overlap: seconds(
        0,
        600,
        30,
        'how long the predecessor of a refresh token still yields its successor, where the client has no own',
      ),
      session: seconds(300, 365 * day, 30 * day, 'a signed-in browser'),
      session_idle: seconds(300, 365 * day, 7 * day, 'a signed-in browser without use'),
      interaction: seconds(300, day, 3_600, 'sign-in and consent, from the first page to the last'),
      device_code: seconds(60, 1_800, 600, 'the code that a device shows'),
    },
    'how long things live, in seconds; what was issued before a change keeps the life it was given',
  ),
  sign_in: signInSettings,
  providers: providersSetting,
  directories: directoriesSetting,
  throttle: throttleSettings,
  known_devices: knownDevicesSettings,
  turnstile: turnstileSettings,
  mail: mailSettings,
  sign_up: signUpSettings,
  developer_access: z
    .enum(['role', 'everyone', 'nobody'])
    .default('role')
    .describe(
      'who may register applications at `/developer`: people with the role `developer`, everyone who signs in, or nobody',
    ),
  account_page: group(
    {
      change_profile: z.boolean().default(true).describe('whether people change their profile by themselves'),
      delete_account: z.boolean().default(true).describe('whether people delete their account by themselves'),
    },
    'what people may do at `/account`',
  ),
  registration: z
    .enum(['open', 'initial_access_token', 'off'])
    .default('initial_access_token')
    .describe(
      'who may register a client by RFC 7591: anybody, whoever has an initial access token, or nobody',
    ),
  open_registrations_per_hour: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(500)
    .describe(
      'clients that may register without an initial access token in an hour, from all addresses together',
    ),
  software_statement_issuers: z
    .array(
      z
        .strictObject({
          issuer: z.string().min(1).max(2048),
          jwks: publicKeySet.optional(),
          jwks_uri: publicKeySetUrl.optional(),
        })
        .refine(hasOneKeySource, { error: 'needs jwks or jwks_uri' }),
    )
    .max(20)
    .default([])
    .describe(
      'whose software statements count (RFC 7591 §2.3), with their public keys or the https URL of these',
    ),
  client_id_metadata_documents: z
    .boolean()
    .default(true)
    .describe('whether a client may be the https URL of its own metadata'),
  client_id_metadata_hosts: hosts('only these hosts, and those below them, count for that; none: every host'),
  client_id_metadata_refused_hosts: hosts('these hosts, and those below them, do not count for that'),
  audit_retention_days: z
    .int()
    .min(1)
    .max(3_650)
    .default(365)
    .describe('days that events stay in the audit trail, and counts where Analytics Engine is not bound'),
  analytics: z
    .strictObject({
      account_id: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .describe('id of the Cloudflare account'),
      api_token: secretText('API token with the permission Account Analytics: Read'),
    })
    .optional()
    .describe('how the dashboard reads Analytics Engine'),
})

type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
    : T

/** All settings, with defaults. Secrets are sealed: see tokens/setting-secret.ts. */
export type Settings = ReadOnly<z.output<typeof settingsSchema>>

/** @throws {z.ZodError} with a path that names each faulty field */
export const parseSettings = (record: unknown): Settings => settingsSchema.parse(record) as Settings

export const defaultSettings: Settings = parseSettings({})

/** The settings as stored, for use. */
export const readableSettings = (record: SettingsRecord): Settings => parseSettings(understood(record))

/**
 * What this version understands of a record. A newer one may have written fields that are unknown here, and an older one
 * what is no longer allowed: each such field has its default, the others count.
 */
export function understood(record: SettingsRecord): SettingsRecord {
  let known: SettingsRecord = record
  for (let tries = 0; tries < 100; tries++) {
    const { error } = settingsSchema.safeParse(known)
    if (!error) return known
    for (const issue of error.issues) {
      const path = issue.path.map(String)
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
      for (const each of unknown) known = without(known, there(known, each))
    }
  }
  return {}
}

/** Where a field is missing that its group cannot be without, the group goes: one of several named ones, not all. */
function there(record: SettingsRecord, path: readonly string[]): readonly string[] {
  const inner = path.length > 1 && settingAt(record, path) === undefined
  return inner ? there(record, path.slice(0, -1)) : path
}
