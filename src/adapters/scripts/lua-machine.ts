import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { toFunction, type WasmFunction } from "./wasm-exports.ts";

/** Lua 5.1 itself, with nothing around it: it can compute, and nothing else. */
export type LuaMachine = {
  readonly call: (name: string, ...parameters: readonly number[]) => number;
  readonly memory: WebAssembly.Memory;
};

const pageBytes = 65_536;
/** What a system call answers that does not exist (WASI's ENOSYS): there are no files, no clock, no environment. */
const refusal = -52;

let compiled: WebAssembly.Module | undefined;

/** Makes a machine whose memory is empty. */
export function createLuaMachine(): LuaMachine {
  compiled ??= new WebAssembly.Module(readFileSync(toFile()));
  const functions = new Map<string, WasmFunction>();
  const call: LuaMachine["call"] = (name, ...parameters) => {
    const found = functions.get(name) ?? toFunction(instance.exports, name);
    functions.set(name, found);
    return found(...parameters);
  };
  const { memory, __indirect_function_table: table } = readExports(() => instance.exports);
  const imports = toImports(compiled, { call, memory, table });
  const instance = new WebAssembly.Instance(compiled, imports);
  call("emscripten_stack_init");
  call("__wasm_call_ctors");
  return { call, memory: memory() };
}

type Surroundings = {
  readonly call: LuaMachine["call"];
  readonly memory: () => WebAssembly.Memory;
  readonly table: () => WebAssembly.Table;
};

/** They are there only once the instance is made, which wants its imports first. */
function readExports(exports: () => Readonly<Record<string, unknown>>) {
  return {
    memory: () => {
      const { memory } = exports();
      if (!(memory instanceof WebAssembly.Memory)) throw new Error("the module exports no memory");
      return memory;
    },
    __indirect_function_table: () => {
      const { __indirect_function_table: table } = exports();
      if (!(table instanceof WebAssembly.Table)) throw new Error("the module exports no table");
      return table;
    },
  };
}

/** Everything that the module asks of its host is refused, but memory and the long jumps that are Lua's errors. */
function toImports(module: WebAssembly.Module, { call, memory, table }: Surroundings): object {
  const jump = Number.POSITIVE_INFINITY;
  const granted: Readonly<Record<string, (...parameters: readonly number[]) => number | undefined>> = {
    exit: () => {
      throw new Error("out of memory");
    },
    _emscripten_throw_longjmp: () => {
      throw jump;
    },
    // As emscripten's own: what is no long jump goes on to whoever called the machine.
    invoke_vii: (index = 0, ...parameters) => {
      const stack = call("stackSave");
      try {
        const target = table().get(index);
        if (typeof target === "function") Reflect.apply(target, undefined, parameters);
      } catch (error) {
        call("stackRestore", stack);
        if (error !== jump) throw error;
        call("setThrew", 1, 0);
      }
      return undefined;
    },
    emscripten_memcpy_js: (to = 0, from = 0, bytes = 0) => {
      new Uint8Array(memory().buffer).copyWithin(to, from, from + bytes);
      return undefined;
    },
    emscripten_date_now: () => 0,
    emscripten_resize_heap: (bytes = 0) => grow(memory(), bytes),
  };
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] = { ...imports[from], [name]: granted[name] ?? (() => refusal) };
  }
  return imports;
}

function grow(memory: WebAssembly.Memory, bytes: number): number {
  try {
    memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / pageBytes));
    return 1;
  } catch {
    return 0; // to Lua this is "not enough memory"
  }
}

/** Sources find it in its package; in a bundle it is a file beside the worker. */
function toFile(): string | URL {
  const isSource = import.meta.url.endsWith(".ts");
  if (!isSource) return new URL("./liblua5.1.wasm", import.meta.url);
  return createRequire(import.meta.url).resolve("wasmoon-lua5.1/dist/liblua5.1.wasm");
}
