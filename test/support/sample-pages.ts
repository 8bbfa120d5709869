/** Every page that a person meets, filled with what stands on it on a bad day: for looks, languages and bytes. */
import { ActivityPage } from '../../src/pages/account/activity.tsx'
import { ApplicationsPage } from '../../src/pages/account/applications.tsx'
import { DataPage } from '../../src/pages/account/data.tsx'
import { AccountDeletedPage, DeleteAccountPage } from '../../src/pages/account/delete.tsx'
import { EmailCodePanelPage, EmailPage } from '../../src/pages/account/email.tsx'
import { LinkedPage } from '../../src/pages/account/linked.tsx'
import { NewOneTimeCodesPage, OneTimeCodesPage } from '../../src/pages/account/one-time-codes.tsx'
import { NewPasskeyPage, PasskeysPage } from '../../src/pages/account/passkeys.tsx'
import { PasswordPage } from '../../src/pages/account/password.tsx'
import { ProfilePage } from '../../src/pages/account/profile.tsx'
import { SecurityPage } from '../../src/pages/account/security.tsx'
import { ConsentPage } from '../../src/pages/consent.tsx'
import { DeviceEndPage, DevicePage } from '../../src/pages/device.tsx'
import { CodeElsewherePage, EmailCodePage, SaidPage } from '../../src/pages/email-code.tsx'
import { EmailLoginPage } from '../../src/pages/email-login.tsx'
import { EnrollCodesPage, EnrolledPage, EnrollPage } from '../../src/pages/enroll.tsx'
import { ErrorPage } from '../../src/pages/error.tsx'
import { FormPostPage } from '../../src/pages/form-post.tsx'
import { InterruptedPage, type Interruption } from '../../src/pages/interrupted.tsx'
import type { Page } from '../../src/pages/layout.tsx'
import { LinkPage } from '../../src/pages/link.tsx'
import { en } from '../../src/pages/messages/en.ts'
import { NewPasswordPage } from '../../src/pages/new-password.tsx'
import type { PortalFrame } from '../../src/pages/portal.tsx'
import { SecondFactorPage } from '../../src/pages/second-factor.tsx'
import { SelectAccountPage } from '../../src/pages/select-account.tsx'
import { SignInPage } from '../../src/pages/sign-in.tsx'
import { NewcomerDetailsPage, SignUpPage } from '../../src/pages/sign-up.tsx'
import type { MessageKey, Text } from '../../src/pages/text.ts'

/** What others wrote: names and addresses, in whatever letters. */
export interface Names {
  readonly application: string
  readonly host: string
  readonly person: string
  readonly login: string
  readonly email: string
  readonly provider: string
  readonly device: string
  readonly api: string
}

export const latin: Names = {
  application: 'Harbour Notes',
  host: 'notes.example.com',
  person: 'Ada Lovelace',
  login: 'ada',
  email: 'ada.lovelace@example.com',
  provider: 'Example Works',
  device: 'Firefox on Linux',
  api: 'Read your notes',
}

/** No letter of it is one that our own words are written in. */
export const greek: Names = {
  application: 'Σημειώσεις',
  host: 'σημειώσεις.ελ',
  person: 'Άδα Λάβλεϊς',
  login: 'άδα',
  email: 'άδα@παράδειγμα.ελ',
  provider: 'Πάροχος',
  device: 'Περιηγητής',
  api: 'Διάβασμα',
}

const request = 'eyJ9'.repeat(120)
const labels = (Object.keys(en) as MessageKey[]).filter((key) => key.startsWith('profile.label_'))
const passkey = { challenge: '0'.repeat(43) }
const qr = { size: 29, path: 'M0 0h7v1h-7zM9 3h2v1h-2z' }
const offer = '0'.repeat(200)

/** The steps of a sign-in, and where it ends. */
export function stepPages(t: Text, names: Names): Record<string, Page> {
  const { person, login, email, provider } = names
  const application = { name: names.application }
  const stranger = { ...application, stranger: true, host: names.host }
  const scopes = [
    { scope: '1', description: t('scope.profile') },
    { scope: '2', description: t('scope.offline_access') },
    { scope: '3', description: names.api },
  ]
  const base = { t, application, request }
  const signIn = { ...base, asks: 'both' as const, forgot: true, signUp: true, ways: [] }
  const interrupted = (reason: Interruption) =>
    InterruptedPage({ t, application, reason, requestId: '0', startAgain: 'https://example.com' })
  const code = { ...base, action: '/sign-in', lead: t('email_code.lead', { login }), minutes: 10 }
  const newcomer = { ...base, isOwn: false, email, agreed: false, terms: '/1', privacy: '/2' }
  return {
    'sign-in': SignInPage({
      ...signIn,
      passkey,
      ways: [
        { value: 'email', kind: 'email' },
        { value: 'provider:1', kind: 'provider', name: provider },
      ],
    }),
    'sign-in-plain': SignInPage({ ...signIn, forgot: false, signUp: false }),
    'sign-in-problem': SignInPage({
      ...signIn,
      login,
      hasAccounts: true,
      passkey,
      problem: t('password.wrong'),
    }),
    'sign-in-again': SignInPage({ ...signIn, login, again: { name: person } }),
    'sign-in-login-first': SignInPage({ ...signIn, asks: 'login' }),
    'second-factor': SecondFactorPage({ ...base, person, code: 'totp', otherCode: 'recovery_code', passkey }),
    'second-factor-problem': SecondFactorPage({
      ...base,
      person,
      code: 'recovery_code',
      problem: t('recovery_code.wrong'),
    }),
    'second-factor-passkey': SecondFactorPage({ ...base, person, passkey }),
    enroll: EnrollPage({ ...base, person, passkey: { options: '{}', offer }, withCodes: true }),
    'enroll-codes': EnrollCodesPage({ ...base, offer, secret: '2345 6723 4567', uri: 'otpauth://1', qr }),
    enrolled: EnrolledPage({
      ...base,
      codes: Array.from({ length: 10 }, (_, at) => `2345-6789-2345-678${at}`),
    }),
    'email-login': EmailLoginPage({
      ...base,
      action: '/sign-in',
      title: t('email.method'),
      lead: t('email.lead'),
      login: '',
    }),
    'email-code': EmailCodePage({ ...code, submit: 'sign-in' }),
    'email-code-filled': EmailCodePage({ ...code, submit: 'sign-in', code: '2345-6789' }),
    'email-code-problem': EmailCodePage({
      ...code,
      submit: 'sign-in',
      problem: t('email_code.wrong', { left: 4 }),
    }),
    'email-code-elsewhere': CodeElsewherePage({ t, code: '2345-6789' }),
    'new-password': NewPasswordPage({ ...base, login, problem: t('password.differ') }),
    'link-ended': SaidPage({ t, title: t('reset.ended_title'), said: t('reset.ended') }),
    'sign-up': SignUpPage({ ...newcomer, problem: t('sign_up.email_faulty') }),
    'sign-up-details': NewcomerDetailsPage({
      ...newcomer,
      name: person,
      invited: true,
      passkey: true,
      password: true,
    }),
    link: LinkPage({ ...base, provider, email }),
    consent: ConsentPage({
      ...base,
      application: { ...application, policy: 'https://example.com/1', terms: 'https://example.com/2' },
      person: { name: person, login: email },
      scopes,
      granted: scopes.slice(1),
      redirectHost: names.host,
    }),
    'consent-stranger': ConsentPage({
      ...base,
      application: stranger,
      person: { name: person, login },
      scopes,
      granted: [],
      userCode: '2345-6789',
    }),
    'select-account': SelectAccountPage({
      ...base,
      accounts: [
        { key: '1', name: person, login: email },
        { key: '2', name: names.provider, login },
      ],
    }),
    device: DevicePage({
      t,
      userCode: '',
      qrCode: 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E',
    }),
    'device-problem': DevicePage({
      t,
      userCode: '2345-6789',
      qrCode: 'data:,',
      problem: t('device.unknown'),
    }),
    'device-approved': DeviceEndPage({ t, application, end: 'approved' }),
    'device-denied': DeviceEndPage({ t, application, end: 'denied' }),
    'form-post': FormPostPage({
      t,
      application,
      action: 'https://192.0.2.1',
      fields: [['0', '0']],
    }),
    error: ErrorPage({
      t,
      title: t('error.request_refused'),
      message: t('error.request_refused_what'),
      code: '0',
      description: '0',
      errorUri: '/0',
      requestId: '0',
    }),
    ...Object.fromEntries(
      (['not_begun', 'expired', 'other_browser', 'no_cookie', 'finished'] as const).map((reason) => [
        `interrupted-${reason}`,
        interrupted(reason),
      ]),
    ),
  }
}

/** Everybody's own account. */
export function accountPages(t: Text, names: Names): Record<string, Page> {
  const { person, login, email, provider, device } = names
  const frame: PortalFrame = {
    server: names.provider,
    t,
    portal: { name: t('account.name'), href: '/account' },
    places: (
      [
        ['account.profile', '/account'],
        ['account.security', '/account/security'],
        ['account.applications', '/account/applications'],
        ['account.activity', '/account/activity'],
        ['account.data', '/account/data'],
      ] as const
    ).map(([say, href]) => ({ name: t(say), href })),
    person: { name: person, login },
    token: '0'.repeat(180),
    path: '/account',
  }
  const application = { name: names.application, stranger: true, host: names.host }
  const ofDevice = { name: device, kind: 'computer' as const }
  const session = {
    place: '',
    seen: t('security.last_used', { when: '1' }),
    since: t('security.since', { when: '1' }),
  }
  return {
    profile: ProfilePage({
      frame,
      name: person,
      login,
      values: { name: person },
      labels: Object.fromEntries(labels.map((key) => [key.slice('profile.label_'.length), t(key)])),
      problems: [{ field: 'locale', message: t('profile.locale_faulty') }],
      version: 1,
      editable: true,
      zones: [],
      fixed: [{ term: t('profile.user_name'), value: login }],
    }),
    security: SecurityPage({
      frame,
      hasPassword: true,
      secondFactors: { passkeys: 2, oneTimeCodes: true, recoveryCodes: 7 },
      linked: [provider],
      sessions: [
        { sid: '1', current: true, device: ofDevice, ...session },
        { sid: '2', current: false, device: ofDevice, ...session, place: names.host },
      ],
      zone: '0',
      notice: t('security.done_ended'),
    }),
    password: PasswordPage({
      frame,
      login,
      hasPassword: true,
      keep: false,
      problems: [
        { field: 'current', message: t('change_password.current_wrong') },
        { message: t('sign_in.busy') },
      ],
    }),
    email: EmailPage({ frame, email, verified: false, typed: '', mail: true, mayChange: true }),
    'email-code': EmailCodePanelPage({ frame, change: '0', email, minutes: 10 }),
    passkeys: PasskeysPage({
      frame,
      passkeys: [
        { id: '1', name: device, about: [t('account_passkeys.synced'), t('account_passkeys.never_used')] },
      ],
      problems: [],
    }),
    'new-passkey': NewPasskeyPage({ frame, name: device, passkey: { options: '{}', offer }, problems: [] }),
    'one-time-codes': OneTimeCodesPage({
      frame,
      isOn: true,
      about: [t('account_codes.since', { date: '1' })],
      recoveryCodes: 7,
      mayHaveRecoveryCodes: true,
      made: ['2345-6789'],
    }),
    'new-one-time-codes': NewOneTimeCodesPage({ frame, offer, secret: '2345 6723', uri: 'otpauth://1', qr }),
    linked: LinkedPage({
      frame,
      linked: [{ id: '1', name: provider, login: email, about: [t('linked.never_used')] }],
      offered: [{ id: '2', name: names.application }],
    }),
    applications: ApplicationsPage({
      frame,
      applications: [
        { clientId: '1', application, sentences: [t('scope.profile'), names.api], when: '1', trusted: false },
        { clientId: '2', application: { name: names.api }, sentences: [], when: '1', trusted: true },
      ],
    }),
    'applications-none': ApplicationsPage({ frame, applications: [] }),
    activity: ActivityPage({
      frame,
      events: [
        { id: '1', what: t('activity.signed_in'), alarming: false, when: '1', device, address: '192.0.2.1' },
        { id: '2', what: t('activity.refused'), alarming: true, when: '1', count: 3 },
      ],
      zone: '0',
      retentionDays: 365,
      older: '/account/activity?before=1',
      newest: true,
    }),
    data: DataPage({ frame, retentionDays: 365, deletable: true }),
    delete: DeleteAccountPage({
      frame,
      login,
      owns: [names.application],
      retentionDays: 365,
      problem: t('delete.wrong_login'),
    }),
    deleted: AccountDeletedPage({ t }),
  }
}
