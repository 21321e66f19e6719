// How the pages write what stands in the catalogue.

export function code(text) {
  return `\`${text}\``;
}

export function codes(names) {
  return [...new Set(names)].map(code).join(", ");
}

/** A catalogue word as it is written in code. */
export function word(value) {
  if (value === "<huge>") return "above 65,535";
  if (value === "<string>") return "a string";
  if (value === "<nonNumber>") return "anything that is no number";
  if (value === "<Error>") return "an error";
  return code(typeof value === "string" && value.startsWith("<") ? value.slice(1, -1) : JSON.stringify(value));
}

export function words(values) {
  return values.map(word).join(", ");
}

export function amount(number, unit) {
  const text = number.toLocaleString("en");
  return unit === undefined || unit === "connections" ? text : `${text} ${unit}`;
}

export function condition(each) {
  if ("url" in each) return `the URL begins with ${each.url.map(code).join(" or ")}`;
  const option = code(each.option === "" ? "options" : each.option);
  if ("is" in each) return `${option} is ${each.is.map(word).join(" or ")}`;
  if ("isNot" in each) return `${option} is not ${each.isNot.map(word).join(" or ")}`;
  if ("from" in each) return `${option} comes from ${each.from.map(code).join(" or ")}`;
  return `${option} is ${each.present ? "written" : "absent"}`;
}

export function conditions(list) {
  return list.map(condition).join(" and ");
}

/** `?max` stands for a URL parameter. */
export function ignoredName(option) {
  return option.startsWith("?") ? `${code(option)} in the URL` : code(option);
}

export function table(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
