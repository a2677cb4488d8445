import { render } from "preact";

import { App } from "./App";
import { arrange } from "./arrange";
import * as state from "./state";
import "./style.css";
import { shown } from "./text";

document.title = `${shown(state.info.models[0].name, 60)} · n2v`;
const app = document.getElementById("app")!;
app.replaceChildren();
render(<App />, app);

state
  .read()
  .then(() => {
    if (state.rows <= state.UMAP_AT_ONCE) arrange();
  })
  .catch((error: unknown) => {
    state.problem.value = `This page could not be read: ${error instanceof Error ? error.message : error}`;
  });
