/**
 * The catalogue as everything else loads it. The build puts a module in place of this one that reads the same list from
 * one JSON file: a file for each library costs more to load than to read (tools/build/pack-catalogue.mjs).
 */
export { families } from "./families.js";
