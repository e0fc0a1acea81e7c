/** API tokens, as hashes only (CONFIG#Token#hash). */
export interface Tokens {
  /** `hash`: SHA-256 of the token, base64url. */
  has(hash: string): Promise<boolean>;
  save(hash: string, about: { readonly name: string; readonly createdAt: number }): Promise<void>;
}
