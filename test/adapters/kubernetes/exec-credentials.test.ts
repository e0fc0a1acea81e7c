import { describe, expect, test } from "vitest";
import { parseExec } from "../../../src/adapters/kubernetes/exec-credentials.ts";

const eksServer = new URL("https://ABCD.gr7.eu-central-1.eks.amazonaws.com");
const otherServer = new URL("https://api.example.com");

describe("recognised: the token is made in process", () => {
  test.each([
    [
      "what `aws eks update-kubeconfig` writes",
      {
        command: "aws",
        args: "--region eu-west-1 eks get-token --cluster-name shop --output json".split(" "),
      },
      { cluster: "shop", region: "eu-west-1" },
    ],
    [
      "with a role, a profile in the environment and a path",
      {
        command: "/usr/local/bin/aws",
        args: ["eks", "get-token", "--cluster-name=shop", "--role-arn", "arn:aws:iam::1:role/r"],
        env: [{ name: "AWS_PROFILE", value: "work" }],
      },
      { cluster: "shop", region: "eu-central-1", roleArn: "arn:aws:iam::1:role/r", profile: "work" },
    ],
    [
      "an argument goes before the environment",
      {
        command: "aws.exe",
        args: ["eks", "get-token", "--cluster-name", "shop", "--profile", "a", "--region", "us-east-1"],
        env: [
          { name: "AWS_PROFILE", value: "b" },
          { name: "AWS_REGION", value: "us-west-2" },
        ],
      },
      { cluster: "shop", region: "us-east-1", profile: "a" },
    ],
    [
      "aws-iam-authenticator",
      {
        command: "aws-iam-authenticator",
        args: ["token", "-i", "shop", "-r", "arn:aws:iam::1:role/r", "--cache"],
      },
      { cluster: "shop", region: "eu-central-1", roleArn: "arn:aws:iam::1:role/r" },
    ],
  ])("%s", (_rule, exec, request) => {
    expect(parseExec(exec, eksServer)).toEqual({ problems: [], request });
  });
});

describe("refused, by name", () => {
  test.each([
    [
      "another program",
      { command: "gke-gcloud-auth-plugin" },
      'exec of "gke-gcloud-auth-plugin" is not allowed',
    ],
    [
      "a name that objects have by nature",
      { command: "constructor" },
      'exec of "constructor" is not allowed',
    ],
    ["another command of aws", { command: "aws", args: ["s3", "ls"] }, "exec of `aws s3 ls` is not allowed"],
    ["no command", {}, 'exec of "" is not allowed'],
    ["no cluster", { command: "aws", args: ["eks", "get-token"] }, "exec names no cluster"],
    [
      "an argument that could change the identity",
      { command: "aws", args: ["eks", "get-token", "--cluster-name", "c", "--endpoint-url=https://evil"] },
      "exec argument --endpoint-url is not supported",
    ],
    [
      "an environment that could change the identity",
      {
        command: "aws",
        args: ["eks", "get-token", "--cluster-name", "c"],
        env: [{ name: "AWS_ACCESS_KEY_ID", value: "canary" }],
      },
      "exec environment AWS_ACCESS_KEY_ID is not supported",
    ],
  ])("%s", (_rule, exec, expected) => {
    const { problems, request } = parseExec(exec, eksServer);
    expect(request).toBeUndefined();
    expect(problems.join("; ")).toContain(expected);
    expect(problems.join("; ")).not.toContain("canary");
  });

  test("no region, and a server whose name does not tell it", () => {
    const exec = { command: "aws", args: ["eks", "get-token", "--cluster-name", "c"] };
    expect(parseExec(exec, otherServer).problems.join()).toContain("names no --region");
  });
});
