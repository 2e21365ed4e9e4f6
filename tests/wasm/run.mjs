// Runs a Python script in a WebAssembly Python: node run.mjs PYODIDE REPOSITORY LIBRARIES SCRIPT < input > output
import { readFileSync } from "fs";
import { pathToFileURL } from "url";

const [home, repository, libraries, script] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${home}/node_modules/pyodide/pyodide.mjs`));
const python = await loadPyodide();
for (const [at, root] of [["/repository", repository], ["/libraries", libraries]]) {
  python.FS.mkdirTree(at);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, at);
}
python.globals.set("given", readFileSync(0, "utf8"));
console.log("@" + python.runPython(readFileSync(script, "utf8")));
