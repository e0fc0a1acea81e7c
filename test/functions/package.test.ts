import { execFile, spawnSync } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tableSchema } from "../../src/adapters/dynamodb/table-schema.ts";
import { makeServiceFolder, repository } from "./service-folder.ts";

const run = promisify(execFile);
const functions = ["api", "observe", "reconcile", "render", "tick", "webhook"];
const queued = ["Observe", "Reconcile"];
/** Runs a program in a network namespace where there is nobody else. */
const alone = ["unshare", "-n"];

type Fields = Readonly<Record<string, unknown>>;
type Resource = { readonly Type: string; readonly Properties: Fields };
type Statement = { readonly Effect: string; readonly Action: string | string[]; readonly Resource: unknown };

let folder: string;
let resources: Readonly<Record<string, Resource>>;

beforeAll(async () => {
  folder = await makeServiceFolder();
  await packageWithoutNetwork();
  const template = await readFile(
    join(folder, ".serverless", "cloudformation-template-update-stack.json"),
    "utf8",
  );
  resources = JSON.parse(template).Resources;
}, 120_000);

afterAll(async () => await rm(folder, { recursive: true, force: true }));

/** No account, and no network: a namespace of its own where that is allowed, else proxies that nobody serves. */
async function packageWithoutNetwork(): Promise<void> {
  const serverless = [process.execPath, join(repository, "node_modules", ".bin", "serverless"), "package"];
  const [tool = "", ...flags] = alone;
  const isAllowed = spawnSync(tool, [...flags, "true"]).status === 0;
  const [program = "", ...args] = isAllowed ? [...alone, ...serverless] : serverless;
  const proxy = "http://127.0.0.1:1";
  const env = { PATH: process.env["PATH"], HOME: folder, HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  const packaging = run(program, args, { cwd: folder, env });
  packaging.child.stdin?.end();
  await packaging;
}

const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
const propertiesOf = (id: string): Fields => resources[id]?.Properties ?? {};
const toLambdaId = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction`;

function statementsOf(role: string): readonly Statement[] {
  const policies = propertiesOf(role)["Policies"];
  if (!Array.isArray(policies)) return [];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("what is uploaded", () => {
  test("a package for each function, and none for anything else", async () => {
    const files = await readdir(join(folder, ".serverless"));
    const zips = files.filter((file) => file.endsWith(".zip")).sort();
    expect(zips).toEqual(functions.map((name) => `${name}.zip`));
  });

  test.each(functions)("the package of %s holds that function's bundle alone", async (name) => {
    const zip = unzipSync(await readFile(join(folder, ".serverless", `${name}.zip`)));
    const files = Object.keys(zip);
    const own = `dist/functions/${name}/`;
    expect(files).toEqual(expect.arrayContaining([`${own}index.js`, `${own}package.json`]));
    expect(files.filter((file) => !file.startsWith(own) || !/\.(wasm|js|json)$/.test(file))).toEqual([]);
    expect(Buffer.from(zip[`${own}package.json`] ?? []).toString()).toContain('"module"');
  });

  test.each([
    ["tick", ["isomorphic-git", "dynalite", "js-yaml", "@aws-sdk/client-eks"]],
    ["webhook", ["isomorphic-git", "dynalite", "js-yaml", "@aws-sdk/client-eks", "p-queue"]],
    ["render", ["isomorphic-git", "dynalite", "@aws-sdk/client-dynamodb", "@aws-sdk/client-sqs"]],
    ["api", ["dynalite", "classic-level"]],
    ["observe", ["dynalite", "classic-level"]],
    ["reconcile", ["dynalite", "classic-level"]],
  ])("%s does not load what it never uses at its start", async (name, packages) => {
    const loaded = await modulesAtStart(name);
    expect(loaded.length).toBeGreaterThan(0);
    expect(packages.filter((each) => loaded.some((path) => path.includes(`node_modules/${each}/`)))).toEqual(
      [],
    );
  });
});

type Meta = {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly inputs: Fields;
        readonly imports: readonly { readonly path: string; readonly kind: string }[];
      }
    >
  >;
};

/** Modules in the chunks that are loaded before the first line runs. */
async function modulesAtStart(name: string): Promise<readonly string[]> {
  const meta: Meta = JSON.parse(await readFile(join(folder, "dist", "meta", `${name}.json`), "utf8"));
  const open = [`${name}.js`];
  const reached = new Set<string>();
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const imports = meta.outputs[path]?.imports ?? [];
    open.push(
      ...imports.filter(({ kind }) => kind === "import-statement").map(({ path: file }) => basename(file)),
    );
  }
  return [...reached].flatMap((path) => Object.keys(meta.outputs[path]?.inputs ?? {}));
}

describe("the template", () => {
  test("the table is the one of table-schema.ts, with time to live and point-in-time recovery", () => {
    const { TimeToLiveSpecification, PointInTimeRecoverySpecification, ...table } = propertiesOf("Table");
    expect(table).toEqual(tableSchema("outrigger-dev"));
    expect(TimeToLiveSpecification).toEqual({ AttributeName: "ttl", Enabled: true });
    expect(PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(resources["Table"]).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
  });

  test("every function has a role of its own, and there is no other but the schedule's", () => {
    const roles = ofType("AWS::Lambda::Function").map(([, { Properties }]) => textsIn(Properties["Role"])[0]);
    expect(roles.toSorted()).toEqual(
      functions.map((name) => toLambdaId(name).replace("LambdaFunction", "Role")),
    );
    const others = ofType("AWS::IAM::Role").map(([id]) => id);
    expect(others.toSorted()).toEqual([...roles, "ScheduleRole"].toSorted());
  });

  test("render may write its log and do nothing else, and is told nothing", () => {
    expect(statementsOf("RenderRole")).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: { "Fn::GetAtt": ["RenderLogGroup", "Arn"] },
      },
    ]);
    const render = propertiesOf("RenderLambdaFunction");
    expect(render["Environment"]).toBeUndefined();
    expect(render).toMatchObject({ Architectures: ["x86_64"], Layers: [{ Ref: "KubectlLambdaLayer" }] });
    const others = ofType("AWS::Lambda::Function").filter(([id]) => id !== "RenderLambdaFunction");
    expect(others.filter(([, { Properties }]) => Properties["Layers"] !== undefined)).toEqual([]);
  });

  test("no role may act on everything, nor do everything: the clusters of the account are named by no list", () => {
    const statements = ofType("AWS::IAM::Role").flatMap(([id]) => statementsOf(id));
    expect(statements.length).toBeGreaterThan(15);
    const wide = statements.filter(({ Resource }) => textsIn(Resource).some((text) => text.includes("*")));
    expect([...new Set(wide.flatMap(({ Action }) => Action))]).toEqual(["eks:DescribeCluster"]);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    expect(statements.filter(({ Effect }) => Effect !== "Allow")).toEqual([]);
  });

  test("a webhook writes deliveries alone", () => {
    const [table] = statementsOf("WebhookRole").filter(({ Action }) => Action.includes("dynamodb:PutItem"));
    expect(table).toMatchObject({
      Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["DELIVERY#*"] } },
    });
  });

  test.each(queued)("the queue of %s outlasts its function, and keeps what failed", (name) => {
    const { VisibilityTimeout, RedrivePolicy } = propertiesOf(`${name}Queue`);
    const { Timeout, RecursiveLoop } = propertiesOf(`${name}LambdaFunction`);
    expect(Number(VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(Timeout));
    expect(RedrivePolicy).toEqual({
      deadLetterTargetArn: { "Fn::GetAtt": [`${name}DeadLetters`, "Arn"] },
      maxReceiveCount: 5,
    });
    expect(RecursiveLoop).toBe("Allow");
    expect(propertiesOf(`${name}EventSourceMappingSQS${name}Queue`)).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  test("functions other than those of queues may not call themselves in a loop", () => {
    const looping = ofType("AWS::Lambda::Function").filter(
      ([, { Properties }]) => "RecursiveLoop" in Properties,
    );
    expect(looping.map(([id]) => id).toSorted()).toEqual(queued.map((name) => `${name}LambdaFunction`));
  });

  test("API and webhook answer on the paths that are documented", () => {
    const keys = ofType("AWS::ApiGatewayV2::Route").map(([, { Properties }]) =>
      String(Properties["RouteKey"]),
    );
    const parts = ["", "/{name}", "/{name}/{part}"];
    const actions = ["/{name}/resource/actions", "/{name}/resource/actions/v2"];
    const paths = [...parts, ...actions].map((path) => `/api/v1/applications${path}`);
    const methods = ["DELETE", "GET", "POST", "PUT"];
    const wanted = paths.flatMap((path) => methods.map((method) => `${method} ${path}`));
    const patches = ["/{name}", "/{name}/{part}"].map((path) => `PATCH /api/v1/applications${path}`);
    const pauses = ["GET", "POST", "DELETE"].map((method) => `${method} /api/v1/pauses`);
    const others = ["GET /api/version", "GET /api/v1/version", "POST /api/webhook"];
    expect(keys.toSorted()).toEqual([...wanted, ...patches, ...pauses, ...others].toSorted());
  });

  test("every route of the API, and no other, can be given to AWS to guard", () => {
    const routes = ofType("AWS::ApiGatewayV2::Route").map(([, { Properties }]) => Properties);
    const guarded = routes.filter((properties) => "AuthorizationType" in properties);
    const open = routes.filter((properties) => !guarded.includes(properties));
    expect(guarded.map((properties) => properties["AuthorizationType"])).toEqual(guarded.map(() => "NONE"));
    expect(open.map((properties) => properties["RouteKey"])).toEqual(["POST /api/webhook"]);
  });

  test("a flood ends at the gateway", () => {
    expect(propertiesOf("HttpApiStage")).toMatchObject({
      DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 },
      RouteSettings: { "POST /api/webhook": { ThrottlingBurstLimit: 20, ThrottlingRateLimit: 10 } },
    });
  });

  test("every variable that a function is told is one that is read", async () => {
    const readers = ["functions/compose/environment.ts", "src/source/credentials.ts"];
    const texts = await Promise.all(readers.map((path) => readFile(join(repository, path), "utf8")));
    const told = ofType("AWS::Lambda::Function").flatMap(([, { Properties }]) => {
      const { Environment } = Properties;
      return Object.keys(Object(Object(Environment)["Variables"]));
    });
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter((name) => !texts.some((text) => text.includes(name)))).toEqual([]);
  });

  test("no secret is in the template, only where it is", () => {
    const { Variables } = Object(propertiesOf("ReconcileLambdaFunction")["Environment"]);
    expect(Variables["OUTRIGGER_HASH_KEY"]).toEqual({
      "Fn::Sub": expect.stringMatching(/^\{\{resolve:secretsmanager:\$\{HashKey\}:SecretString\}\}$/),
    });
    const secrets = ofType("AWS::SecretsManager::Secret");
    expect(secrets).toHaveLength(2);
    for (const [, { Properties }] of secrets) expect(Properties).not.toHaveProperty("SecretString");
  });
});
