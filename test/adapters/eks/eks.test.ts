import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEks } from "../../../src/adapters/eks/eks.ts";
import { signToken } from "../../../src/adapters/eks/eks-token.ts";

const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const session = { ...credentials, sessionToken: "token/with+signs=" };
const at = new Date("2026-01-02T03:04:05Z");

describe("token", () => {
  test.each([
    ["of long-lived credentials", "eu-west-1", credentials, "sts.eu-west-1.amazonaws.com"],
    ["of a session", "us-east-1", session, "sts.us-east-1.amazonaws.com"],
    ["in China", "cn-north-1", credentials, "sts.cn-north-1.amazonaws.com.cn"],
  ])(
    "%s: a presigned GetCallerIdentity for this cluster, signed as AWS documents",
    async (_rule, region, by, host) => {
      const url = decode(await signToken({ cluster: "shop", region, credentials: by, at }));
      expect(url.host).toBe(host);
      const query = Object.fromEntries(url.searchParams);
      expect(query).toMatchObject({
        Action: "GetCallerIdentity",
        Version: "2011-06-15",
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": `${by.accessKeyId}/20260102/${region}/sts/aws4_request`,
        "X-Amz-Date": "20260102T030405Z",
        "X-Amz-Expires": "60",
        "X-Amz-SignedHeaders": "host;x-k8s-aws-id",
      });
      expect(query["X-Amz-Security-Token"]).toBe("sessionToken" in by ? by.sessionToken : undefined);
      expect(query["X-Amz-Signature"]).toBe(signatureOf(url, "shop", by.secretAccessKey));
    },
  );

  test("another cluster's name has another signature", async () => {
    const shop = decode(await signToken({ cluster: "shop", region: "eu-west-1", credentials, at }));
    expect(shop.searchParams.get("X-Amz-Signature")).not.toBe(
      signatureOf(shop, "other", credentials.secretAccessKey),
    );
  });

  test("is kept until a minute before its 14 minutes are over", async () => {
    let now = at.getTime();
    const eks = createEks({ credentials: () => Promise.resolve(credentials), now: () => now });
    const request = { cluster: "shop", region: "eu-west-1" };
    const first = await eks.token(request);
    now += 13 * 60_000 - 1;
    expect(await eks.token(request)).toBe(first);
    now += 1;
    expect(await eks.token(request)).not.toBe(first);
  });

  test("each identity has its own", async () => {
    const asked: object[] = [];
    const eks = createEks({
      credentials: (identity) => {
        asked.push({ ...identity });
        return Promise.resolve(credentials);
      },
    });
    const request = { cluster: "shop", region: "eu-west-1" };
    await Promise.all([eks.token(request), eks.token(request)]);
    await eks.token({ ...request, roleArn: "arn:aws:iam::1:role/r" });
    await eks.token({ ...request, profile: "work" });
    expect(asked).toEqual([
      request,
      { ...request, roleArn: "arn:aws:iam::1:role/r" },
      { ...request, profile: "work" },
    ]);
  });

  test("without credentials: CREDENTIALS_REFUSED, and tried again the next time", async () => {
    let fails = true;
    const eks = createEks({
      credentials: () => (fails ? Promise.reject(new Error("no profile")) : Promise.resolve(credentials)),
    });
    const request = { cluster: "shop", region: "eu-west-1" };
    await expect(eks.token(request)).rejects.toMatchObject({
      code: "CREDENTIALS_REFUSED",
      message: expect.stringContaining("no profile"),
    });
    fails = false;
    expect(await eks.token(request)).toMatch(/^k8s-aws-v1\./);
  });
});

describe("describe", () => {
  let endpoint = "";
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status, body } = answers[request.url ?? ""] ?? {
      status: 404,
      body: fault("ResourceNotFoundException"),
    };
    const type = "__type" in body ? { "x-amzn-errortype": String(body.__type) } : {};
    response.writeHead(status, { "content-type": "application/json", ...type }).end(JSON.stringify(body));
  });

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });
  afterAll(() => new Promise<void>((done) => server.close(() => done())));

  const eksAt = () => createEks({ endpoint, credentials: () => Promise.resolve(credentials) });

  test("address and certificate authority, asked for once", async () => {
    const eks = eksAt();
    const shop = { region: "eu-west-1", name: "shop" };
    const expected = { server: "https://ABCD.gr7.eu-west-1.eks.amazonaws.com", ca: "-- a PEM --" };
    expect(await eks.describe(shop)).toEqual(expected);
    expect(await eks.describe(shop)).toEqual(expected);
    expect(asked.filter((each) => each === "GET /clusters/shop")).toHaveLength(1);
  });

  test.each([
    ["a cluster that is not there", "none", "CLUSTER_GONE"],
    ["no right to describe it", "denied", "FORBIDDEN"],
    ["credentials that ran out", "expired", "CREDENTIALS_REFUSED"],
    ["a cluster that is still being made", "creating", "CLUSTER_UNREACHABLE"],
  ])("%s", async (_rule, name, code) => {
    const error = await eksAt()
      .describe({ region: "eu-west-1", name })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(`eu-west-1/${name}`);
  });

  test("without credentials: CREDENTIALS_REFUSED", async () => {
    const eks = createEks({ endpoint, credentials: () => Promise.reject(new Error("no profile")) });
    await expect(eks.describe({ region: "eu-west-1", name: "shop" })).rejects.toMatchObject({
      code: "CREDENTIALS_REFUSED",
    });
  });
});

const fault = (name: string) => ({ __type: name, message: `it is ${name}` });
const answers: Record<string, { status: number; body: object } | undefined> = {
  "/clusters/shop": {
    status: 200,
    body: {
      cluster: {
        name: "shop",
        status: "ACTIVE",
        endpoint: "https://ABCD.gr7.eu-west-1.eks.amazonaws.com",
        certificateAuthority: { data: Buffer.from("-- a PEM --").toString("base64") },
      },
    },
  },
  "/clusters/creating": { status: 200, body: { cluster: { name: "creating", status: "CREATING" } } },
  "/clusters/denied": { status: 403, body: fault("AccessDeniedException") },
  "/clusters/expired": { status: 403, body: fault("ExpiredTokenException") },
};

function decode(token: string): URL {
  expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
  return new URL(Buffer.from(token.slice("k8s-aws-v1.".length), "base64url").toString("utf8"));
}

/** Signature Version 4 of a presigned request, by the steps of AWS's documentation, with nothing of the SDK. */
function signatureOf(url: URL, cluster: string, secret: string): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const [, day = "", region = "", service = ""] = (url.searchParams.get("X-Amz-Credential") ?? "").split("/");
  const headers = `host:${url.host}\nx-k8s-aws-id:${cluster}\n`;
  const emptyBody = createHash("sha256").update("").digest("hex");
  const canonical = ["GET", "/", query, headers, "host;x-k8s-aws-id", emptyBody].join("\n");
  const date = url.searchParams.get("X-Amz-Date") ?? "";
  const scope = `${day}/${region}/${service}/aws4_request`;
  const hash = createHash("sha256").update(canonical).digest("hex");
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const part of [day, region, service, "aws4_request"])
    key = createHmac("sha256", key).update(part).digest();
  return createHmac("sha256", key).update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`).digest("hex");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
