/** A function of a WebAssembly module; pointers are numbers. */
export type WasmFunction = (...parameters: readonly number[]) => number;

/** Gives a function that a module exports. */
export function toFunction(exports: Readonly<Record<string, unknown>>, name: string): WasmFunction {
  const found = exports[name];
  if (typeof found !== "function") throw new Error(`the module exports no function ${name}`);
  return (...parameters) => Reflect.apply(found, undefined, parameters);
}
