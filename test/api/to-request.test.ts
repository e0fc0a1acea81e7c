import { describe, expect, test } from "vitest";
import { toRequest } from "../../src/api/to-request.ts";

const aws = { trustsAuthorizer: true };
const iam = { iam: { userArn: "arn:aws:iam::123456789012:user/somebody", accountId: "123456789012" } };

const event = (over: object = {}, context: object = {}) => ({
  version: "2.0",
  rawPath: "/api/v1/applications",
  rawQueryString: "project=a&project=b&selector=x%3Dy&empty=",
  headers: { Authorization: "Bearer abc", "content-type": "application/json", cookie: "session=1" },
  requestContext: { http: { method: "POST", path: "/" }, ...context },
  body: '{"ä":1}',
  isBase64Encoded: false,
  ...over,
});

describe("an event of an HTTP API", () => {
  test("becomes a plain request: every value of a parameter, only the headers that are read", () => {
    expect(toRequest(event(), aws)).toEqual({
      method: "POST",
      path: "/api/v1/applications",
      query: { project: ["a", "b"], selector: ["x=y"], empty: [""] },
      headers: { authorization: "Bearer abc", "content-type": "application/json" },
      body: Buffer.from('{"ä":1}'),
      caller: "anonymous",
    });
  });

  test("may have its body in base64", () => {
    const body = Buffer.from([0, 255, 7]).toString("base64");
    expect(toRequest(event({ body, isBase64Encoded: true }), aws)?.body).toEqual(Buffer.from([0, 255, 7]));
  });

  test.each([{ body: null }, { body: undefined }, { body: "" }])("without a body: %j", (over) => {
    expect(toRequest(event(over), aws)?.body).toHaveLength(0);
  });

  test.each<[string, object, boolean, string]>([
    ["an IAM principal, on AWS", { authorizer: iam }, true, "iam"],
    ["an IAM principal, as an emulator's client may claim", { authorizer: iam }, false, "anonymous"],
    ["no IAM principal", { authorizer: { iam: {} } }, true, "anonymous"],
    ["an IAM principal of another shape", { authorizer: { iam: { userArn: "me" } } }, true, "anonymous"],
    ["a JWT", { authorizer: { jwt: { claims: { sub: "me" } } } }, true, "anonymous"],
    ["nobody", { authorizer: null }, true, "anonymous"],
  ])("called by %s", (_, context, trustsAuthorizer, caller) => {
    expect(toRequest(event({}, context), { trustsAuthorizer })?.caller).toBe(caller);
  });

  test("keeps a parameter named __proto__ as one like any other", () => {
    const query = toRequest(event({ rawQueryString: "__proto__=1" }), aws)?.query ?? {};
    expect(Object.keys(query)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
  });

  test.each([undefined, null, 1, "x", [], {}, event({ rawPath: 1 }), event({ requestContext: null })])(
    "of another shape is none: %j",
    (other) => expect(toRequest(other, aws)).toBeUndefined(),
  );
});
