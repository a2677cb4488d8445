// The page as a reader meets it: Chromium, from disk, without a network. Prints TAP.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(new URL("../../page/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const work = mkdtempSync(join(tmpdir(), "n2v-page-"));
const data = process.env.N2V_TEST_DATA;
const program = (name, ...args) =>
  execFileSync(join("bin", name), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

let number = 0;
let failures = 0;

const only = new RegExp(process.env.N2V_PAGE_ONLY ?? ""); // names of the tests to run

async function test(name, run) {
  if (!only.test(name)) return;
  number++;
  try {
    const more = await run();
    console.log(`ok ${number} - ${name}${more ? `: ${more}` : ""}`);
  } catch (error) {
    failures++;
    console.log(`not ok ${number} - ${name}`);
    console.log(String(error.stack ?? error).split("\n").slice(0, 12).map((line) => `# ${line}`).join("\n"));
  }
}

function equal(have, wanted, what = "") {
  const [a, b] = [JSON.stringify(have), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what} is ${a}, expected ${b}`);
}

function check(right, what) {
  if (!right) throw new Error(what);
}

/* ------------------------------------------------------------------------------------ browser */

const quiet = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const soft = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

const start = (...more) =>
  chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", timeout: patience, args: [...quiet, ...more] });

const patience = 300000; // milliseconds until a state that is waited for is taken for one that never comes

const strayed = []; // requests for anything but the file and what it holds itself
const wrong = []; // errors of the page

async function open(browser, file, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 }, offline: true, acceptDownloads: true,
    reducedMotion: "reduce", ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.setDefaultNavigationTimeout(patience);
  page.on("request", (r) => { if (!/^(file|blob|data):/.test(r.url())) strayed.push(r.url()); });
  page.on("pageerror", (e) => wrong.push(e.message));
  page.on("dialog", (d) => { wrong.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on("console", (m) => { if (m.type() === "error") wrong.push(m.text()); });
  await page.goto(`file://${file}`);
  await page.waitForSelector(".map canvas");
  return page;
}

const ready = (page) => page.waitForFunction(() =>
  performance.getEntriesByName("n2v ready").length > 0, null, { timeout: patience });
const arranged = (page) => page.waitForFunction(() =>
  performance.getEntriesByName("n2v umap").length > 0, null, { timeout: patience });
const mark = (page, name) => page.evaluate((n) => performance.getEntriesByName(n)[0]?.startTime, name);
const tab = (page, name) => page.getByRole("tab", { name }).click();
const heading = (page) => page.locator("#panel h2").first().innerText();

async function search(page, text) {
  await page.fill("#search", text);
  await page.keyboard.press("Enter");
}

const listed = (page, title) =>
  page.locator(".near", { has: page.getByRole("heading", { name: title, exact: true }) })
    .locator("button.node").allInnerTexts();

async function accessible(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const lines = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120) + " | " + (n.any[0]?.message ?? "")).slice(0, 3).join(" ;; ")}`);
  check(!lines.length, `${where}: ${lines.join("\n")}`);
}

/** The map once it has stopped changing. */
async function settled(page) {
  const picture = async () => (await page.locator(".map").screenshot()).toString("base64");
  let before = await picture();
  for (let i = 0; i < 50; i++) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const now = await picture();
    if (now === before) return now;
    before = now;
  }
  throw new Error("the map does not come to rest");
}

/** Parts of the map's canvas that are not its ground. */
const inked = (page) => page.evaluate(() => {
  const canvas = document.querySelector(".map canvas");
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  return new Promise((done) => requestAnimationFrame(() => {
    const c = copy.getContext("2d");
    c.drawImage(canvas, 0, 0);
    const bytes = c.getImageData(0, 0, copy.width, copy.height).data;
    let count = 0;
    for (let i = 3; i < bytes.length; i += 4) count += bytes[i] > 0;
    done(count / (bytes.length / 4));
  }));
});

/* ------------------------------------------------------------------------------ small graphs */

// Two groups of ten, as tests/cli/common.sh.
const edges = [];
for (let g = 0; g < 2; g++)
  for (let i = 0; i < 10; i++) for (let j = 0; j < i; j++) edges.push(`${10 * g + i} ${10 * g + j}`);
edges.push("0 10");
writeFileSync(join(work, "g.txt"), edges.join("\n") + "\n");

function smallPage(name, ...more) {
  const model = join(work, `${name}.bin`);
  program("n2v-train", "-quiet", "-input", join(work, "g.txt"), "-output", model, "-keep-context",
          "-size", "8", "-num-walks", "4", "-threads", "1", "-metrics", join(work, `${name}.json`));
  const file = join(work, `${name}.html`);
  program("n2v-page", "-quiet", "-model", model, "-graph", join(work, "g.txt"),
          "-run", join(work, `${name}.json`), "-output", file, ...more);
  return file;
}

// What may stand in a name: all but white space. Titles may have that too.
const hostile = ["</script><script>alert(1)</script>", "\"><img/src=x/onerror=alert(2)>", "a\u0001b\u007f",
  "x".repeat(10240), "\u202egnp.exe", "שלום", "日本語", "Müller-Lüdenscheidt", "${alert(3)}", "<!--", "&amp;lt;",
  "';DROP", "𝕏😀", "-->", "__proto__", "constructor"];

function hostilePage() {
  const names = [...hostile];
  while (names.length < 30) names.push(`n${names.length}`);
  const rows = names.map((n, i) => `${n} ${Math.cos(i).toFixed(4)} ${Math.sin(i).toFixed(4)} ${(i / 30).toFixed(4)}`);
  writeFileSync(join(work, "h.txt"), `${names.length} 3\n${rows.join("\n")}\n`);
  writeFileSync(join(work, "h.tsv"), "name\t<b>kind</b>\tweight\n" +
    names.map((n, i) => `${n}\t${hostile[i % hostile.length].slice(0, 200)}|plain\t${i}`).join("\n") + "\n");
  const file = join(work, "h.html");
  program("n2v-page", "-quiet", "-model", join(work, "h.txt"), "-metadata", join(work, "h.tsv"), "-output", file);
  return file;
}

/* -------------------------------------------------------------------------------- tests: small */

const browser = await start(...soft);

await test("the file says what it may load: nothing", () => {
  const policy = readFileSync("build/page/page.html", "utf8").match(/Content-Security-Policy" content="([^"]*)"/)[1];
  for (const rule of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "script-src 'sha256-"])
    check(policy.includes(rule), `${rule} is not in ${policy}`);
  check(!/unsafe|https?:|connect-src|\*/.test(policy), policy);
});

await test("hostile names are text", async () => {
  const page = await open(browser, hostilePage());
  await ready(page);
  await arranged(page);
  await tab(page, "Nodes");
  const shown = await page.locator("#panel button.node").allInnerTexts();
  equal(shown.length, 30, "the list's length");
  check(shown.includes(hostile[0]), "markup is shown as it is");
  check(shown.includes("a\u2401b\ufffd"), "control characters are made visible");
  check(shown.some((t) => /^x+…$/.test(t) && t.length <= 200), "10 kB are cut");
  check(shown.includes("Müller-Lüdenscheidt") && shown.includes("日本語") && shown.includes("שלום"), "other scripts");
  check(!shown.some((t) => t.includes("\u202e")), "no name turns the direction of others");
  for (const [typed, name] of [["muller", "Müller-Lüdenscheidt"], ["日本", "日本語"], ["</scr", hostile[0]], ["proto", "__proto__"]]) {
    await search(page, typed);
    await tab(page, "Nearest");
    equal(await heading(page), name, `what ${typed} finds`);
  }
  equal(await page.locator("img, script[src], iframe, b:not(.slider b)").count(), 0, "elements made of names");
  await accessible(page, "hostile names");
  await page.context().close();
});

await test("the policy holds: a request from within is refused", async () => {
  const page = await open(browser, hostilePage());
  const before = wrong.length;
  const refused = await page.evaluate(() => fetch("http://127.0.0.1:9/").then(() => false, () => true));
  check(refused, "fetch went through");
  wrong.length = before;
  await page.context().close();
});

const load = async (module) => {
  const { createServer } = await import(require.resolve("vite").replace(/index\.cjs$/, "dist/node/index.js"));
  const server = await createServer({ root: "page", configFile: false, server: { middlewareMode: true, hmr: false, ws: false }, appType: "custom", logLevel: "error", optimizeDeps: { noDiscovery: true } });
  try {
    return await server.ssrLoadModule(module);
  } finally {
    await server.close();
  }
};

await test("walks follow the law of node2vec", async () => {
  const { Walker } = await load("/src/walk.ts");
  // t = 0 and v = 1 are linked; 2 is a neighbour of both, 3 of v alone, 4 of v alone and heavy.
  const graph = { offsets: Uint32Array.from([0, 2, 6, 8, 9, 10]), neighbours: Uint32Array.from([1, 2, 0, 2, 3, 4, 0, 1, 1, 1]),
                  weights: Float32Array.from([1, 1, 1, 1, 1, 3, 1, 1, 1, 3]) };
  for (const [p, q] of [[1, 1], [0.25, 4], [4, 0.5]]) {
    const walker = new Walker(graph);
    const shares = { 0: 1 / p, 2: 1, 3: 1 / q, 4: 3 / q };
    const total = Object.values(shares).reduce((a, b) => a + b);
    const counts = [0, 0, 0, 0, 0];
    const draws = 40000;
    for (let i = 0; i < draws; i++) counts[walker.step(0, 1, p, q, () => (i + 0.5) / draws).node]++;
    for (const [node, share] of Object.entries(shares))
      check(Math.abs(counts[node] - (draws * share) / total) < 2, `p ${p} q ${q}: node ${node}: ${counts[node]}`);
    const { chances } = walker.step(0, 1, p, q, () => 0);
    check(Math.abs(chances.back - 1 / p / total) < 1e-9 && Math.abs(chances.out - 4 / q / total) < 1e-9, "its chances");
  }
  const walker = new Walker(graph);
  equal(walker.walk(3, 9, 1, 1, 5), new Walker(graph).walk(3, 9, 1, 1, 5), "a walk of one seed");
  check(JSON.stringify(walker.walk(3, 9, 1, 1, 5)) !== JSON.stringify(walker.walk(3, 9, 1, 1, 6)), "other seeds walk elsewhere");
});

await test("without WebGL the map is drawn by the 2D canvas", async () => {
  const plain = await start("--disable-gpu", "--disable-3d-apis");
  const page = await open(plain, smallPage("flat"));
  await ready(page);
  equal(await page.locator(".map").getAttribute("data-renderer"), "2d");
  check((await inked(page)) > 0.001, "nothing is drawn");
  await plain.close();
});

await test("one node is a page", async () => {
  writeFileSync(join(work, "1.txt"), "1 2\nalone 1 0\n");
  const file = join(work, "1.html");
  program("n2v-page", "-quiet", "-model", join(work, "1.txt"), "-output", file);
  const page = await open(browser, file);
  await ready(page);
  await search(page, "alo");
  equal(await heading(page), "alone");
  await page.context().close();
});

await test("nodes outside of UMAP's sample are put among those that they are like", async () => {
  const reports = [];
  globalThis.onmessage = null; // as in a worker
  globalThis.postMessage = (report) => reports.push(report);
  await load("/src/umap.worker.ts");
  const [rows, dims, groups] = [1800, 8, 3];
  const noise = (i, d) => Math.round(20 * Math.sin(i * 12.9898 + d * 78.233));
  const vectors = Int8Array.from({ length: rows * dims }, (_, i) => (i % dims === Math.floor(i / dims) % groups ? 100 : 0) + noise(Math.floor(i / dims), i % dims));
  const places = Float32Array.from({ length: 2 * rows }, (_, i) => vectors[Math.floor(i / 2) * dims + (i % 2)] / 127);
  globalThis.onmessage({ data: { places, step: 4, ids: null, scores: null, k: 0, vectors, dims, seed: 1 } });
  delete globalThis.postMessage;
  const xy = reports.at(-1).places;
  equal(xy.length, 2 * rows, "places");
  const centres = Array.from({ length: groups }, (_, g) => {
    const sample = Array.from({ length: rows / 4 }, (_, i) => 4 * i).filter((row) => row % groups === g);
    return [0, 1].map((a) => sample.reduce((sum, row) => sum + xy[2 * row + a], 0) / sample.length);
  });
  const away = (row, g) => Math.hypot(xy[2 * row] - centres[g][0], xy[2 * row + 1] - centres[g][1]);
  const astray = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    centres.some((_, g) => g !== row % groups && away(row, g) <= away(row, row % groups)));
  equal(astray, [], "nodes nearer to another group's middle");
});

await test("of many nodes UMAP arranges a sample, and all have a place", async () => {
  // 21,000 nodes in three groups: more than UMAP takes whole.
  const rows = Array.from({ length: 21000 }, (_, i) => {
    const at = [0, 0, 0, 0].map((_, d) => (d === i % 3 ? 4 : 0) + Math.sin(i * 12.9898 + d * 78.233));
    return `${i} ${at.map((x) => x.toFixed(3)).join(" ")}`;
  });
  writeFileSync(join(work, "many.txt"), `21000 4\n${rows.join("\n")}\n`);
  const file = join(work, "many.html");
  program("n2v-page", "-quiet", "-model", join(work, "many.txt"), "-output", file);
  const page = await open(browser, file);
  await ready(page);
  check(/UMAP of 7,000 nodes/.test(await page.locator(".toolbar").innerText()), "the sample is named");
  await page.getByRole("button", { name: "UMAP" }).click();
  await arranged(page);
  const box = await page.locator(".map").boundingBox();
  await page.getByRole("button", { name: "Box", exact: true }).click();
  await page.mouse.move(box.x + 1, box.y + 1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 1, box.y + box.height - 1, { steps: 3 });
  await page.mouse.up();
  equal(await heading(page), "21,000 selected", "nodes that have a place");
  await page.context().close();
});

await test("dead ends and isolated nodes are warned of", async () => {
  writeFileSync(join(work, "d.txt"), "a b\nb c\nc d\n");
  writeFileSync(join(work, "d.nodes"), "lonely\n");
  const [model, file] = [join(work, "d.bin"), join(work, "d.html")];
  program("n2v-train", "-quiet", "-directed", "-input", join(work, "d.txt"), "-nodes", join(work, "d.nodes"), "-output", model, "-size", "4");
  program("n2v-page", "-quiet", "-directed", "-model", model, "-graph", join(work, "d.txt"), "-nodes", join(work, "d.nodes"), "-output", file);
  const page = await open(browser, file);
  await ready(page);
  await tab(page, "Run");
  const text = await page.locator(".warnings").innerText();
  check(/1 node has no edge/.test(text) && /1 node has no way on/.test(text), text);
  await search(page, "d");
  await tab(page, "Walk");
  check(/no edge leads on/.test(await page.locator("#panel").innerText()), "a walk from a dead end says so");
  await page.context().close();
});

/* ---------------------------------------------------------------------------- tests: MovieLens */

if (data) {
  const model = join(work, "movielens.bin");
  const other = join(work, "q4.bin");
  const train = (path, ...more) =>
    program("n2v-train", "-quiet", "-config", "configs/movielens.ini", "-input", join(data, "ratings.csv"),
            "-output", path, "-keep-context", "-metrics", `${path}.json`, "-save-vocab", `${path}.vocab`, ...more);
  train(model);
  train(other, "-q", "4", "-epochs", "2");
  const common = ["-quiet", "-config", "configs/movielens.ini", "-graph", join(data, "ratings.csv"),
    "-labels", join(data, "movies.csv"), "-model", model, "-visits", `${model}.vocab`];
  const one = join(work, "movielens.html");
  const two = join(work, "compare.html");
  const scores = [model, other].map((path, i) => (writeFileSync(`${path}.eval`, `macro_f1 0.${i + 2}5\n`), `${path}.eval`));
  program("n2v-page", ...common, "-run", `${model}.json`, "-output", one);
  program("n2v-page", ...common, "-run", `${model}.json|${other}.json`, "-eval", scores.join("|"), "-compare", other, "-output", two);

  // Debian's older release of the ratings has other films than ml-latest-small.
  const [rows, dims] = readFileSync(model, "latin1").split("\n", 1)[0].split(" ").map(Number);
  const run = JSON.parse(readFileSync(`${model}.json`, "utf8"));
  const figure = (n) => n.toLocaleString("en");

  const page = await open(browser, one);
  await ready(page);
  await arranged(page);
  await test("MovieLens opens from disk: first picture, and UMAP", async () => {
    const [first, umap] = [await mark(page, "n2v first picture"), await mark(page, "n2v umap")];
    check((await inked(page)) > 0.01, "nothing is drawn");
    // Figures, not assertions: how long it takes says more of the machine's load than of the page.
    return `after ${Math.round(first)} ms, after ${Math.round(umap)} ms`;
  });

  await test("matr finds The Matrix, whose nearest are those that n2v-query names", async () => {
    await page.fill("#search", "matr");
    equal((await page.locator("#found li bdi").first().innerText()), "Matrix, The (1999)", "the first found");
    await page.keyboard.press("Enter");
    equal(await heading(page), "Matrix, The (1999)");
    const answers = (...how) => program("n2v-query", "-model", model, "-labels", join(data, "movies.csv"), "-k", "20", ...how, "2571")
      .trim().split("\n").map((line) => line.split("\t")[3]);
    equal(await listed(page, "Alike"), answers(), "the list by cosine");
    equal(await listed(page, "Together"), answers("-metric", "context"), "the list by context");
  });

  await test("a slip of the finger, another order of words, a name", async () => {
    for (const [typed, title] of [["godfahter", "Godfather, The (1972)"], ["the godfather", "Godfather, The (1972)"], ["858", "Godfather, The (1972)"], ["leon", "Léon: The Professional (a.k.a. The Professional) (Léon) (1994)"]]) {
      await page.fill("#search", typed);
      equal(await page.locator("#found li bdi").first().innerText(), title, typed);
    }
    await page.keyboard.press("Escape");
  });

  await test("a click on the map chooses a node, a click beside all none", async () => {
    const box = await page.locator(".map").boundingBox();
    await search(page, "matrix, the");
    await page.locator(".map").focus();
    await page.keyboard.press("0");
    // The chosen node is ringed in the map: where is told by a click that finds it again.
    let found = "";
    for (let x = 0.3; x < 0.7 && !found; x += 0.02)
      for (let y = 0.3; y < 0.7 && !found; y += 0.05) {
        await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
        const text = await heading(page).catch(() => "");
        if (text && text !== "Matrix, The (1999)") found = text;
      }
    check(found, "no click chose a node");
    await page.mouse.click(box.x + 3, box.y + 3);
    equal(await page.locator("#panel h2").count(), 0, "headings after a click on nothing");
    return found;
  });

  await test("box and lasso select; the selection is saved as a table", async () => {
    const box = await page.locator(".map").boundingBox();
    await page.locator(".map").focus();
    await page.keyboard.press("0");
    const drag = async (...points) => {
      await page.mouse.move(box.x + box.width * points[0][0], box.y + box.height * points[0][1]);
      await page.mouse.down();
      for (const [x, y] of points.slice(1)) await page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 4 });
      await page.mouse.up();
    };
    await page.getByRole("button", { name: "Box", exact: true }).click();
    await drag([0.01, 0.01], [0.99, 0.99]);
    equal(await heading(page), `${figure(rows)} selected`, "a box around all");
    await page.getByRole("button", { name: "Lasso" }).click();
    await drag([0.01, 0.01], [0.5, 0.01], [0.5, 0.99], [0.01, 0.99]);
    const count = Number((await heading(page)).match(/[\d,]+/)[0].replace(",", ""));
    check(count > 50 && count < rows - 50, `half of the map has ${count}`);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as table" }).click();
    const lines = readFileSync(await (await download).path(), "utf8").trimEnd().split("\n");
    equal(lines.length, count + 1, "lines of the table");
    equal(lines[0].split("\t").slice(0, 4), ["name", "title", "genre", "year"], "its header");
    await page.getByRole("button", { name: "Drop selection" }).click();
    await page.getByRole("button", { name: "Move" }).click();
    return `${count} nodes`;
  });

  await test("the legend filters, by name and by number", async () => {
    await tab(page, "Nodes");
    await page.locator(".legend").getByRole("button", { name: /^Film-Noir/ }).click();
    const noir = await page.locator("#panel button.node").count();
    const films = await page.locator(".legend").getByRole("button", { name: /^Film-Noir/ }).innerText();
    equal(noir, Math.min(100, Number(films.match(/\d+$/)[0])), "films that are film noir");
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("combobox", { name: "Colour" }).selectOption("year");
    await page.getByLabel(/^to/).fill("1940");
    const old = await page.locator("#panel button.node").allInnerTexts();
    check(old.length > 3 && old.every((t) => Number(t.match(/\((\d{4})\)$/)[1]) <= 1940), `films up to 1940: ${old}`);
    await page.getByRole("combobox", { name: "Colour" }).selectOption("genre");
  });

  await test("a walk is replayed step by step, and q changes it", async () => {
    await search(page, "godfather, the");
    await tab(page, "Walk");
    const steps = () => page.locator(".steps button.node").allInnerTexts();
    equal(await steps(), ["Godfather, The (1972)"], "before the first step");
    for (let i = 0; i < 5; i++) await page.getByRole("button", { name: "Step" }).click();
    const first = await steps();
    equal(first.length, 6, "nodes after five steps");
    const near = async () => Number((await page.locator("#panel tbody tr").first().locator("td").nth(1).innerText()).replace("%", ""));
    const plain = await near();
    await page.getByLabel(/^q =/).fill("3");
    const held = await near();
    check(held > plain, `near: ${plain}% and, with q = 8, ${held}%`);
    check(/holds it among/.test(await page.locator("#panel").innerText()), "q is explained");
    await page.getByLabel(/^q =/).fill("0");
    equal(await steps(), first, "the same walk for the same seed, p and q");
    return `near ${plain}% at q = 1, ${held}% at q = 8`;
  });

  await test("the run: loss, settings, figures", async () => {
    await tab(page, "Run");
    const text = await page.locator("#panel").innerText();
    check(/pairs per second/.test(text) && /walk_length\s+80/.test(text) && text.includes(`${figure(rows)} nodes, ${dims} dimensions, ${figure(run.edges)} weighted edges`), text);
    equal(await page.locator("svg.loss circle").count(), run.loss.length, "epochs of the loss curve");
  });

  await test("all by keyboard", async () => {
    await page.reload();
    await ready(page);
    await page.keyboard.press("Tab");
    equal(await page.evaluate(() => document.activeElement.id), "search", "the first stop");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    equal(await page.evaluate(() => document.activeElement.id), "panel", "where the link to the lists leads");
    await page.locator("#search").focus();
    await page.keyboard.type("pulp fic");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    equal(await heading(page), "Pulp Fiction (1994)");
    const seen = new Set();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        const style = getComputedStyle(e);
        return { what: e.className || e.id || e.tagName, outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
      });
      check(at.outlined, `the focus on ${at.what} is not to be seen`);
      seen.add(at.what);
      if (at.what === "node") break;
    }
    check(["map", "tab-neighbours", "panel", "node"].every((w) => seen.has(w)), [...seen].join(" "));
    const first = await page.evaluate(() => document.activeElement.innerText);
    await page.keyboard.press("Enter");
    equal(await heading(page), first, "a neighbour chosen by Enter");
    await page.locator("#tab-neighbours").focus();
    await page.keyboard.press("ArrowRight");
    check(/A walk from/.test(await heading(page)), "arrows change panels");
    await page.locator(".map").focus();
    for (const key of ["+", "+", "ArrowLeft", "Enter"]) await page.keyboard.press(key);
    check(/is chosen/.test(await page.locator(".said").innerText()), "what is chosen is said");
    await page.keyboard.press("Escape");
    check(/Choose a node/.test(await page.locator("#panel").innerText()), "Escape chooses nothing");
  });
  await page.context().close();

  await test("two models: side by side, one choice, overlap of lists", async () => {
    const both = await open(browser, two);
    await ready(both);
    await both.getByLabel("Side by side").check();
    equal(await both.locator(".map").count(), 2, "maps");
    await search(both, "matrix, the");
    await tab(both, "Compare");
    const lists = await both.locator(".near").count();
    equal(lists, 2, "lists");
    const own = program("n2v-query", "-model", other, "-labels", join(data, "movies.csv"), "-k", "20", "2571").trim().split("\n").map((l) => l.split("\t")[3]);
    equal(await both.locator(".near").nth(1).locator("button.node").allInnerTexts(), own, "the second model's list");
    check(/q 1/.test(await both.locator(".near h3").first().innerText()) && /q 4/.test(await both.locator(".near h3").nth(1).innerText()), "models are told apart by their settings");
    const table = await both.locator("table").first().innerText();
    const share = Number(table.match(/(\d+)%\s*\n/)?.[1] ?? table.match(/100%\s+(\d+)%/)?.[1]);
    check(share > 5 && share < 100, table);
    equal(await both.locator(".map-name bdi").allInnerTexts(), await both.locator(".near h3").allInnerTexts(), "names of the maps");
    const figures = await both.locator("table", { hasText: "Loss, time, quality" }).innerText();
    check(/macro_f1\s+0\.25\s+0\.35/.test(figures) && /loss of the last epoch\s+\d\.\d+\s+\d\.\d+/.test(figures), figures);
    equal(await both.locator("svg.loss polyline").count(), 2, "loss curves");
    await both.getByLabel("Together").check();
    const met = program("n2v-query", "-model", other, "-labels", join(data, "movies.csv"), "-k", "20", "-metric", "context", "2571").trim().split("\n").map((l) => l.split("\t")[3]);
    equal(await both.locator(".near").nth(1).locator("button.node").allInnerTexts(), met, "the second model's list by context");
    const zoomed = await both.locator(".map").first().boundingBox();
    check(zoomed.width > 100, "maps have room");
    await accessible(both, "compare");
    await both.context().close();
    return `lists share ${share}%`;
  });

  await test("the same picture for the same seed", async () => {
    const pictures = [];
    for (let i = 0; i < 2; i++) {
      const again = await open(browser, one);
      await ready(again);
      await arranged(again);
      pictures.push(await settled(again));
      await again.context().close();
    }
    check(pictures[0] === pictures[1], "two runs of UMAP differ");
  });

  for (const [where, options] of [["light", { colorScheme: "light" }], ["dark", { colorScheme: "dark" }],
    ["a phone of 320 px", { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }]])
    await test(`axe finds nothing: ${where}`, async () => {
      const other = await open(browser, one, options);
      await ready(other);
      await search(other, "godfather, the");
      for (const name of ["Nearest", "Walk", "Nodes", "Run", "Help"]) {
        await tab(other, name);
        await accessible(other, name);
        const wide = await other.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        check(wide <= 0, `${name} is ${wide} px wider than the screen`);
      }
      await other.context().close();
    });
} else {
  console.log(`ok ${++number} - MovieLens # SKIP no data`);
}

await test("no request has left a page, no page has failed", () => {
  equal(strayed, [], "requests");
  equal(wrong, [], "errors");
});

await browser.close();
rmSync(work, { recursive: true, force: true });
console.log(`1..${number}`);
process.exit(failures ? 1 : 0);
