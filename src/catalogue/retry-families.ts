import { async, asyncRetry, asyncRetryFile, exponentialBackoff, lifeomicAttempt, pRetry, promiseRetry, retry, tsRetry, tsRetryPromise } from "./retry-attempts.js";
import { bluebirdRetry, pollyJs, promisePoller, retryAsPromised } from "./retry-promises.js";
import { axiosRetry, fetchRetry, got, ky, retryAxios, retryRequest, superagent, undiciRetry, vercelFetchRetry } from "./retry-http.js";
import { ioredisErrors, mysql2ClusterRetry, mysqlClusterRetry, nestMongooseRetry, nestSequelizeRetry, nestTypeormRetry } from "./retry-clients.js";
import { backoff, cockatiel, mollitia, nestjsResilience, typescriptRetryDecorator } from "./retry-policies.js";
import { backoffRxjs, effect, effectModule, rxjs } from "./retry-streams.js";
import type { Family } from "./shape.js";

/** Retry, backoff and policy libraries. */
export const retryFamilies: readonly Family[] = [
  async,
  asyncRetry,
  asyncRetryFile,
  axiosRetry,
  backoff,
  backoffRxjs,
  bluebirdRetry,
  cockatiel,
  effect,
  effectModule,
  exponentialBackoff,
  fetchRetry,
  got,
  ioredisErrors,
  ky,
  lifeomicAttempt,
  mollitia,
  mysql2ClusterRetry,
  mysqlClusterRetry,
  nestjsResilience,
  nestMongooseRetry,
  nestSequelizeRetry,
  nestTypeormRetry,
  pollyJs,
  pRetry,
  promisePoller,
  promiseRetry,
  retry,
  retryAsPromised,
  retryAxios,
  retryRequest,
  rxjs,
  superagent,
  tsRetry,
  tsRetryPromise,
  typescriptRetryDecorator,
  undiciRetry,
  vercelFetchRetry,
];
