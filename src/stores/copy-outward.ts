/** What every copy in KV has in common once the change itself stands in D1. */

/** KV takes one write a second for a key; after this many milliseconds it takes the next. */
const nextPut = 1_100

/** What KV does not take now or a second later it takes from cron: whoever made the change hears that it is made. */
export async function copyOutward(copy: () => Promise<void>, what: Readonly<Record<string, unknown>>) {
  try {
    await copy()
  } catch {
    await new Promise((resolve) => setTimeout(resolve, nextPut))
    await copyOrSay(copy, what)
  }
}

export async function copyOrSay(copy: () => Promise<void>, what: Readonly<Record<string, unknown>>) {
  try {
    await copy()
  } catch (error) {
    console.error(JSON.stringify({ event: 'not_copied', ...what, cause: String(error) }))
  }
}
