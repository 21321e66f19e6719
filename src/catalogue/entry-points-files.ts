import type { FileConvention } from "./shape.js";

/**
 * Functions that frameworks find by file and export. Counted in next 16.4.6 and react-router 7.18.5; the names of
 * SvelteKit's, Nitro's and Astro's exports were read in @sveltejs/kit 2.70.4, nitropack 2.13.6 and astro 6.0.5. A path
 * alone is never a sign: the framework has to be imported or listed in the nearest package.json.
 */
const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
const code = "\\.[cm]?[jt]sx?$";

export const fileConventions: readonly FileConvention[] = [
  { id: "next.route-handler", packages: ["next"], path: `(?:^|/)app/(?:.*/)?route${code}`, exports: methods, every: "request", label: "{EXPORT} {file}" },
  {
    id: "next.page",
    packages: ["next"],
    path: `(?:^|/)app/(?:.*/)?(?:page|layout|template)${code}`,
    exports: ["default", "generateMetadata", "generateViewport"],
    every: "render",
    label: "every render of {file}",
  },
  { id: "next.pages-api", packages: ["next"], path: `(?:^|/)pages/api/.*${code}`, exports: ["default"], every: "request", label: "every request of {file}" },
  {
    id: "next.pages-data",
    packages: ["next"],
    path: `(?:^|/)pages/(?!api/).*${code}`,
    exports: ["getServerSideProps", "getInitialProps"],
    every: "request",
    label: "every request of {file}",
  },
  {
    id: "next.middleware",
    packages: ["next"],
    path: `(?:^|/)(?:middleware|proxy)${code}`,
    exports: ["default", "middleware", "proxy"],
    every: "request",
    label: "every request that matches",
  },
  {
    id: "remix.route",
    packages: ["@remix-run/node", "@remix-run/server-runtime", "react-router", "@react-router/node"],
    path: `(?:^|/)app/(?:routes/.*|root)${code}`,
    exports: ["loader", "action", "headers"],
    every: "request",
    label: "{EXPORT} of {file}",
  },
  {
    id: "remix.entry",
    packages: ["@remix-run/node", "@remix-run/server-runtime", "react-router", "@react-router/node"],
    path: `(?:^|/)app/entry\\.server${code}`,
    exports: ["default", "handleRequest", "handleDataRequest"],
    every: "request",
    label: "every request",
  },
  {
    id: "sveltekit.server",
    packages: ["@sveltejs/kit"],
    path: `(?:^|/)routes/(?:.*/)?\\+server\\.[jt]s$`,
    exports: [...methods, "fallback"],
    every: "request",
    label: "{EXPORT} {file}",
  },
  {
    id: "sveltekit.page-server",
    packages: ["@sveltejs/kit"],
    path: `(?:^|/)routes/(?:.*/)?\\+(?:page|layout)\\.server\\.[jt]s$`,
    exports: ["load", "actions"],
    every: "request",
    label: "{EXPORT} of {file}",
  },
  {
    id: "sveltekit.hooks",
    packages: ["@sveltejs/kit"],
    path: `(?:^|/)hooks\\.server\\.[jt]s$`,
    exports: ["handle", "handleFetch", "handleError"],
    every: "request",
    label: "every request",
  },
  {
    id: "nitro.route",
    packages: ["nitropack", "nitro", "nuxt", "h3"],
    path: `(?:^|/)(?:server/)?(?:api|routes|middleware)/.*${code}`,
    exports: ["default"],
    every: "request",
    label: "every request of {file}",
  },
  {
    id: "astro.endpoint",
    packages: ["astro"],
    path: `(?:^|/)pages/.*\\.[jt]s$`,
    exports: [...methods, "ALL"],
    every: "request",
    label: "{EXPORT} {file}",
  },
  {
    id: "aws.lambda",
    packages: ["aws-lambda", "@types/aws-lambda", "serverless", "@middy/core", "aws-cdk-lib", "serverless-offline"],
    path: code,
    exports: ["handler", "lambdaHandler"],
    every: "request",
    label: "every Lambda invocation",
  },
  {
    id: "netlify",
    packages: ["@netlify/functions"],
    path: `(?:^|/)functions/.*${code}`,
    exports: ["handler", "default"],
    every: "request",
    label: "every request of {file}",
  },
  { id: "vercel.function", packages: ["@vercel/node"], path: `(?:^|/)api/.*${code}`, exports: ["default", ...methods], every: "request", label: "every request of {file}" },
  {
    id: "azure.functions-v3",
    packages: ["@azure/functions"],
    path: `/index${code}`,
    exports: ["default", "module.exports", "run"],
    every: "request",
    label: "every run of the function",
  },
];

/** Names of types that say what a function annotated with them is: `const handler: APIGatewayProxyHandler = …`. */
export const handlerTypes = {
  packages: ["express", "fastify", "koa", "aws-lambda", "next", "@netlify/functions", "@vercel/node", "@sveltejs/kit", "@remix-run/node", "@google-cloud/functions-framework", "@azure/functions", "hono"],
  /** Suffixes of a function's own type. */
  functions: ["Handler", "RequestHandler", "Middleware", "NextApiHandler", "GetServerSideProps", "LoaderFunction", "ActionFunction", "RouteHandlerMethod", "HttpFunction", "AzureFunction"],
  /** Types of the first parameter. */
  requests: ["Request", "FastifyRequest", "Context", "ParameterizedContext", "NextApiRequest", "NextRequest", "VercelRequest", "IncomingMessage", "APIGatewayProxyEvent", "APIGatewayProxyEventV2", "SQSEvent", "LoaderFunctionArgs", "ActionFunctionArgs", "HttpRequest", "RequestEvent"],
} as const;

/** Signs that a client per request is required: an isolate may not use one request's socket in another. */
export const edgeSigns = {
  packages: ["cloudflare:*", "@cloudflare/workers-types", "@cloudflare/*", "@vercel/edge"],
  /** Exports of a Worker's default object and of Pages functions. */
  workerExports: ["fetch", "scheduled", "queue", "email", "tail"],
  pagesExports: ["onRequest", "onRequestGet", "onRequestPost", "onRequestPut", "onRequestPatch", "onRequestDelete"],
  /** Types that only Workers know. */
  types: ["ExportedHandler", "Hyperdrive", "ExecutionContext", "DurableObjectState", "PagesFunction"],
  /** Files beside the package.json of a Worker. */
  files: ["wrangler.toml", "wrangler.json", "wrangler.jsonc"],
} as const;
