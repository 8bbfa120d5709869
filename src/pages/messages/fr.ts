import type { Messages } from '../text.ts'

/** French: vous. */
export const fr: Partial<Messages> = {}
