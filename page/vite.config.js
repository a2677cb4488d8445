// Builds the page into one file: script and style stand in it, and the content security policy lets
// in these two alone, by their hashes, and worker threads made of the script's own text.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { defineConfig } from "vite";

const place = "<!--n2v-data-->";

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

// What would end or bend a script element, were it to stand in a string of the script.
const embeddable = (code) =>
  code.replaceAll("</script", "<\\/script").replaceAll("<!--", "\\x3C!--").trim();

const policy = (script, style) =>
  [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "worker-src blob:",
    "img-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

/** The licences of the libraries that the page holds, which ask to go with every copy. */
function licences() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const held = Object.keys(packages).filter((path) => path && !packages[path].dev && existsSync(path));
  return held
    .map((path) => {
      const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
      const text = file ? readFileSync(`${path}/${file}`, "utf8") : packages[path].license;
      return `${path.replace("node_modules/", "")} ${packages[path].version}\n\n${text.trim()}`;
    })
    .join("\n\n\n")
    .replaceAll("<", "(")
    .replaceAll(">", ")");
}

function onePage() {
  return {
    name: "one-page",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const take = (end) => files.find((file) => file.fileName.endsWith(end));
      const html = take(".html");
      const script = embeddable(take(".js").code);
      const style = take(".css").source.toString().trim();
      const bare = html.source
        .replace(/<script[^>]*type="module"[^>]*><\/script>/, "")
        .replace(/<link[^>]*rel="stylesheet"[^>]*>/, "");
      const head =
        `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">\n` +
        `<style>${style}</style>\n</head>`;
      html.source = bare
        .replace("</head>", () => head)
        .replace(place, () => `<script type="text/plain" id="licences">${licences()}</script>\n${place}\n<script type="module">${script}</script>`);
      html.fileName = "page.html";
      for (const file of files) if (file !== html) delete bundle[file.fileName];
    },
  };
}

export default defineConfig({
  plugins: [onePage()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "../build/page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    target: "es2022",
  },
  worker: { format: "iife" },
});
