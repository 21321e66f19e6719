import type { EntryPoint, Registration } from "./shape.js";

/**
 * Who calls a function again and again: web frameworks and servers. What each form does was counted by running the
 * frameworks with three requests each (express 4.22.3 and 5.3.0, fastify 4.29.1 and 5.12.8, koa 2.16.4 and 3.3.0,
 * @hapi/hapi 21.4.10, hono 4.13.19, h3 1.15.11 and 2.0.1-rc.5, restify 11.1.0, polka 0.5.2, elysia 1.4.30, nest 12.5.1).
 * Start-up callbacks (listen, plugin bodies, onReady hooks) are left out: they run as often as what registers them.
 */
const verbs = ["get", "post", "put", "patch", "delete", "del", "head", "options", "opts", "all", "search", "propfind"];

const routes: Registration = { via: "method", names: verbs, at: ["each:1"], every: "request", label: "{METHOD} {0}" };
const middleware: Registration = { via: "method", names: ["use"], at: ["each"], every: "request", label: "every request" };

const fastifyHooks = ["handler", "preHandler", "onRequest", "preParsing", "preValidation", "preSerialization", "onSend", "onResponse", "onError", "errorHandler"];
const nestRoutes = ["Get", "Post", "Put", "Patch", "Delete", "Options", "Head", "All", "Search", "Sse"];
const resolverPaths = ["0.resolvers.**", "0.resolvers"];

export const webEntryPoints: readonly EntryPoint[] = [
  {
    id: "express",
    packages: ["express"],
    receivers: ["()", "Router()", "new Router()"],
    types: ["Application", "Express", "Router", "IRouter"],
    often: [
      routes,
      middleware,
      { via: "method", names: verbs, at: ["each"], every: "request", label: "{METHOD} {chain:0}", when0: [] },
      { via: "method", names: ["param"], at: ["last"], every: "request", label: "requests with the parameter {0}" },
      { via: "method", names: ["engine"], at: ["1"], every: "render", label: "every render of a {0} view" },
    ],
  },
  {
    id: "fastify",
    packages: ["fastify"],
    receivers: ["()", "fastify()"],
    types: ["FastifyInstance"],
    often: [
      { via: "method", names: verbs, at: ["last", ...fastifyHooks.map((name) => `1.${name}`)], every: "request", label: "{METHOD} {0}" },
      { via: "method", names: ["route"], at: [...fastifyHooks, "wsHandler"].map((name) => `0.${name}`), every: "request", label: "{0.method} {0.url}" },
      {
        via: "method",
        names: ["addHook"],
        at: ["1"],
        every: "request",
        label: "every request ({0})",
        when0: ["onRequest", "preParsing", "preValidation", "preHandler", "preSerialization", "onError", "onSend", "onResponse", "onTimeout", "onRequestAbort"],
      },
      { via: "method", names: ["setErrorHandler", "setNotFoundHandler", "setReplySerializer"], at: ["last"], every: "request", label: "failed requests" },
      { via: "method", names: ["addContentTypeParser"], at: ["last"], every: "request", label: "requests of that content type" },
    ],
  },
  { id: "koa", packages: ["koa"], receivers: ["new ()"], types: ["Koa", "Application"], often: [middleware] },
  {
    id: "koa.router",
    packages: ["@koa/router", "koa-router"],
    receivers: ["new ()", "()", "new Router()"],
    types: ["Router"],
    often: [routes, middleware, { via: "method", names: ["param"], at: ["1"], every: "request", label: "requests with the parameter {0}" }],
  },
  {
    id: "hapi",
    packages: ["@hapi/hapi", "hapi"],
    receivers: ["server()", "Server()", "new Server()", "new server()"],
    types: ["Server"],
    often: [
      { via: "method", names: ["route"], at: ["0.handler", "0.options.**", "0.config.**"], every: "request", label: "{0.method} {0.path}" },
      {
        via: "method",
        names: ["ext"],
        at: ["1", "0.method"],
        every: "request",
        label: "every request ({0})",
        when0: ["onRequest", "onPreAuth", "onCredentials", "onPostAuth", "onPreHandler", "onPostHandler", "onPreResponse", "onPostResponse"],
      },
      { via: "method", names: ["method"], at: ["1"], every: "call", label: "every call of server method {0}" },
    ],
  },
  {
    id: "hono",
    packages: ["hono", "hono/tiny", "hono/quick", "@hono/zod-openapi"],
    receivers: ["new Hono()", "new OpenAPIHono()"],
    types: ["Hono"],
    often: [
      { ...routes, at: ["each"] },
      middleware,
      { via: "method", names: ["on"], at: ["each:2"], every: "request", label: "{0} {1}" },
      { via: "method", names: ["onError", "notFound"], at: ["0"], every: "request", label: "failed requests" },
      { via: "method", names: ["openapi"], at: ["each:1"], every: "request", label: "every request of the route" },
    ],
  },
  {
    id: "hono.factory",
    packages: ["hono/factory"],
    receivers: ["createFactory()"],
    often: [
      { via: "call", names: ["createMiddleware"], at: ["0"], every: "request", label: "every request" },
      { via: "method", names: ["createHandlers", "createMiddleware"], at: ["each"], every: "request", label: "every request of the route" },
    ],
  },
  {
    id: "h3",
    packages: ["h3", "nitropack/runtime", "nitro/h3", "#imports"],
    receivers: ["createApp()", "createRouter()", "new H3()"],
    types: ["H3", "Router"],
    often: [
      {
        via: "call",
        names: ["defineEventHandler", "eventHandler", "defineHandler", "defineMiddleware", "defineCachedEventHandler", "cachedEventHandler", "defineWebSocketHandler"],
        at: ["0", "0.*"],
        every: "request",
        label: "every request of {file}",
      },
      { ...routes, at: ["each"] },
      middleware,
      { via: "call", names: ["createApp"], at: ["0.*"], every: "request", label: "every request" },
      { via: "call", names: ["defineTask"], at: ["0.run"], every: "job", label: "every run of the task" },
    ],
  },
  {
    id: "restify",
    packages: ["restify"],
    receivers: ["createServer()"],
    often: [routes, middleware, { ...middleware, names: ["pre"] }],
  },
  { id: "polka", packages: ["polka"], receivers: ["()"], often: [routes, middleware] },
  {
    id: "elysia",
    packages: ["elysia"],
    receivers: ["new Elysia()", "new ()"],
    often: [
      { ...routes, at: ["1", "2.*"] },
      { via: "method", names: ["derive", "resolve", "onRequest", "onBeforeHandle", "onAfterHandle", "mapResponse"], at: ["last"], every: "request", label: "every request" },
    ],
  },
  { id: "itty-router", packages: ["itty-router"], receivers: ["Router()", "AutoRouter()"], often: [routes] },
  {
    id: "node.http",
    packages: ["node:http", "http", "node:https", "https", "node:http2", "http2"],
    receivers: ["createServer()", "createSecureServer()", "new Server()"],
    types: ["Server"],
    often: [
      { via: "call", names: ["createServer", "createSecureServer"], at: ["last"], every: "request", label: "every request" },
      { via: "event", names: ["request", "checkContinue", "upgrade", "stream", "connect"], at: ["1"], every: "request", label: "every request" },
      { via: "event", names: ["connection", "secureConnection", "session"], at: ["1"], every: "connection", label: "every TCP connection" },
    ],
  },
  {
    id: "node.net",
    packages: ["node:net", "net", "node:tls", "tls"],
    receivers: ["createServer()"],
    often: [
      { via: "call", names: ["createServer"], at: ["last"], every: "connection", label: "every TCP connection" },
      { via: "event", names: ["connection", "secureConnection"], at: ["1"], every: "connection", label: "every TCP connection" },
    ],
    sockets: { every: "message", label: "every {0} of a socket" },
  },
  {
    id: "nest",
    packages: ["@nestjs/common"],
    often: [
      { via: "decorator", names: nestRoutes, at: ["method"], every: "request", label: "{DECORATOR} {class:0}/{0}" },
      {
        via: "implements",
        names: ["CanActivate", "NestInterceptor", "PipeTransform", "ExceptionFilter", "NestMiddleware"],
        at: ["canActivate", "intercept", "transform", "catch", "use"],
        every: "request",
        label: "every guarded request",
      },
      { via: "decorator", names: ["Injectable", "Controller"], at: ["constructor"], every: "request", label: "every request (scope REQUEST)", whenOption: ["scope", "REQUEST"] },
      { via: "call", names: ["createParamDecorator"], at: ["0"], every: "request", label: "every request with the parameter" },
    ],
  },
  {
    id: "nest.graphql",
    packages: ["@nestjs/graphql"],
    often: [
      {
        via: "decorator",
        names: ["Query", "Mutation", "Subscription", "ResolveField", "ResolveProperty", "ResolveReference"],
        at: ["method"],
        every: "request",
        label: "GraphQL {method}",
      },
    ],
  },
  {
    id: "nest.gateway",
    packages: ["@nestjs/websockets"],
    often: [
      { via: "decorator", names: ["SubscribeMessage"], at: ["method"], every: "message", label: "every {0} message" },
      { via: "implements", names: ["OnGatewayConnection"], at: ["handleConnection"], every: "connection", label: "every WebSocket connection" },
    ],
  },
  {
    id: "nest.microservice",
    packages: ["@nestjs/microservices"],
    often: [
      { via: "decorator", names: ["MessagePattern", "EventPattern", "GrpcMethod", "GrpcStreamMethod"], at: ["method"], every: "message", label: "every {0} message" },
    ],
  },
  {
    id: "nest.events",
    packages: ["@nestjs/event-emitter"],
    often: [{ via: "decorator", names: ["OnEvent"], at: ["method"], every: "event", label: "every {0} event" }],
  },
  {
    id: "routing-controllers",
    packages: ["routing-controllers"],
    often: [
      { via: "decorator", names: [...nestRoutes, "Method"], at: ["method"], every: "request", label: "{DECORATOR} {class:0}{0}" },
      { via: "implements", names: ["ExpressMiddlewareInterface", "KoaMiddlewareInterface", "InterceptorInterface"], at: ["use", "intercept"], every: "request", label: "every request" },
    ],
  },
  {
    // tsoa and LoopBack make a new controller for every request: constructor and fields are as hot as the methods.
    id: "controllers-per-request",
    packages: ["tsoa", "@tsoa/runtime", "@loopback/rest"],
    often: [
      { via: "decorator", names: [...nestRoutes.map((name) => name), "get", "post", "put", "patch", "del", "operation"], at: ["method"], every: "request", label: "{DECORATOR} {0}" },
      { via: "decorator", names: ["Route"], at: ["constructor"], every: "request", label: "every request of {class:0}" },
    ],
  },
  {
    id: "trpc",
    packages: ["@trpc/server"],
    receivers: ["initTRPC"],
    often: [
      { via: "method", names: ["query", "mutation", "subscription"], at: ["0"], every: "request", label: "tRPC {property}" },
      { via: "method", names: ["use", "middleware"], at: ["0"], every: "request", label: "every tRPC call" },
    ],
  },
  {
    id: "trpc.context",
    packages: ["@trpc/server/adapters/*"],
    often: [
      {
        via: "call",
        names: ["createExpressMiddleware", "createHTTPServer", "createHTTPHandler", "fetchRequestHandler", "createNextApiHandler", "awsLambdaRequestHandler", "applyWSSHandler"],
        at: ["0.createContext", "0.onError", "0.responseMeta"],
        every: "request",
        label: "every tRPC request",
      },
    ],
  },
  {
    id: "graphql",
    packages: [
      "@apollo/server",
      "apollo-server",
      "apollo-server-express",
      "apollo-server-lambda",
      "apollo-server-fastify",
      "apollo-server-koa",
      "graphql-yoga",
      "@graphql-yoga/node",
      "@graphql-tools/schema",
    ],
    often: [
      { via: "new", names: ["ApolloServer"], at: [...resolverPaths, "0.context", "0.dataSources", "0.formatError"], every: "request", label: "GraphQL {property}" },
      { via: "call", names: ["makeExecutableSchema", "createSchema"], at: resolverPaths, every: "request", label: "GraphQL {property}" },
      { via: "call", names: ["createYoga", "createServer"], at: ["0.context", "0.schema"], every: "request", label: "every GraphQL request" },
    ],
  },
  {
    id: "apollo.context",
    packages: ["@apollo/server/standalone", "@apollo/server/express4", "@as-integrations/*"],
    often: [
      { via: "call", names: ["startStandaloneServer", "expressMiddleware", "startServerAndCreateNextHandler", "*"], at: ["1.context"], every: "request", label: "every GraphQL request" },
    ],
  },
  {
    id: "grpc",
    packages: ["@grpc/grpc-js"],
    receivers: ["new Server()"],
    often: [{ via: "method", names: ["addService"], at: ["1.*"], every: "request", label: "gRPC {property}" }],
  },
  {
    id: "mcp",
    packages: ["@modelcontextprotocol/sdk/*"],
    receivers: ["new McpServer()", "new Server()"],
    often: [
      { via: "method", names: ["tool", "registerTool", "prompt", "registerPrompt", "resource", "registerResource"], at: ["last"], every: "request", label: "MCP {0}" },
      { via: "method", names: ["setRequestHandler"], at: ["1"], every: "request", label: "every MCP request" },
    ],
  },
  {
    id: "ws",
    packages: ["ws"],
    receivers: ["new WebSocketServer()", "new Server()"],
    types: ["WebSocketServer"],
    often: [{ via: "event", names: ["connection"], at: ["1"], every: "connection", label: "every WebSocket connection" }],
    sockets: { every: "message", label: "every {0} of a WebSocket" },
  },
  {
    id: "socket.io",
    packages: ["socket.io"],
    receivers: ["new Server()", "new ()", "()"],
    often: [
      { via: "event", names: ["connection", "connect"], at: ["1"], every: "connection", label: "every socket.io connection" },
      { via: "method", names: ["use"], at: ["0"], every: "connection", label: "every socket.io connection" },
    ],
    sockets: { every: "message", label: "every {0} message" },
  },
];
