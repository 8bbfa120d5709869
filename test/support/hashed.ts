/** Passwords as they are kept: those of the usual people are hashed already, any other once a file. A hash is 125 ms of CPU. */
import { hashPassword } from '../../src/sign-in/password-hash.ts'

const hashes: Record<string, string | Promise<string>> = {
  'correct horse battery staple':
    'scrypt$16384$8$5$lNIuXUlAPhOL9q5sPVzqJQ$yi5rrNxUsVvsgdces816iuZDuCckoQ2a9mFNxcf1niI',
  'everybody has this one':
    'scrypt$16384$8$5$DHz8zAVKfmgksOB-zntzYQ$KJIeOvCf1HraVpYP0hWL70yZsYnpeIR8Mo-5FyCy_xs',
  'a password for everybody':
    'scrypt$16384$8$5$WKGboCjhs9XZ3Deh1-P-3Q$h9vu5kM02Z9SkF-JCHSZQ-e0P6_YjvrgK-8_4gifE0s',
  'nanoseconds are 11.8 inches long':
    'scrypt$16384$8$5$GiYFjMctynVlGXvvOM5JKw$yW7ppWt7jmsLQ_r6yCuSDt6wMsAARkmuCc-dx3eJ934',
  'the right password of all':
    'scrypt$16384$8$5$Z_sO5s_DsFsKhKCDJ-JfeQ$Ck5jDj_KHms93PfUaCVDV5R6lTvX5g8PDWy3Qo8CC-Q',
  'the right password': 'scrypt$16384$8$5$WenL-_nMRV_XPrNzkDD5XQ$mCZz_oi3o9OpOe-2OSgv53nXAZh2IJD0yerIotLi6mE',
}

/** For whoever is put straight into the store. */
export async function hashed(password: string): Promise<string> {
  hashes[password] ??= hashPassword(password)
  return hashes[password]
}
