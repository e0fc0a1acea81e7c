/** Rendered manifests by the hash of everything that went into them. A lost entry costs one render. */
export interface RenderCache {
  read(key: string): Promise<string | undefined>;
  save(key: string, text: string): Promise<void>;
}
