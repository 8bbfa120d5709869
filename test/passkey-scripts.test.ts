/** The scripts of the pages with passkeys are those that scripts/browser/ and @simplewebauthn/browser make. */
import { expect, it } from 'vitest'
import { passkeyScripts, writtenScripts } from '../scripts/passkey-scripts.ts'

it('are written as they are made: node scripts/passkey-scripts.ts', async () => {
  expect(writtenScripts()).toBe(await passkeyScripts())
})
