// What a reader who has never seen such a page needs to know.
export function Help() {
  return (
    <>
      <h2>What is this?</h2>
      <p>Each point is a node of a graph. n2v walked the graph many times and gave each node a vector; nodes that walks meet in the same surroundings have vectors that point the same way. The map is those vectors made flat.</p>
      <ul>
        <li><b>Find a node</b>: type part of its name into Search. Its nearest are listed under Nearest, and ringed on the map.</li>
        <li><b>PCA and UMAP</b> are two ways to make it flat. PCA is exact and shows the main directions; UMAP keeps neighbours together and shows groups. Distances between far groups mean little.</li>
        <li><b>Colours</b>: choose what they stand for; click on one in the legend to see only those nodes.</li>
        <li><b>p and q</b>: under Walk, choose a node and move the sliders. p rules how often a walk steps straight back, q whether it stays near the node before (large q) or goes on to others (small q).</li>
        <li><b>Select</b>: choose Box or Lasso, drag on the map, and save the selection as a table.</li>
      </ul>
      <h3>Keys on the map</h3>
      <table><tbody>
        <tr><th scope="row">Arrows</th><td>move</td></tr>
        <tr><th scope="row">+ −</th><td>zoom</td></tr>
        <tr><th scope="row">0</th><td>show all</td></tr>
        <tr><th scope="row">Enter</th><td>choose the node in the middle</td></tr>
        <tr><th scope="row">Escape</th><td>choose nothing</td></tr>
      </tbody></table>
      <details>
        <summary>Libraries in this page, and their licences</summary>
        <pre tabIndex={0}>{document.getElementById("licences")?.textContent}</pre>
      </details>
    </>
  );
}
