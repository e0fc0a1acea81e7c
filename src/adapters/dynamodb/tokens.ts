import type { Tokens } from "../../ports/tokens.ts";
import { type ItemKey, toKeyAttributes } from "./item-keys.ts";
import type { Table } from "./table.ts";

/** API tokens by their hashes, one item each. */
export class DynamoTokens implements Tokens {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async has(hash: string): Promise<boolean> {
    return (await this.#table.read(toTokenKey(hash), "look for a token")) !== undefined;
  }

  async save(hash: string, about: { readonly name: string; readonly createdAt: number }): Promise<void> {
    const item = {
      ...toKeyAttributes(toTokenKey(hash)),
      tokenName: { S: about.name },
      createdAt: { N: String(about.createdAt) },
    };
    await this.#table.put(item, `save token ${about.name}`);
  }
}

function toTokenKey(hash: string): ItemKey {
  return { PK: `CONFIG#Token#${hash}`, SK: "TOKEN" };
}
