/** What of WebAssembly is used here: neither TypeScript's esnext nor Node's types declare it. */
declare namespace WebAssembly {
  type ModuleImport = { readonly module: string; readonly name: string; readonly kind: string };
  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): readonly ModuleImport[];
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Table {
    get(index: number): unknown;
  }
  function instantiate(
    source: Uint8Array | Module,
    imports: object,
  ): Promise<{ readonly module: Module; readonly instance: Instance }>;
}
