/** What people call a secret of a client: its id is of a hash, and nothing of the secret itself is kept. */
export function secretName(
  secret: { readonly createdAt?: number },
  all: readonly { readonly createdAt?: number }[],
): string {
  const other = all.find((each) => each !== secret)
  if (!other) return 'The secret'
  // Those that came with the record have no time. The one that was added last stands first.
  const [made, otherMade] = [secret.createdAt ?? 0, other.createdAt ?? 0]
  const newer = made === otherMade ? all.indexOf(secret) < all.indexOf(other) : made > otherMade
  return newer ? 'The newer secret' : 'The older secret'
}
