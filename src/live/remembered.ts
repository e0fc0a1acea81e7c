/**
 * What is remembered of an object after its last apply or confirmed dry-run: the hash of desired, and the hash of what we
 * own on the live object. The same pair again means Synced, with no request and no schema.
 */
export type Remembered = { readonly desiredHash: string; readonly ownedHash: string };
