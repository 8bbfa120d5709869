import { expect, it } from 'vitest'
import { deviceOf } from '../../../src/protocol/user-agent.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
it.each([
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36`,
    'Chrome on Windows',
    'computer',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`,
    'Edge on Windows',
    'computer',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox on Linux', 'computer'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'Safari on a Mac',
    'computer',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
    'Chrome on an iPhone',
    'phone',
  ],
  [
    `Mozilla/5.0 (Linux; Android 16; Pixel 9) ${webkit} Chrome/140.0 Mobile Safari/537.36`,
    'Chrome on an Android phone',
    'phone',
  ],
  [
    `Mozilla/5.0 (Linux; Android 16; SM-X900) ${webkit} SamsungBrowser/28.0 Chrome/140.0 Safari/537.36`,
    'Samsung Internet on an Android tablet',
    'tablet',
  ],
  ['curl/8.5.0', 'curl', 'unknown'],
  ['Mozilla/5.0', 'An unknown browser', 'unknown'],
  ['<script>alert(1)</script>/1', 'An unknown browser', 'unknown'],
  ['', 'An unknown browser', 'unknown'],
  [undefined, 'An unknown browser', 'unknown'],
])('%s is %s', (userAgent, name, kind) => expect(deviceOf(userAgent)).toEqual({ name, kind }))
