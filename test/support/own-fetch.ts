/**
 * Import this before miniflare. It brings an undici of its own, which takes the place of Node's behind `fetch` unless
 * that was used already, and is stricter: a client that sets Content-Length itself (arctic) no longer gets through.
 */
await fetch('data:,')

export {}
