/** What several programs say alike. */

export const PORT = "Number(process.env.ORDERS_PORT)";

/** @param {string} name */
export const logged = (name) => `${name}.on("error", (error) => console.error("${name}:", error.message));`;
