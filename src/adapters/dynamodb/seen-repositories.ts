import pLimit from "p-limit";
import { ReconcileError } from "../../errors.ts";
import { compareText } from "../../kube/json.ts";
import type { SeenHeads, SeenRepositories, WatchingApplication } from "../../ports/seen-repositories.ts";
import { parseWatch } from "./head-item.ts";
import { type ItemKey, parsePartition, toKeyAttributes, toRepositoryKey } from "./item-keys.ts";
import { readKind } from "./kind-index.ts";
import { parseRefSortKey, toRefSortKey } from "./sort-keys.ts";
import type { Item, Table } from "./table.ts";
import { repositoryIndex } from "./table-schema.ts";

/** Branches and tags that the applications of one repository follow. */
const headsMax = 10_000;
const applicationsMax = 100_000;
const writesAtOnce = 16;
/** Its URL is the sort key of the index by kind, and DynamoDB takes 1,024 bytes there. */
const urlBytesMax = 1_000;

/** Repositories in use: one SPEC item each, and one REF item for every head that was seen. */
export class DynamoSeenRepositories implements SeenRepositories {
  readonly #table: Table;
  /** What this process added: nothing takes a repository away. */
  readonly #added = new Set<string>();

  constructor(table: Table) {
    this.#table = table;
  }

  async add(repoUrl: string): Promise<void> {
    const { PK, SK } = toSpecKey(repoUrl);
    if (this.#added.has(PK)) return;
    const url = repoUrl.trim();
    if (Buffer.byteLength(url) > urlBytesMax)
      throw new ReconcileError(
        "LIMIT_EXCEEDED",
        `Cannot watch a repository: its URL takes ${Buffer.byteLength(url)} bytes, at most ${urlBytesMax} fit; use a shorter one`,
      );
    const item = { ...toKeyAttributes({ PK, SK }), kind: { S: "Repository" }, kindName: { S: url } };
    const isNew = { condition: "attribute_not_exists(#PK)", values: {} };
    await this.#table.put(item, "note a repository", isNew);
    this.#added.add(PK);
  }

  async list(): Promise<readonly string[]> {
    const items = await readKind(this.#table, "Repository");
    return items.map((item) => item["kindName"]?.S ?? "").toSorted(compareText);
  }

  async readHeads(repoUrl: string): Promise<SeenHeads> {
    const query = {
      KeyConditionExpression: "PK = :repository AND begins_with(SK, :ref)",
      ExpressionAttributeValues: {
        ":repository": { S: toSpecKey(repoUrl).PK },
        ":ref": { S: toRefSortKey("") },
      },
      ConsistentRead: true,
    };
    const items = await this.#table.query(query, headsMax, "read what was seen of a repository");
    return Object.fromEntries(
      items.map((item) => [parseRefSortKey(item["SK"]?.S ?? ""), item["sha"]?.S ?? ""]),
    );
  }

  async saveHeads(repoUrl: string, heads: SeenHeads): Promise<void> {
    const action = "save what was seen of a repository";
    const { PK } = toSpecKey(repoUrl);
    const known = await this.readHeads(repoUrl);
    const news = Object.entries(heads).filter(([name, sha]) => known[name] !== sha);
    const limit = pLimit(writesAtOnce);
    const write = ([name, sha]: readonly [string, string]) =>
      this.#table.put({ ...toKeyAttributes({ PK, SK: toRefSortKey(name) }), sha: { S: sha } }, action);
    await Promise.all(news.map((head) => limit(() => write(head))));
    const gone = Object.keys(known).filter((name) => !Object.hasOwn(heads, name));
    await this.#table.delete(
      gone.map((name) => ({ PK, SK: toRefSortKey(name) })),
      action,
    );
  }

  async applications(repoUrl: string): Promise<readonly WatchingApplication[]> {
    const query = {
      IndexName: repositoryIndex,
      KeyConditionExpression: "repo = :repository",
      ExpressionAttributeValues: { ":repository": { S: toRepositoryKey(repoUrl) } },
    };
    const items = await this.#table.query(query, applicationsMax, "read who watches a repository");
    const watching = await Promise.all(items.map(toWatching));
    return watching.filter((each) => each !== undefined);
  }
}

function toSpecKey(repoUrl: string): ItemKey {
  return { PK: `REPO#${toRepositoryKey(repoUrl)}`, SK: "SPEC" };
}

async function toWatching(item: Item): Promise<WatchingApplication | undefined> {
  const name = parsePartition(item["PK"]?.S ?? "");
  const watch = await parseWatch(item, name);
  return watch === undefined ? undefined : { name, watch };
}
