/**
 * Imports a package by its alias from the node_modules beside this file. `--latest` copies this file next to another
 * node_modules, which is why the probes never import a package themselves.
 *
 * @param {string} specifier
 * @returns {Promise<any>} the libraries of many majors have no common type
 */
export const load = (specifier) => import(specifier);
