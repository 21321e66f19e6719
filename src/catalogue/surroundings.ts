/** What tells the purpose of a file: data for `code/surroundings`. A trailing `*` matches any ending. */
export const surroundings = {
  /** Importing one of these, also as a type, makes a file a serverless function. */
  serverlessPackages: [
    "aws-lambda",
    "@aws-lambda-powertools/*",
    "@middy/core",
    "serverless-http",
    "@vendia/serverless-express",
    "@google-cloud/functions-framework",
    "firebase-functions*",
    "@azure/functions",
    "@netlify/functions",
    "@vercel/node",
    "@vercel/functions",
  ],
  /** Words in a file that keeps connections open for long: event streams, upgrades, proxying, long polls. */
  longLivedWords: ["text/event-stream", "EventSource", "\"upgrade\"", "'upgrade'", "http-proxy", "proxy-agent", "long-poll", "longPoll", "long poll"],
} as const;
