/** The routes about people: who they are, how they prove it, what they are signed in to, and who is invited. */
import * as credentials from './credentials.ts'
import * as invitations from './invitations.ts'
import { made, type Route, route, versioned } from './route.ts'
import * as sessions from './sessions.ts'
import * as users from './users.ts'

export const peopleRoutes: readonly Route[] = [
  route('GET /users', 'users:read', 'List people, by user name', {
    run: users.listAll,
    query: users.userQuery,
    answer: users.userPage,
  }),
  route('POST /users', 'users:write', 'Add a person', {
    run: users.create,
    body: users.newUser,
    ...made(users.user),
  }),
  route('GET /users/{sub}', 'users:read', 'Show a person', { run: users.get, ...versioned(users.user) }),
  route('PUT /users/{sub}', 'users:write', "Replace a person's record", {
    run: users.replace,
    body: users.wholeUser,
    ...versioned(users.user),
  }),
  route(
    'PATCH /users/{sub}',
    'users:write',
    "Change some of a person's record: type, roles, status, claims",
    {
      run: users.patch,
      description: 'Somebody who is disabled is signed out everywhere, and all that they allowed has ended.',
      body: users.userPatch,
      ...versioned(users.user),
    },
  ),
  route('DELETE /users/{sub}', 'users:write', 'Delete a person', {
    run: users.remove,
    condition: 'optional',
  }),
  route('POST /users/{sub}/password', 'users:write', 'Reset the password of a person', {
    run: users.resetPassword,
    description: 'It ends what was signed in and granted before.',
    body: { ...users.newPassword, optional: true },
    answer: users.passwordSet,
  }),
  route('POST /users/{sub}/password-link', 'users:write', 'Let a person make a new password', {
    run: credentials.sendLink,
    description:
      'By mail, or by a link in the answer where it cannot be sent. Nothing ends before they use it.',
    answer: credentials.passwordLink,
  }),
  route('GET /users/{sub}/credentials', 'users:read', 'List what a person proves themself with', {
    run: credentials.listAll,
    description: 'Besides a password: passkeys, one-time codes, recovery codes, accounts elsewhere.',
    answer: credentials.credentialList,
  }),
  route(
    'DELETE /users/{sub}/credentials/{kind}/{credential_id}',
    'users:write',
    'Take a passkey, one-time codes or the link to a provider away',
    { run: credentials.remove, description: 'Recovery codes go with the last second factor.' },
  ),
  route('DELETE /users/{sub}/second-factors', 'users:write', 'Reset the second factors of a person', {
    run: credentials.reset,
    description: 'For somebody who lost them all. It ends what was signed in and granted before.',
  }),
  route('GET /users/{sub}/sessions', 'sessions:read', 'List where a person is signed in', {
    run: sessions.listSessions,
    answer: sessions.sessionList,
  }),
  route('DELETE /users/{sub}/sessions', 'sessions:write', 'Sign a person out everywhere', {
    run: sessions.endAllSessions,
    description: 'What applications were granted goes on.',
    answer: sessions.ended,
  }),
  route('DELETE /users/{sub}/sessions/{sid}', 'sessions:write', 'End one session', {
    run: sessions.endOneSession,
  }),
  route('GET /users/{sub}/grants', 'sessions:read', 'List what applications may do for a person', {
    run: sessions.listGrants,
    answer: sessions.grantList,
  }),
  route('DELETE /users/{sub}/grants', 'sessions:write', 'End every grant of a person', {
    run: sessions.endAllGrants,
    answer: sessions.ended,
  }),
  route('DELETE /users/{sub}/grants/{grant_id}', 'sessions:write', 'End one grant and all tokens of it', {
    run: sessions.endOneGrant,
  }),
  route('GET /users/{sub}/consents', 'sessions:read', 'List what a person has agreed to', {
    run: sessions.listConsents,
    answer: sessions.consentList,
  }),
  route(
    'DELETE /users/{sub}/consents/{client_id}',
    'sessions:write',
    'Take back all that a person allows one client',
    { run: sessions.withdraw, answer: sessions.ended },
  ),

  route('GET /invitations', 'users:read', 'List invitations to make an account, the newest first', {
    run: invitations.listAll,
    query: invitations.invitationQuery,
    answer: invitations.invitationPage,
  }),
  route('POST /invitations', 'users:write', 'Invite somebody to make an account', {
    run: invitations.create,
    body: invitations.newInvitation,
    answer: invitations.createdInvitation,
    creates: true,
  }),
  route('DELETE /invitations/{id}', 'users:write', 'Take an invitation back', {
    run: invitations.takeBack,
    description: 'Who came by it stays.',
  }),
]
