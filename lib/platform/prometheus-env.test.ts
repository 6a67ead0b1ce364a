import { describe, expect, it } from "vitest";
import { parsePrometheus } from "./prometheus-env";

describe("the servers that metrics are read from", () => {
  it("are none where nothing is set", () => {
    expect(parsePrometheus({})).toEqual({ servers: [] });
    expect(parsePrometheus({ COUNTERSIGN_PROMETHEUS: " " })).toEqual({ servers: [] });
  });

  it("are names and addresses, each with the token that is set for it", () => {
    expect(
      parsePrometheus({
        COUNTERSIGN_PROMETHEUS:
          "main=http://10.0.0.7:9090/, eu-west=https://metrics.example.org/select/0/prometheus",
        COUNTERSIGN_PROMETHEUS_TOKEN_EU_WEST: "s3cret",
      }),
    ).toEqual({
      servers: [
        { name: "main", url: "http://10.0.0.7:9090", token: null },
        { name: "eu-west", url: "https://metrics.example.org/select/0/prometheus", token: "s3cret" },
      ],
    });
  });

  it.each([
    ["no name", { COUNTERSIGN_PROMETHEUS: "http://prometheus:9090" }, "must name each server"],
    [
      "a name in capitals",
      { COUNTERSIGN_PROMETHEUS: "Main=http://prometheus:9090" },
      "must name each server",
    ],
    ["a name twice", { COUNTERSIGN_PROMETHEUS: "a=http://a,a=http://b" }, "names a twice"],
    ["an address of a file", { COUNTERSIGN_PROMETHEUS: "main=file:///etc/passwd" }, "with http or https"],
    ["a password in it", { COUNTERSIGN_PROMETHEUS: "main=http://u:p@prometheus" }, "no user, password"],
    ["a query in it", { COUNTERSIGN_PROMETHEUS: "main=http://prometheus/?a=1" }, "query"],
    ["a token of nobody", { COUNTERSIGN_PROMETHEUS_TOKEN_MAIN: "x" }, "the token of no server"],
    [
      "a token in two lines",
      { COUNTERSIGN_PROMETHEUS: "main=http://a", COUNTERSIGN_PROMETHEUS_TOKEN_MAIN: "x\ny" },
      "without blanks",
    ],
  ])("are refused with %s, in a sentence without the secret", (_, source, says) => {
    const parsed = parsePrometheus(source);
    expect(parsed).toEqual({ faults: [expect.stringContaining(says)] });
    expect(JSON.stringify(parsed)).not.toContain("u:p@");
  });
});
